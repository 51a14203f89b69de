using System.Globalization;
using CsCheck;
using FuncAuth.Azure.Sweeping;
using FuncAuth.Testing;

namespace FuncAuth.Azure.Tests.Sweeping;

/// <summary>Whatever lies in the tables, however small the runs, however many at a time, and wherever one dies.</summary>
public class SweepModelTests
{
    private static readonly string[] Names = [.. Remains.All.Keys];

    // What lies there, and for how many seconds it could have gone or has still to stay.
    private static readonly Gen<(int What, int Dead)[]> Lying = Gen.Select(
        Gen.Int[0, Names.Length - 1], Gen.OneOf(Gen.Const(0), Gen.Const(-1), Gen.Int[1, 100_000], Gen.Int[-100_000, -2])).Array[0, 25];

    private static readonly Gen<(int Pages, int Size, int Runs, int Death)> Runs = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 7], Gen.Int[1, 3], Gen.Int[0, 60]);

    [Fact]
    public Task After_enough_runs_all_that_is_dead_is_gone_and_nothing_else() => Gen.Select(Lying, Runs).SampleAsync(
        async (lying, runs) =>
        {
            await using var world = await World.NewAsync();
            var now = Given.Now.AddDays(500);
            for (var i = 0; i < lying.Length; i++)
            {
                var remains = Remains.All[Names[lying[i].What]];
                await remains.PutAsync(world, Name(i), now - (remains.After ?? TimeSpan.FromDays(1)) - TimeSpan.FromSeconds(lying[i].Dead));
            }

            world.Clock.Now = now;
            var budget = new SweepBudget(runs.Pages, runs.Size, TimeSpan.FromMinutes(1));
            if (runs.Death > 0)
            {
                world.Death.Arm(runs.Death, runs.Death % 2 == 0 ? Moment.Before : Moment.After);
                await Record.ExceptionAsync(() => world.SweepAllAsync(budget));
                world.Death.Disarm();
            }

            await Task.WhenAll(Enumerable.Range(0, runs.Runs).Select(_ => world.SweepAllAsync(budget)));

            // What a run that lost its race left unfinished, the next pass does.
            await world.BeginAnewAsync();
            await world.SweepAllAsync(budget);
            for (var i = 0; i < lying.Length; i++)
            {
                var (what, dead) = lying[i];
                var remains = Remains.All[Names[what]];
                Assert.True(await remains.IsThereAsync(world, Name(i)) == (remains.After is null || dead < 0), $"{Names[what]}, dead for {dead} s");
            }
        },
        iter: 25, threads: 2);

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
