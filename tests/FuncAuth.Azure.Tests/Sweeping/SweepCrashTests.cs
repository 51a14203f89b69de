using System.Globalization;
using FuncAuth.Azure.Sweeping;
using FuncAuth.Testing;

namespace FuncAuth.Azure.Tests.Sweeping;

/// <summary>A run may die at any moment: what lives is untouched, and the runs after it finish the job.</summary>
public class SweepCrashTests
{
    // One of each kind that dies, and beside it one that is a second too young.
    private static readonly (string What, Remains Remains)[] Household =
        [.. Remains.All.Where(one => one.Value.After is not null).GroupBy(one => one.Value.Kind).Select(kind => (kind.First().Key, kind.First().Value))];

    private static readonly SweepBudget Pages = new(1000, 5, TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task A_death_at_any_storage_operation_loses_nothing_and_leaves_nothing(Moment moment)
    {
        await using var world = await World.NewAsync();
        var now = Given.Now.AddDays(500);
        var died = true;
        var operations = 0;
        for (; died; operations++)
        {
            var name = operations.ToString(CultureInfo.InvariantCulture);
            foreach (var (what, remains) in Household)
            {
                await remains.PutAsync(world, $"{what} {name} dead", now - remains.After!.Value);
                await remains.PutAsync(world, $"{what} {name} alive", now - remains.After.Value + TimeSpan.FromSeconds(1));
            }

            world.Clock.Now = now;
            world.Death.Arm(operations + 1, moment);
            var run = await Record.ExceptionAsync(() => world.SweepAsync(Pages));
            died = world.Death.Disarm();
            Assert.True(run is null == !died, $"Operation {operations + 1}: {run}");

            await world.SweepAllAsync(Pages);
            foreach (var (what, remains) in Household)
            {
                Assert.False(await remains.IsThereAsync(world, $"{what} {name} dead"), $"{what}, death at operation {operations + 1}");
                Assert.True(await remains.IsThereAsync(world, $"{what} {name} alive"), $"{what}, death at operation {operations + 1}");
            }

            await EmptyAsync(world);
        }

        Assert.True(operations > 20, $"Only {operations} operations were cut.");
    }

    private static async Task EmptyAsync(World world)
    {
        foreach (var table in new[] { world.Layout.Clients, world.Layout.Users, world.Layout.Identifiers, world.Layout.Deliveries })
        {
            foreach (var row in await world.RowsAsync(table))
                await world.Table(table).DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: World.Ct);
        }
    }
}
