using Azure.Data.Tables;
using FuncAuth.Azure.Sweeping;
using FuncAuth.Azure.Tables;
using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests.Sweeping;

/// <summary>The sweeper against real tables.</summary>
public class SweeperTests
{
    public static TheoryData<string> Dying => [.. Remains.All.Where(one => one.Value.After is not null).Select(one => one.Key)];

    public static TheoryData<string> Lasting => [.. Remains.All.Where(one => one.Value.After is null).Select(one => one.Key)];

    [Theory]
    [MemberData(nameof(Dying))]
    public async Task Each_is_removed_from_its_second_on_and_not_before(string what)
    {
        await using var world = await World.NewAsync();
        var remains = Remains.All[what];
        await remains.PutAsync(world, "it", Given.Now);

        world.Clock.Now = Given.Now + remains.After!.Value - TimeSpan.FromSeconds(1);
        var before = await world.SweepAllAsync();
        Assert.True(await remains.IsThereAsync(world, "it"));
        Assert.DoesNotContain(remains.Kind, before.Keys);

        await world.BeginAnewAsync();
        world.Clock.Now = Given.Now + remains.After.Value;
        var after = await world.SweepAllAsync();
        Assert.False(await remains.IsThereAsync(world, "it"));
        Assert.Equal(1, after[remains.Kind]);

        await world.BeginAnewAsync();
        Assert.DoesNotContain(remains.Kind, (await world.SweepAllAsync()).Keys);
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task What_does_not_die_stays(string what)
    {
        await using var world = await World.NewAsync();
        var remains = Remains.All[what];
        await remains.PutAsync(world, "it", Given.Now);

        world.Clock.Now = Given.Now.AddYears(10);
        var removed = await world.SweepAllAsync();

        Assert.True(await remains.IsThereAsync(world, "it"));
        Assert.Empty(removed);
    }

    [Fact]
    public async Task A_client_goes_with_all_its_rows_and_what_is_left_of_another_can_be_read_and_saved()
    {
        await using var world = await World.NewAsync();
        var full = Remains.Known("full", Given.Now) with { SignUp = Given.SignUp("full"), Sessions = [Remains.Session("a", Given.Now), Remains.Session("b", Given.Now)] };
        var kept = full with { Id = Remains.Client("kept"), UpdatedAt = Given.Now.AddDays(100) };
        await world.Clients.SaveAsync(full, null, "test", World.Ct);
        await world.Clients.SaveAsync(kept, null, "test", World.Ct);

        world.Clock.Now = Given.Now.AddDays(100);
        await world.SweepAllAsync();

        Assert.DoesNotContain(await world.RowsAsync(world.Layout.Clients), row => row.PartitionKey == full.Id.Value);
        var left = await world.Clients.FindAsync(kept.Id, World.Ct);
        Assert.Equal(
            Described.Of(kept with { SignUp = null, ReplacedSignUps = [full.SignUp!.Id], Sessions = [] }),
            Described.Of(left!.Value.Value));
        Assert.NotNull(await world.Clients.SaveAsync(left.Value.Value with { SignUp = Given.SignUp() }, left, "test", World.Ct));
    }

    [Fact]
    public async Task Whoever_uses_it_again_between_look_and_removal_keeps_it()
    {
        await StaysAsync("a client that knows nobody", async (world, name) =>
        {
            var read = await world.Clients.FindAsync(Remains.Client(name), World.Ct);
            Assert.NotNull(await world.Clients.SaveAsync(read!.Value.Value.ChangedAt(world.Clock.Now), read, "request", World.Ct));
        });
        await StaysAsync("a session that was ended", async (world, name) =>
        {
            var read = await world.Clients.FindAsync(Remains.Client(name), World.Ct);
            Assert.NotNull(await world.Clients.SaveAsync(read!.Value.Value.ChangedAt(world.Clock.Now), read, "request", World.Ct));
        });
        await StaysAsync("a claim of nobody", async (world, name) =>
            Assert.True(await world.Identifiers.ClaimAsync(Remains.Identifier(name), Remains.User(name), world.Clock.Now, World.Ct)));
        await StaysAsync("a claim of a user that has not the identifier", async (world, name) =>
            Assert.True(await world.Identifiers.ClaimAsync(Remains.Identifier(name), Remains.User("another"), world.Clock.Now, World.Ct)));
        await StaysAsync("a miss", async (world, name) =>
        {
            var read = await world.StrayMisses.FindAsync(Remains.Identifier(name), MissedAt.SignIn, World.Ct);
            Assert.True(await world.StrayMisses.SaveAsync(
                Remains.Identifier(name), MissedAt.SignIn, new Misses([new Miss(world.Clock.Now, "new", Remains.Client("guesser"))]), read, World.Ct));
        });
        await StaysAsync("the note of a session that is not there", async (world, name) =>
        {
            var read = await world.Users.FindAsync(Remains.User(name), World.Ct);
            Assert.True(await world.Users.SaveAsync(
                read!.Value.Value, read.Value, (Remains.Client(name), Remains.Session(name, world.Clock.Now)), "a test", World.Ct));
        });
        await StaysAsync("a contact that was removed", async (world, name) =>
        {
            var read = await world.Users.FindAsync(Remains.User(name), World.Ct);
            Assert.True(await world.Users.SaveAsync(read!.Value.Value with { FirstName = "Ada" }, read.Value, null, "a test", World.Ct));
        });
        await StaysAsync("an account of a provider that nobody came back to link", async (world, name) =>
        {
            var read = await world.Users.FindAsync(Remains.User(name), World.Ct);
            Assert.True(await world.Users.SaveAsync(read!.Value.Value with { FirstName = "Ada" }, read.Value, null, "a test", World.Ct));
        });
        await StaysAsync("a message of which nothing was heard", async (world, name) =>
            await world.Deliveries.SettleAsync(VerificationId.From(name), world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task Two_runs_at_a_time_remove_each_thing_once()
    {
        await using var world = await World.NewAsync();
        foreach (var (what, remains) in Remains.All)
            await remains.PutAsync(world, what, Given.Now);
        world.Clock.Now = Given.Now.AddDays(500);

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.SweepAsync(new SweepBudget(1000, 4, TimeSpan.FromMinutes(1)))));
        await world.SweepAllAsync();

        var clients = Remains.All.Count(one => one.Value.Kind is "client" or "sign_up" or "sign_in" or "session");
        Assert.Equal(clients + 4, reports.Sum(report => report.Removed.GetValueOrDefault("client"))); // and four that notes led to
        foreach (var kind in Remains.All.Values.Where(one => one.After is not null).GroupBy(one => one.Kind).Where(kind => kind.Key is not ("client" or "sign_up" or "sign_in" or "session")))
            Assert.Equal(kind.Count(), reports.Sum(report => report.Removed.GetValueOrDefault(kind.Key)));
        foreach (var (what, remains) in Remains.All)
            Assert.Equal(remains.After is null, await remains.IsThereAsync(world, what));
    }

    [Fact]
    public async Task A_pass_goes_on_where_the_run_before_ended_and_begins_four_times_a_day()
    {
        await using var world = await World.NewAsync();
        for (var i = 0; i < 7; i++)
            await Remains.All["a message that was sent"].PutAsync(world, $"{i}", Given.Now);
        world.Clock.Now = Given.Now.AddDays(3);

        var first = await world.SweepAsync(Sweeping.Small);
        Assert.Equal((1, false), (first.Pages, first.IsThrough));
        Assert.Equal("users", (await world.ProgressAsync())!.Table);
        Assert.Equal(7, (await world.SweepAllAsync(Sweeping.Small))["delivery"]);
        Assert.Equal(new SweepRow(Given.Now.AddDays(3), null, null), await world.ProgressAsync());

        world.Clock.Now += Sweeper.PassEvery - TimeSpan.FromSeconds(1);
        world.Operations.Reset();
        Assert.Equal((0, true), (await world.SweepAsync() is var early ? (early.Pages, early.IsThrough) : default));
        Assert.Equal(1, world.Operations.Count);

        world.Clock.Now += TimeSpan.FromSeconds(1);
        world.Operations.Reset();
        Assert.Equal((4, true), (await world.SweepAsync() is var due ? (due.Pages, due.IsThrough) : default));
        Assert.Equal(1 + 4 * 2, world.Operations.Count); // where it is; each table, and where it is then
    }

    [Fact]
    public async Task A_run_costs_two_operations_a_page_and_at_most_two_for_each_row()
    {
        await using var world = await World.NewAsync();
        for (var i = 0; i < 10; i++)
        {
            await Remains.All["a claim of nobody"].PutAsync(world, $"dead {i}", Given.Now);
            await Remains.All["a claim of a user that has the identifier"].PutAsync(world, $"alive {i}", Given.Now);
        }

        world.Clock.Now = Given.Now.AddDays(1);
        world.Operations.Reset();
        var report = await world.SweepAsync();

        Assert.Equal(10, report.Removed["identifier"]);
        Assert.Equal(1 + 4 * 2 + 20 + 10, world.Operations.Count); // a look at the user of each claim, and the removals
    }

    [Fact]
    public async Task No_page_is_begun_when_the_time_is_up()
    {
        await using var world = await World.NewAsync();

        var report = await world.SweepAsync(SweepBudget.Default with { Time = TimeSpan.Zero });

        Assert.Equal((0, false), (report.Pages, report.IsThrough));
        Assert.True(SweepBudget.Default.Time <= TimeSpan.FromSeconds(30), "A function has a minute.");
    }

    [Fact]
    public async Task What_cannot_be_read_is_left_and_stops_nobody()
    {
        await using var world = await World.NewAsync();
        foreach (var what in new[] { "a client that knows nobody", "the note of a client that is gone", "a claim of nobody", "a message that was sent" })
        {
            await Remains.All[what].PutAsync(world, "old", Given.Now);
            await Remains.All[what].PutAsync(world, "later", Given.Now);
        }

        foreach (var (table, partition) in new[]
        {
            (world.Layout.Clients, Remains.Client("later").Value),
            (world.Layout.Users, Remains.User("later").Value),
            (world.Layout.Identifiers, Remains.Identifier("later").Key),
            (world.Layout.Deliveries, VerificationId.From("later").Value),
        })
        {
            foreach (var row in (await world.RowsAsync(table)).Where(row => row.PartitionKey == partition))
            {
                row["V"] = 99;
                await world.Table(table).UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, World.Ct);
            }
        }

        world.Clock.Now = Given.Now.AddDays(500);
        var removed = await world.SweepAllAsync();

        Assert.Equal(["client", "delivery", "identifier", "session_note"], removed.Keys.Order(StringComparer.Ordinal));
        Assert.All(removed.Values, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("1!8!dXNlcg-- 1!8!dXNlcg--")]
    [InlineData(" ")]
    public async Task A_place_that_is_not_understood_is_the_beginning_of_the_table(string token)
    {
        await using var world = await World.NewAsync();
        await Remains.All["a claim of nobody"].PutAsync(world, "it", Given.Now);
        world.Clock.Now = Given.Now.AddDays(1);
        await world.Table(world.Layout.Deliveries).AddEntityAsync(new SweepRow(world.Clock.Now, "identifiers", token).Write(), World.Ct);

        await world.SweepAllAsync();
        await world.BeginAnewAsync();
        await world.SweepAllAsync();

        Assert.False(await Remains.All["a claim of nobody"].IsThereAsync(world, "it"));
    }

    [Fact]
    public async Task A_table_that_is_not_known_is_a_pass_to_begin_anew()
    {
        await using var world = await World.NewAsync();
        await world.Table(world.Layout.Deliveries).AddEntityAsync(new SweepRow(Given.Now, "no-such-table", "token").Write(), World.Ct);

        Assert.True((await world.SweepAsync()).IsThrough);
    }

    /// <summary>The thing is dead; while its removal, the first write of the run, is on its way, a request comes first.</summary>
    private static async Task StaysAsync(string what, Func<World, string, Task> use)
    {
        await using var world = await World.NewAsync();
        var remains = Remains.All[what];
        await remains.PutAsync(world, "it", Given.Now);
        world.Clock.Now = Given.Now + remains.After!.Value;
        var table = remains.Kind switch
        {
            "session_note" or "contact" or "external_account" => "users",
            "identifier" or "misses" => "identifiers",
            "delivery" => "deliveries",
            _ => "clients",
        };
        await world.Table(world.Layout.Deliveries).AddEntityAsync(new SweepRow(world.Clock.Now, table, null).Write(), World.Ct);
        var used = 0;
        world.Mischief.OnRequest = request =>
        {
            if (request.Method != global::Azure.Core.RequestMethod.Get && Interlocked.Exchange(ref used, 1) == 0)
                Task.Run(() => use(world, "it")).GetAwaiter().GetResult();
        };

        var report = await world.SweepAsync();

        Assert.Equal(1, used);
        Assert.Empty(report.Removed);
        Assert.True(report.IsThrough);
        Assert.True(await remains.IsThereAsync(world, "it"), what);
    }
}
