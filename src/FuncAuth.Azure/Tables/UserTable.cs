using Azure;
using Azure.Data.Tables;
using FuncAuth.Sessions;
using FuncAuth.Stores;
using FuncAuth.Users;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Tables;

/// <summary>Users, one partition each: the user, and a row for each of its sessions.</summary>
internal sealed class UserTable(StorageLayout layout, IdentifierTable identifiers, ILogger<UserTable> log) : IUserStore
{
    private const int Rounds = 25;

    private readonly TableClient table = layout.Table(layout.Users);

    public async Task<Versioned<User>?> FindAsync(UserId id, CancellationToken ct) =>
        await table.FindRowAsync(id.Value, UserRow.Key, ct) is { } row
            ? new Versioned<User>(UserRow.Read(row).ToUser(id), row.ETag.ToString())
            : null;

    public async Task CreateAsync(User user, ClientId client, Session session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(session);
        var given = UserRow.From(user);
        var row = given.Write(user.Id);
        var index = UserSessionRow.Write(user.Id, client, session);
        if (await table.TrySubmitAsync([Adding(row), Adding(index)], ct))
            return;

        for (var round = 0; round < Rounds; round++)
        {
            if (await TryMeetAsync(user.Id, given, row, index, ct))
                return;
        }

        throw new InvalidOperationException($"User {user.Id} is written from too many sides at once.");
    }

    public async Task<bool> SaveAsync(
        User next, Versioned<User> read, (ClientId Client, Session Session)? enters, string requestId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        var row = UserRow.From(next).Write(next.Id, requestId);
        var changes = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpdateReplace, row, new ETag(read.Version)),
        };

        // The condition on the user is one for the whole transaction; the note itself may stand already, where the step is done again.
        if (enters is { } begun)
        {
            changes.Add(new(
                TableTransactionActionType.UpsertReplace,
                UserSessionRow.Write(next.Id, begun.Client, begun.Session)));
        }

        ct.ThrowIfCancellationRequested();
        if (await table.TrySubmitAsync(changes, CancellationToken.None))
            return true;

        // The conflict may be with our own write: its answer was lost and the transport sent it again.
        if (await table.FindRowAsync(next.Id.Value, UserRow.Key, CancellationToken.None) is not { } stored || !Row.IsSameWrite(stored, row))
            return false;

        Log.OwnWriteOfUserRecognised(log, next.Id, requestId);
        return true;
    }

    public async Task<bool> DeleteAsync(Versioned<User> read, CancellationToken ct)
    {
        var id = read.Value.Id;
        var row = UserRow.From(read.Value).Write(id);
        row.ETag = new ETag(read.Version);

        // The user first: from then on nobody is signed in. Notes that a crash leaves behind name a user who is gone, and are swept.
        if (await table.FindRowAsync(id.Value, UserRow.Key, ct) is null)
            return true;
        if (!await table.TryDeleteUnchangedAsync(row, CancellationToken.None))
            return false;

        await ForgetSessionsAsync(id, await SessionsAsync(id, CancellationToken.None), CancellationToken.None);
        return true;
    }

    public async Task<IReadOnlyList<Versioned<SessionNote>>> SessionsAsync(UserId id, CancellationToken ct)
    {
        var notes = new List<Versioned<SessionNote>>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value} and RowKey ge {SessionRow.KeyOf("")} and RowKey lt {SessionRow.KeyOf("~")}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: ct))
            notes.Add(new Versioned<SessionNote>(UserSessionRow.Read(row), row.ETag.ToString()));
        return notes;
    }

    public async Task<SessionNote?> FindSessionAsync(UserId id, SessionId session, CancellationToken ct) =>
        await table.FindRowAsync(id.Value, SessionRow.KeyOf(session.Value), ct) is { } row ? UserSessionRow.Read(row) : null;

    public async Task ForgetSessionsAsync(UserId id, IReadOnlyCollection<Versioned<SessionNote>> notes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(notes);
        foreach (var batch in notes.Chunk(TableGuard.MaxActions))
        {
            await table.TrySubmitAsync(
                [.. batch.Select(note => new TableTransactionAction(
                    TableTransactionActionType.Delete, new TableEntity(id.Value, SessionRow.KeyOf(note.Value.Session.Value)), new ETag(note.Version)))],
                ct);
        }
    }

    /// <summary>Comes to terms with what is there already; false where that has changed meanwhile.</summary>
    private async Task<bool> TryMeetAsync(UserId id, UserRow given, TableEntity row, TableEntity index, CancellationToken ct)
    {
        var (storedRow, noted) = await FindBothAsync(id, index.RowKey, ct);
        var stored = storedRow is null ? null : UserRow.Read(storedRow);
        var changes = new List<TableTransactionAction>();
        var kept = given;
        if (stored is null)
        {
            changes.Add(Adding(row));
        }
        else
        {
            // An earlier try was cut off after this point, or another one is at it: both come from the same elected sign-up. What differs,
            // the user has changed since.
            kept = stored;
            if (!stored.IsSameAs(given))
                Log.UserLeftAsItIs(log, id);
        }

        if (noted is null)
            changes.Add(Adding(index));

        if (changes.Count > 0 && !await table.TrySubmitAsync(changes, ct))
            return false;

        // Whatever either of them was found by and the one that stays is not. A crash before this line costs nothing but time: a claim
        // whose user has no such identifier lapses by itself.
        foreach (var identifier in given.Identifiers.Concat(stored?.Identifiers ?? []).Except(kept.Identifiers))
            await identifiers.LetLapseAsync(identifier, id, ct);
        return true;
    }

    private async Task<(TableEntity? User, TableEntity? Session)> FindBothAsync(UserId id, string session, CancellationToken ct)
    {
        TableEntity? user = null, noted = null;
        var both = TableClient.CreateQueryFilter($"PartitionKey eq {id.Value} and (RowKey eq {UserRow.Key} or RowKey eq {session})");
        await foreach (var row in table.QueryAsync<TableEntity>(both, cancellationToken: ct))
        {
            if (row.RowKey == UserRow.Key)
                user = row;
            else
                noted = row;
        }

        return (user, noted);
    }

    private static TableTransactionAction Adding(TableEntity row) => new(TableTransactionActionType.Add, row);
}
