using FuncAuth.Azure.Tables;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests.Tables;

public class IdentifierTableTests
{
    private static readonly UserId Ada = UserId.From("ada");
    private static readonly UserId Bob = UserId.From("bob");
    private static readonly Identifier Address = Given.Email();

    [Fact]
    public async Task A_free_identifier_is_nobodys_and_told_with_one_operation()
    {
        await using var world = await World.NewAsync();

        Assert.Null(await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.Equal(1, world.Operations.Count);
    }

    [Fact]
    public async Task The_first_to_claim_has_it_with_one_operation()
    {
        await using var world = await World.NewAsync();

        Assert.True(await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct));
        Assert.Equal(1, world.Operations.Count);
        Assert.Equal(Ada, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.False(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task Who_has_claimed_it_is_told_with_one_operation_however_old_the_claim_is()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);
        world.Clock.Now += IdentifierTable.Life;
        var before = world.Operations.Count;

        Assert.Equal(Ada, await world.Identifiers.FindClaimantAsync(Address, World.Ct));
        Assert.Null(await world.Identifiers.FindClaimantAsync(Given.Username("ada"), World.Ct));
        Assert.Equal(before + 2, world.Operations.Count);
    }

    [Fact]
    public async Task A_proven_contact_is_claimed_with_one_operation_that_takes_the_misses_of_sign_ups_with_it_and_no_others()
    {
        await using var world = await World.NewAsync();
        var misses = new Misses([new Miss(world.Clock.Now, "request", ClientId.From("guesser"))]);
        foreach (var where in Enum.GetValues<MissedAt>())
            Assert.True(await world.StrayMisses.SaveAsync(Address, where, misses, null, World.Ct));
        world.Operations.Reset();

        Assert.True(await world.Identifiers.ClaimProvenAsync(Address, Ada, world.Clock.Now, World.Ct));

        Assert.Equal(1, world.Operations.Count);
        Assert.Null(await world.StrayMisses.FindAsync(Address, MissedAt.SignUp, World.Ct));
        Assert.NotNull(await world.StrayMisses.FindAsync(Address, MissedAt.SignIn, World.Ct));
        Assert.True(await world.Identifiers.ClaimProvenAsync(Address, Ada, world.Clock.Now, World.Ct)); // once more, by whoever finishes what was cut off
        Assert.False(await world.Identifiers.ClaimProvenAsync(Address, Bob, world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task A_proven_contact_is_claimed_where_its_misses_were_swept_and_not_where_it_is_somebody_elses()
    {
        await using var world = await World.NewAsync();
        Assert.True(await world.Identifiers.ClaimProvenAsync(Address, Ada, world.Clock.Now, World.Ct));
        await world.StrayMisses.SaveAsync(Address, MissedAt.SignUp, Misses.None, null, World.Ct);

        Assert.False(await world.Identifiers.ClaimProvenAsync(Address, Bob, world.Clock.Now, World.Ct));

        Assert.Equal(Ada, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.NotNull(await world.StrayMisses.FindAsync(Address, MissedAt.SignUp, World.Ct)); // who did not get it takes nothing away
    }

    [Fact]
    public async Task Misses_are_written_on_the_condition_that_they_are_as_they_were_read()
    {
        await using var world = await World.NewAsync();
        var one = new Misses([new Miss(world.Clock.Now, "request", ClientId.From("guesser"))]);

        Assert.True(await world.StrayMisses.SaveAsync(Address, MissedAt.SignUp, Misses.None, null, World.Ct));
        Assert.False(await world.StrayMisses.SaveAsync(Address, MissedAt.SignUp, one, null, World.Ct)); // who did not look finds out that there are some
        var read = await world.StrayMisses.FindAsync(Address, MissedAt.SignUp, World.Ct);
        Assert.True(await world.StrayMisses.SaveAsync(Address, MissedAt.SignUp, one, read, World.Ct));
        Assert.False(await world.StrayMisses.SaveAsync(Address, MissedAt.SignUp, Misses.None, read, World.Ct));

        Assert.Single((await world.StrayMisses.FindAsync(Address, MissedAt.SignUp, World.Ct))!.Value.Value.Recent);
        Assert.Null(await world.StrayMisses.FindAsync(Address, MissedAt.SignIn, World.Ct));
    }

    [Fact]
    public async Task Who_has_it_may_claim_it_again_and_again()
    {
        await using var world = await World.NewAsync();

        for (var i = 0; i < 3; i++)
            Assert.True(await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct));

        Assert.Single(await world.RowsAsync(world.Layout.Identifiers));
    }

    [Fact]
    public async Task Of_twenty_users_that_claim_one_identifier_exactly_one_gets_it()
    {
        await using var world = await World.NewAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            world.Identifiers.ClaimAsync(Address, UserId.From($"user {i}"), world.Clock.Now, World.Ct)));

        Assert.Single(claims, true);
        Assert.Equal(UserId.From($"user {Array.IndexOf(claims, true)}"), await world.Identifiers.FindOwnerAsync(Address, World.Ct));
    }

    [Fact]
    public async Task Twenty_tries_of_one_completion_all_get_it()
    {
        await using var world = await World.NewAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct)));

