using System.Collections.Immutable;
using FuncAuth.Azure.Tables;
using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tests.Tables;

public class ClientTableTests
{
    [Fact]
    public async Task A_client_that_nobody_saved_is_not_found()
    {
        await using var world = await World.NewAsync();

        Assert.Null(await world.Clients.FindAsync(ClientId.From("nobody"), World.Ct));
    }

    [Fact]
    public async Task A_client_is_read_with_one_operation_and_saved_with_one()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client() with { SignUp = Given.SignUp(), Sessions = [Given.Session(), Given.Session()] };

        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        Assert.Equal(1, world.Operations.Count);

        world.Operations.Reset();
        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        Assert.Equal(1, world.Operations.Count);

        world.Operations.Reset();
        var next = client with { SignUp = null, Sessions = [.. client.Sessions, Given.Session()], UpdatedAt = Given.Now.AddSeconds(1) };
        Assert.NotNull(await world.Clients.SaveAsync(next, read, "request 2", World.Ct));
        Assert.Equal(1, world.Operations.Count);
        Assert.Equal(Described.Of(next), Described.Of((await world.Clients.FindAsync(client.Id, World.Ct))?.Value));
    }

    [Fact]
    public async Task Ten_known_users_that_are_all_locked_at_the_most_misses_fit_in_beside_all_else_that_a_client_remembers()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client() with
        {
            SignUp = Given.SignUp(),
            ReplacedSignUps = [.. Enumerable.Range(0, 10).Select(i => SignUpId.From($"sign-up {i}"))],
            ReplacedSignIns = [.. Enumerable.Range(0, 10).Select(i => SignInId.From($"sign-in {i}"))],
            KnownUsers = [.. Enumerable.Range(0, 10).Select(user => new KnownUser(UserId.From($"user {user}"), Misses(user)))],
            Sessions = [.. Enumerable.Range(0, 60).Select(i => Given.Session($"session {i}", $"user {i % 10}"))], // 50 that can be used, and ten that are over
            LastActiveSession = SessionId.From("session 1"),
            LastAuthenticationStrategy = "reset_password_phone_code",
        };

        var saved = await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        var more = client with { KnownUsers = client.KnownUsers.SetItem(9, new KnownUser(UserId.From("user 9"), Misses(10))) };
        Assert.NotNull(await world.Clients.SaveAsync(more.ChangedAt(Given.Now.AddMinutes(1)), saved, "request 2", World.Ct));

        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        Assert.All(read!.Value.Value.KnownUsers, known =>
            Assert.NotNull(known.Misses.LockedFor(Given.Now.AddMinutes(20), new LockoutRules(20, TimeSpan.FromMinutes(1440), TimeSpan.FromMinutes(1440)))));
        Assert.Equal(Described.Of(more.KnownUsers), Described.Of(read.Value.Value.KnownUsers));

        // Ids of requests are 32 digits, and times are not on the second.
        Misses Misses(int user) => new([.. Enumerable.Range(0, 20).Select(i =>
            new Miss(Given.Now.AddMinutes(i), $"{user:x16}{i:x16}", ClientId.From("client")))]);
    }

    [Fact]
    public async Task Rows_that_did_not_change_are_not_written()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client() with { SignUp = Given.SignUp(), Sessions = [Given.Session(), Given.Session()] };
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        var before = (await world.RowsAsync(world.Layout.Clients)).ToDictionary(row => row.RowKey, row => row.ETag);

        var changed = client.Sessions[1] with { LastActiveAt = Given.Now.AddMinutes(11) };
        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        await world.Clients.SaveAsync(client.With(changed), read, "request 2", World.Ct);

        var after = (await world.RowsAsync(world.Layout.Clients)).Where(row => row.ETag != before[row.RowKey]).Select(row => row.RowKey);
        Assert.Equal([ClientRow.Key, SessionRow.KeyOf(changed.Id.Value)], after.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_client_no_longer_has_leaves_no_row()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client() with { SignUp = Given.SignUp(), Sessions = [Given.Session(), Given.Session()] };
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);

        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        await world.Clients.SaveAsync(client with { SignUp = null, Sessions = [] }, read, "request 2", World.Ct);

        Assert.Equal([ClientRow.Key], (await world.RowsAsync(world.Layout.Clients)).Select(row => row.RowKey));
    }

    [Fact]
    public async Task A_save_from_an_outdated_version_is_a_conflict_and_changes_nothing()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        var first = client with { SignUp = Given.SignUp() };
        await world.Clients.SaveAsync(first, read, "request 2", World.Ct);

        var second = client with { Sessions = [Given.Session()] };
        Assert.Null(await world.Clients.SaveAsync(second, read, "request 3", World.Ct));

        Assert.Equal(Described.Of(first), Described.Of((await world.Clients.FindAsync(client.Id, World.Ct))?.Value));
    }

    [Fact]
    public async Task A_client_cannot_be_new_twice()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);

        Assert.Null(await world.Clients.SaveAsync(client with { TokenHash = "other" }, null, "request 2", World.Ct));
    }

    [Fact]
    public async Task A_save_of_a_client_that_was_deleted_is_a_conflict()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        await world.Table(world.Layout.Clients).DeleteEntityAsync(client.Id.Value, ClientRow.Key, cancellationToken: World.Ct);

        Assert.Null(await world.Clients.SaveAsync(client, read, "request 2", World.Ct));
    }

    [Fact]
    public async Task Of_twenty_saves_from_one_version_exactly_one_succeeds()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request", World.Ct);
        var read = await world.Clients.FindAsync(client.Id, World.Ct);

        // Half of them touch no row that another touches, the root apart.
        var saves = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.Clients.SaveAsync(
            i % 2 == 0 ? client with { Sessions = [Given.Session($"parallel {i}")] } : client with { SignUp = Given.SignUp($"parallel {i}") },
            read, $"request {i}", World.Ct)));

        Assert.Single(saves, save => save is not null);
        Assert.Equal(19, saves.Count(save => save is null));
        Assert.Equal(2, (await world.RowsAsync(world.Layout.Clients)).Count);
    }

    [Fact]
    public async Task Of_twenty_clients_that_are_new_under_one_id_exactly_one_is_saved()
    {
        await using var world = await World.NewAsync();

        var saves = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.Clients.SaveAsync(
            Given.Client("one id") with { TokenHash = $"hash {i}" }, null, $"request {i}", World.Ct)));

        Assert.Single(saves, save => save is not null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_save_whose_answer_was_lost_recognises_itself(int lost)
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();

        world.Mischief.LoseAnswers(lost);
        Assert.NotNull(await world.Clients.SaveAsync(client, null, "request 1", World.Ct));

        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        var next = client with { SignUp = Given.SignUp(), Sessions = [Given.Session()] };
        world.Mischief.LoseAnswers(lost);
        Assert.NotNull(await world.Clients.SaveAsync(next, read, "request 2", World.Ct));

        read = await world.Clients.FindAsync(client.Id, World.Ct);
        Assert.Equal(Described.Of(next), Described.Of(read?.Value));
        world.Mischief.LoseAnswers(lost);
        Assert.NotNull(await world.Clients.SaveAsync(client with { UpdatedAt = Given.Now.AddSeconds(1) }, read, "request 3", World.Ct));
        Assert.Single(await world.RowsAsync(world.Layout.Clients));
    }

    [Fact]
    public async Task A_lost_answer_is_not_taken_for_success_where_somebody_else_had_written()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        await world.Clients.SaveAsync(client with { SignUp = Given.SignUp() }, read, "request 2", World.Ct);

        world.Mischief.LoseAnswers(1);

        Assert.Null(await world.Clients.SaveAsync(client with { Sessions = [Given.Session()] }, read, "request 3", World.Ct));
    }

    [Fact]
    public async Task A_request_that_saves_twice_does_not_take_its_first_save_for_its_second()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        await world.Clients.SaveAsync(client with { UpdatedAt = Given.Now.AddSeconds(1) }, read, "request 2", World.Ct);

        Assert.Null(await world.Clients.SaveAsync(client with { UpdatedAt = Given.Now.AddSeconds(2) }, read, "request 2", World.Ct));
    }

    [Fact]
    public async Task A_save_that_is_cancelled_beforehand_is_not_sent()
    {
        await using var world = await World.NewAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => world.Clients.SaveAsync(Given.Client(), null, "request", new CancellationToken(canceled: true)));

        Assert.Equal(0, world.Operations.Count);
    }

    [Fact]
    public async Task A_client_is_read_to_the_end_however_small_the_pages_are()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client() with { SignUp = Given.SignUp(), Sessions = [Given.Session(), Given.Session(), Given.Session()] };
        await world.Clients.SaveAsync(client, null, "request", World.Ct);

        OnePageARow(world);
        var found = await world.Clients.FindAsync(client.Id, World.Ct);

        Assert.Equal(Described.Of(client), Described.Of(found?.Value));
        Assert.Equal(6, world.Operations.Count); // the save and five pages
    }

    // The emulator never sends an empty page that is not the last one; the service may.
    [Fact]
    public async Task An_empty_page_is_not_the_end()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request", World.Ct);

        var asked = "";
        world.Mischief.AnswerInstead = request =>
        {
            if (asked.Length == 0)
            {
                asked = request.Uri.Query;
                return new Answer(
                    200, """{"value":[]}""", ("Content-Type", "application/json"),
                    ("x-ms-continuation-NextPartitionKey", "somewhere"), ("x-ms-continuation-NextRowKey", "further"));
            }

            Assert.Contains("NextPartitionKey=somewhere", request.Uri.Query, StringComparison.Ordinal);
            request.Uri.Query = asked;
            return null;
        };

        Assert.Equal(Described.Of(client), Described.Of((await world.Clients.FindAsync(client.Id, World.Ct))?.Value));
    }

    [Fact]
    public async Task Pages_of_two_moments_are_read_again()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client() with { Sessions = [Given.Session(), Given.Session()] };
        await world.Clients.SaveAsync(client, null, "request 1", World.Ct);
        var read = await world.Clients.FindAsync(client.Id, World.Ct);
        var next = client with { Sessions = [client.Sessions[0]] };

        OnePageARow(world);
        world.Mischief.OnAnswer = async _ =>
        {
            world.Mischief.OnAnswer = null;
            await world.Clients.SaveAsync(next, read, "request 2", World.Ct);
        };
        var found = await world.Clients.FindAsync(client.Id, World.Ct);

        Assert.Equal(Described.Of(next), Described.Of(found?.Value));
    }

    [Fact]
    public async Task Rows_that_never_belong_together_are_a_fault_and_not_a_client()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client() with { Sessions = [Given.Session()] };
        await world.Clients.SaveAsync(client, null, "request", World.Ct);
        await world.Table(world.Layout.Clients).DeleteEntityAsync(
            client.Id.Value, SessionRow.KeyOf(client.Sessions[0].Id.Value), cancellationToken: World.Ct);

        await Assert.ThrowsAsync<InvalidDataException>(() => world.Clients.FindAsync(client.Id, World.Ct));
    }

    [Fact]
    public async Task Rows_of_a_later_release_are_a_fault_and_are_not_overlooked()
    {
        await using var world = await World.NewAsync();
        var client = Given.Client();
        await world.Clients.SaveAsync(client, null, "request", World.Ct);
        await world.Table(world.Layout.Clients).AddEntityAsync(Row.Begin(client.Id.Value, "passkey-ceremony", 1), World.Ct);

        await Assert.ThrowsAsync<InvalidDataException>(() => world.Clients.FindAsync(client.Id, World.Ct));
    }

    [Fact]
    public async Task What_storage_would_refuse_is_refused_before_it_is_sent()
    {
        await using var world = await World.NewAsync();
        var tooLong = Given.SignUp() with { Collected = new Collected { UnsafeMetadata = new string('x', TableGuard.MaxTextLength) } };
        ImmutableArray<Session> tooMany = [.. Enumerable.Range(0, TableGuard.MaxActions).Select(_ => Given.Session())];

        var one = await Assert.ThrowsAsync<TableLimitException>(
            () => world.Clients.SaveAsync(Given.Client() with { SignUp = tooLong }, null, "request", World.Ct));
        await Assert.ThrowsAsync<TableLimitException>(
            () => world.Clients.SaveAsync(Given.Client() with { Sessions = tooMany }, null, "request", World.Ct));

        Assert.Contains(SignUpRow.Key, one.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Operations.Count);
    }

    [Fact]
    public async Task The_largest_metadata_that_the_protocol_allows_fits_whatever_it_is_made_of()
    {
        await using var world = await World.NewAsync();
        foreach (var piece in new[] { "x", "\\\"", "ü", "\\u0001", "🦊" })
        {
            var metadata = $$"""{"a":"{{string.Concat(Enumerable.Repeat(piece, 8 * 1024 / System.Text.Encoding.UTF8.GetByteCount(piece)))}}"}""";
            var client = Given.Client() with { SignUp = Given.SignUp() with { Collected = new Collected { UnsafeMetadata = metadata } } };

            Assert.NotNull(await world.Clients.SaveAsync(client, null, "request", World.Ct));
            Assert.Equal(metadata, (await world.Clients.FindAsync(client.Id, World.Ct))?.Value.SignUp?.Collected.UnsafeMetadata);
        }
    }

    [Fact]
    public async Task A_missing_table_is_an_error_and_no_lost_race()
    {
        await using var world = await World.NewAsync();
        await world.Table(world.Layout.Clients).DeleteAsync(World.Ct);

        await Assert.ThrowsAnyAsync<global::Azure.RequestFailedException>(
            () => world.Clients.SaveAsync(Given.Client(), null, "request", World.Ct));
    }

    private static void OnePageARow(World world) => world.Mischief.OnRequest = request =>
    {
        if (request.Uri.Query.Contains("$filter", StringComparison.Ordinal) || request.Uri.Query.Contains("%24filter", StringComparison.Ordinal))
            request.Uri.AppendQuery("$top", "1", escapeValue: false);
    };
}
