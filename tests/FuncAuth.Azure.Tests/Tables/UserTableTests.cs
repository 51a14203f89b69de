using FuncAuth.Azure.Tables;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests.Tables;

public class UserTableTests
{
    private static readonly ClientId Browser = ClientId.From("browser");

    [Fact]
    public async Task A_user_that_nobody_created_is_not_found()
    {
        await using var world = await World.NewAsync();

        Assert.Null(await world.Users.FindAsync(UserId.From("nobody"), World.Ct));
    }

    [Fact]
    public async Task A_user_is_created_together_with_the_note_of_its_session_in_one_operation()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        var session = Given.Session();

        await world.Users.CreateAsync(user, Browser, session, World.Ct);

        Assert.Equal(1, world.Operations.Count);
        Assert.Equal(Described.Of(user), Described.Of((await world.Users.FindAsync(user.Id, World.Ct))?.Value));
        var rows = await world.RowsAsync(world.Layout.Users);
        Assert.Equal(new SessionNote(session.Id, Browser, session.CreatedAt, session.ExpireAt), UserSessionRow.Read(Assert.Single(rows, row => row.RowKey == SessionRow.KeyOf(session.Id.Value))));
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal(user.Id.Value, row.PartitionKey));
    }

    [Fact]
    public async Task A_user_is_found_with_one_operation()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        await world.Users.CreateAsync(user, Browser, Given.Session(), World.Ct);
        world.Operations.Reset();

        await world.Users.FindAsync(user.Id, World.Ct);

        Assert.Equal(1, world.Operations.Count);
    }

    [Fact]
    public async Task A_creation_whose_answer_was_lost_is_done_once()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());

        world.Mischief.LoseAnswers(2);
        await world.Users.CreateAsync(user, Browser, Given.Session(), World.Ct);

        Assert.Equal(2, (await world.RowsAsync(world.Layout.Users)).Count);
        Assert.Equal(Described.Of(user), Described.Of((await world.Users.FindAsync(user.Id, World.Ct))?.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_save_whose_answer_was_lost_recognises_itself(int lost)
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        await world.Users.CreateAsync(user, Browser, Given.Session(), World.Ct);
        var read = (await world.Users.FindAsync(user.Id, World.Ct))!.Value;

        world.Mischief.LoseAnswers(lost);
        Assert.True(await world.Users.SaveAsync(user with { FirstName = "Ada" }, read, (Browser, Given.Session("second")), "request-1", World.Ct));

        var stored = (await world.Users.FindAsync(user.Id, World.Ct))!.Value;
        Assert.Equal("Ada", stored.Value.FirstName);
        Assert.NotNull(await world.Users.FindSessionAsync(user.Id, SessionId.From("second"), World.Ct));

        world.Mischief.LoseAnswers(lost);
        Assert.True(await world.Users.SaveAsync(stored.Value with { LastName = "Byron" }, stored, null, "request-1", World.Ct)); // once more the same request
    }

    [Fact]
    public async Task A_lost_answer_is_not_taken_for_success_where_somebody_else_had_written()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        await world.Users.CreateAsync(user, Browser, Given.Session(), World.Ct);
        var read = (await world.Users.FindAsync(user.Id, World.Ct))!.Value;
        Assert.True(await world.Users.SaveAsync(user with { FirstName = "Ada" }, read, null, "request-1", World.Ct));

        Assert.False(await world.Users.SaveAsync(user with { FirstName = "Ada" }, read, null, "request-2", World.Ct));
        Assert.False(await world.Users.SaveAsync(user with { FirstName = "Eve" }, read, null, "request-1", World.Ct));

        world.Mischief.LoseAnswers(1);
        Assert.False(await world.Users.SaveAsync(user with { FirstName = "Eve" }, read, null, "request-3", World.Ct));
        Assert.Equal("Ada", (await world.Users.FindAsync(user.Id, World.Ct))!.Value.Value.FirstName);
    }

    [Fact]
    public async Task The_same_completion_later_finds_its_user_there_and_writes_nothing()
    {
        await using var world = await World.NewAsync();
        var signUp = Given.SignUp();
        var session = Given.Session();
        await world.Users.CreateAsync(Given.User(signUp), Browser, session, World.Ct);
        var before = await world.Users.FindAsync(UserId.From(signUp.Id.Value), World.Ct);

        await world.Users.CreateAsync(Given.User(signUp, Given.Now.AddMinutes(3)), Browser, session, World.Ct);

        Assert.Equal(before?.Version, (await world.Users.FindAsync(UserId.From(signUp.Id.Value), World.Ct))?.Version);
    }

    [Fact]
    public async Task A_user_that_exists_is_never_replaced_and_what_it_was_not_made_with_is_given_up()
    {
        await using var world = await World.NewAsync();
        world.Clock.Now = Given.Now;
        var signUp = Given.SignUp(username: "ada");
        var old = Given.User(signUp);
        await ClaimAllAsync(world, old);
        await world.Users.CreateAsync(old, Browser, Given.Session(), World.Ct);

        var user = Given.User(signUp with { Collected = signUp.Collected with { Username = "countess" } }, Given.Now.AddMinutes(1));
        await ClaimAllAsync(world, user);
        await world.Users.CreateAsync(user, Browser, Given.Session(), World.Ct);

        Assert.Equal(Described.Of(old), Described.Of((await world.Users.FindAsync(user.Id, World.Ct))?.Value));
        world.Clock.Now = Given.Now + IdentifierTable.Grace;
        Assert.Null(await world.Identifiers.FindOwnerAsync(Given.Username("countess"), World.Ct));
        Assert.Equal(user.Id, await world.Identifiers.FindOwnerAsync(Given.Username("ada"), World.Ct));
        Assert.Equal(user.Id, await world.Identifiers.FindOwnerAsync(Given.Email(), World.Ct));
    }

    [Fact]
    public async Task A_user_that_has_changed_since_is_left_as_it_is_and_the_latecomers_claims_lapse()
    {
        await using var world = await World.NewAsync();
        world.Clock.Now = Given.Now;
        var signUp = Given.SignUp(username: "ada");
        var user = Given.User(signUp);
        await ClaimAllAsync(world, user);
        await world.Users.CreateAsync(user, Browser, Given.Session("first"), World.Ct);
        var changed = user with { FirstName = "Ada", UpdatedAt = Given.Now.AddSeconds(9) };
        await world.Table(world.Layout.Users).UpsertEntityAsync(UserRow.From(changed).Write(user.Id), cancellationToken: World.Ct);

        var late = Given.User(signUp with { Collected = signUp.Collected with { Username = "countess" } }, Given.Now.AddMinutes(1));
        await ClaimAllAsync(world, late);
        await world.Users.CreateAsync(late, Browser, Given.Session("second"), World.Ct);

        Assert.Equal(Described.Of(changed), Described.Of((await world.Users.FindAsync(user.Id, World.Ct))?.Value));
        Assert.Equal(3, (await world.RowsAsync(world.Layout.Users)).Count); // the session is noted all the same
        world.Clock.Now = Given.Now.AddHours(1);
        Assert.Null(await world.Identifiers.FindOwnerAsync(Given.Username("countess"), World.Ct));
        Assert.Equal(user.Id, await world.Identifiers.FindOwnerAsync(Given.Username("ada"), World.Ct));
    }

    [Fact]
    public async Task Twenty_tries_of_one_completion_make_one_user()
    {
        await using var world = await World.NewAsync();
        var signUp = Given.SignUp();
        var session = Given.Session();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            world.Users.CreateAsync(Given.User(signUp, Given.Now.AddTicks(i)), Browser, session, World.Ct)));

        Assert.Equal(2, (await world.RowsAsync(world.Layout.Users)).Count);
    }

    [Fact]
    public async Task Twenty_tries_that_differ_leave_one_user_as_one_of_them_made_it()
    {
        await using var world = await World.NewAsync();
        var signUp = Given.SignUp();
        var users = Enumerable.Range(0, 20)
            .Select(i => Given.User(signUp with { Collected = signUp.Collected with { FirstName = $"Ada {i}" } }, Given.Now.AddTicks(i)))
            .ToList();
        var session = Given.Session();

        await Task.WhenAll(users.Select(user => world.Users.CreateAsync(user, Browser, session, World.Ct)));

        Assert.Equal(2, (await world.RowsAsync(world.Layout.Users)).Count);
        var stored = Described.Of((await world.Users.FindAsync(users[0].Id, World.Ct))?.Value);
        Assert.Contains(users, user => Described.Of(user) == stored);
    }

    [Fact]
    public async Task A_user_whose_note_of_the_session_is_missing_gets_it()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        var session = Given.Session();
        await world.Users.CreateAsync(user, Browser, session, World.Ct);
        await world.Table(world.Layout.Users).DeleteEntityAsync(user.Id.Value, SessionRow.KeyOf(session.Id.Value), cancellationToken: World.Ct);

        await world.Users.CreateAsync(user, Browser, session, World.Ct);

        Assert.Equal(2, (await world.RowsAsync(world.Layout.Users)).Count);
    }

    [Fact]
    public async Task Notes_are_listed_found_and_deleted_if_they_still_are_as_they_were_read()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        await world.Users.CreateAsync(user, Browser, Given.Session("first"), World.Ct);
        await EnterAsync(world, user.Id, "second");
        var notes = await world.Users.SessionsAsync(user.Id, World.Ct);
        Assert.Equal(["first", "second"], notes.Select(note => note.Value.Session == SessionId.From("first") ? "first" : "second").Order());
        Assert.Equal(notes.Single(note => note.Value.Session == SessionId.From("second")).Value, await world.Users.FindSessionAsync(user.Id, SessionId.From("second"), World.Ct));
        Assert.Null(await world.Users.FindSessionAsync(user.Id, SessionId.From("third"), World.Ct));
        Assert.Null(await world.Users.FindSessionAsync(UserId.From("somebody else"), SessionId.From("second"), World.Ct));

        await EnterAsync(world, user.Id, "second"); // written again since
        await world.Users.ForgetSessionsAsync(user.Id, notes, World.Ct);
        Assert.NotNull(await world.Users.FindSessionAsync(user.Id, SessionId.From("second"), World.Ct));

        await world.Users.ForgetSessionsAsync(user.Id, await world.Users.SessionsAsync(user.Id, World.Ct), World.Ct);
        Assert.Empty(await world.Users.SessionsAsync(user.Id, World.Ct));
        Assert.NotNull(await world.Users.FindAsync(user.Id, World.Ct));
    }

    [Fact]
    public async Task More_notes_than_one_transaction_takes_are_deleted_in_several()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        await world.Users.CreateAsync(user, Browser, Given.Session("first"), World.Ct);
        for (var i = 0; i < 120; i++)
            await EnterAsync(world, user.Id, $"{i}");
        var notes = await world.Users.SessionsAsync(user.Id, World.Ct);
        world.Operations.Reset();

        await world.Users.ForgetSessionsAsync(user.Id, notes, World.Ct);

        Assert.Equal(2, world.Operations.Count);
        Assert.Empty(await world.Users.SessionsAsync(user.Id, World.Ct));
    }

    [Fact]
    public async Task A_deleted_user_takes_its_notes_along()
    {
        await using var world = await World.NewAsync();
        var user = Given.User(Given.SignUp());
        await world.Users.CreateAsync(user, Browser, Given.Session("first"), World.Ct);
        await EnterAsync(world, user.Id, "second");

        Assert.True(await world.Users.DeleteAsync((await world.Users.FindAsync(user.Id, World.Ct))!.Value, World.Ct));

        Assert.Empty(await world.RowsAsync(world.Layout.Users));
    }

    private static async Task EnterAsync(World world, UserId id, string session)
    {
        var read = (await world.Users.FindAsync(id, World.Ct))!.Value;
        Assert.True(await world.Users.SaveAsync(read.Value, read, (Browser, Given.Session(session)), "a test", World.Ct));
    }

    private static async Task ClaimAllAsync(World world, User user)
    {
        foreach (var identifier in UserRow.From(user).Identifiers)
            Assert.True(await world.Identifiers.ClaimAsync(identifier, user.Id, world.Clock.Now, World.Ct));
    }
}