        Assert.DoesNotContain(false, claims);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_still_ones_own()
    {
        await using var world = await World.NewAsync();

        world.Mischief.LoseAnswers(2);

        Assert.True(await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct));
        Assert.Equal(Ada, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
    }

    [Fact]
    public async Task A_claim_without_a_user_counts_for_ten_minutes_and_not_a_second_longer()
    {
        await using var world = await World.NewAsync();
        var start = world.Clock.Now;
        await world.Identifiers.ClaimAsync(Address, Ada, start, World.Ct);

        world.Clock.Now = start + TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1);
        Assert.Equal(Ada, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.False(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));

        world.Clock.Now = start + TimeSpan.FromMinutes(10);
        Assert.Null(await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.True(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
        Assert.Equal(Bob, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.False(await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task Of_twenty_that_take_over_a_dead_claim_exactly_one_gets_it()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);
        world.Clock.Now += IdentifierTable.Life;

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            world.Identifiers.ClaimAsync(Address, UserId.From($"user {i}"), world.Clock.Now, World.Ct)));

        Assert.Single(claims, true);
    }

    [Fact]
    public async Task A_takeover_whose_answer_was_lost_is_still_ones_own()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);
        world.Clock.Now += IdentifierTable.Life;

        world.Mischief.LoseAnswers(2); // the insertion's and the takeover's

        Assert.True(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
        Assert.Equal(Bob, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
    }

    [Fact]
    public async Task A_user_that_exists_keeps_its_identifier_for_ever()
    {
        await using var world = await World.NewAsync();
        var user = await CreateAsync(world);

        world.Clock.Now += TimeSpan.FromDays(3650);
        world.Operations.Reset();
        Assert.Equal(user.Id, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.Equal(2, world.Operations.Count);
        Assert.False(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
        Assert.True(await world.Identifiers.ClaimAsync(Address, user.Id, world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task A_user_keeps_everybody_else_from_names_that_look_like_its_own()
    {
        await using var world = await World.NewAsync();
        var signUp = Given.SignUp(username: "willow_moon");
        var user = Given.User(signUp);
        foreach (var identifier in signUp.Collected.Identifiers)
            await world.Identifiers.ClaimAsync(identifier, user.Id, world.Clock.Now, World.Ct);
        await world.Users.CreateAsync(user, ClientId.From("client"), Given.Session(user: "willow"), World.Ct);

        world.Clock.Now += TimeSpan.FromDays(400);

        var alike = Given.Username("vvi1low__rno0n");
        Assert.Equal(user.Id, await world.Identifiers.FindOwnerAsync(alike, World.Ct));
        Assert.False(await world.Identifiers.ClaimAsync(alike, Bob, world.Clock.Now, World.Ct));
        Assert.Null(await world.Identifiers.FindOwnerAsync(Given.Username("willow-moon"), World.Ct));
        Assert.Equal("willow_moon", (await world.Users.FindAsync(user.Id, World.Ct))!.Value.Value.Username);
    }

    [Fact]
    public async Task A_completion_that_is_done_again_late_renews_its_claim()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);

        world.Clock.Now += IdentifierTable.Life - TimeSpan.FromSeconds(1);
        Assert.True(await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct));
        world.Clock.Now += TimeSpan.FromMinutes(1); // as long as it may take until the user is there

        Assert.False(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task Who_gives_up_a_claim_leaves_it_free_at_once()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);

        await world.Identifiers.ReleaseAsync(Address, Ada, World.Ct);

        Assert.Empty(await world.RowsAsync(world.Layout.Identifiers));
        Assert.True(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task Nobody_gives_up_what_is_somebody_elses_or_nobodys()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ReleaseAsync(Address, Ada, World.Ct);
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);

        await world.Identifiers.ReleaseAsync(Address, Bob, World.Ct);

        Assert.Equal(Ada, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
    }

    [Fact]
    public async Task Giving_up_takes_nothing_from_a_user_that_exists()
    {
        await using var world = await World.NewAsync();
        var user = await CreateAsync(world);

        await world.Identifiers.ReleaseAsync(Address, user.Id, World.Ct);

        world.Clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(user.Id, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
    }

    // Two tries of one completion: one gives up after the other has claimed and before it has created the user.
    [Fact]
    public async Task Giving_up_takes_nothing_from_another_try_that_is_about_to_create_the_user()
    {
        await using var world = await World.NewAsync();
        var signUp = Given.SignUp();
        var user = Given.User(signUp);
        await world.Identifiers.ClaimAsync(Address, user.Id, world.Clock.Now, World.Ct);
        await world.Identifiers.ClaimAsync(Address, user.Id, world.Clock.Now, World.Ct);

        await world.Identifiers.ReleaseAsync(Address, user.Id, World.Ct);
        world.Clock.Now += TimeSpan.FromMinutes(1); // as long as the other may take
        Assert.False(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
        await world.Users.CreateAsync(user, ClientId.From("browser"), Given.Session(), World.Ct);

        world.Clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(user.Id, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.False(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
    }

    [Fact]
    public async Task What_two_tries_claimed_and_one_gave_up_is_free_after_two_minutes_if_no_user_came_of_it()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);
        await world.Identifiers.ReleaseAsync(Address, Ada, World.Ct);

        world.Clock.Now += IdentifierTable.Grace - TimeSpan.FromSeconds(1);
        Assert.Equal(Ada, await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        world.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Null(await world.Identifiers.FindOwnerAsync(Address, World.Ct));
    }

    [Fact]
    public async Task A_user_that_no_longer_has_the_identifier_does_not_keep_others_from_it()
    {
        await using var world = await World.NewAsync();
        var user = await CreateAsync(world);
        var without = user with { EmailAddresses = [], PrimaryEmailAddress = null };
        await world.Table(world.Layout.Users).UpsertEntityAsync(
            UserRow.From(without).Write(user.Id), global::Azure.Data.Tables.TableUpdateMode.Replace, World.Ct);
        world.Clock.Now += IdentifierTable.Life;

        Assert.Null(await world.Identifiers.FindOwnerAsync(Address, World.Ct));
        Assert.True(await world.Identifiers.ClaimAsync(Address, Bob, world.Clock.Now, World.Ct));
    }

    // Any mixture of claims and releases by two tries of one completion and a stranger: the identifier is never two users', and a user
    // that was created while it held the identifier keeps it.
    [Fact]
    public async Task However_claims_and_releases_meet_the_identifier_has_one_owner()
    {
        await using var world = await World.NewAsync();
        for (var i = 0; i < 10; i++)
        {
            var address = Given.Email($"ada{i}@example.com");
            var signUp = Given.SignUp($"ada {i}", address.Value);
            var (ada, bob) = (Given.User(signUp), Given.User(Given.SignUp($"bob {i}", address.Value)));

            var outcomes = await Task.WhenAll(CompleteAsync(world, address, ada), GiveUpAsync(world, address, ada), CompleteAsync(world, address, bob));

            world.Clock.Now += TimeSpan.FromDays(1);
            var owner = await world.Identifiers.FindOwnerAsync(address, World.Ct);
            UserId?[] created = [outcomes[0] ? ada.Id : null, outcomes[2] ? bob.Id : null];
            Assert.Equal(owner, created.SingleOrDefault(id => id is not null));
        }
    }

    [Fact]
    public async Task No_address_is_in_the_table()
    {
        await using var world = await World.NewAsync();
        await world.Identifiers.ClaimAsync(Address, Ada, world.Clock.Now, World.Ct);

        var row = Assert.Single(await world.RowsAsync(world.Layout.Identifiers));

        Assert.DoesNotContain(row, column => column.Value?.ToString()?.Contains("example.com", StringComparison.Ordinal) == true);
        Assert.StartsWith($"{Fields.EmailAddress}-", row.PartitionKey, StringComparison.Ordinal);
    }

    private static async Task<User> CreateAsync(World world)
    {
        var user = Given.User(Given.SignUp());
        Assert.True(await world.Identifiers.ClaimAsync(Address, user.Id, world.Clock.Now, World.Ct));
        await world.Users.CreateAsync(user, ClientId.From("browser"), Given.Session(), World.Ct);
        return user;
    }

    private static async Task<bool> CompleteAsync(World world, Identifier address, User user)
    {
        if (!await world.Identifiers.ClaimAsync(address, user.Id, world.Clock.Now, World.Ct))
            return false;
        await Task.Yield();
        await world.Users.CreateAsync(user, ClientId.From("browser"), Given.Session(), World.Ct);
        return true;
    }

    private static async Task<bool> GiveUpAsync(World world, Identifier address, User user)
    {
        if (await world.Identifiers.ClaimAsync(address, user.Id, world.Clock.Now, World.Ct))
            await world.Identifiers.ReleaseAsync(address, user.Id, World.Ct);
        return false;
    }
}
