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
        var index = UserSessionRow.Write(user.Id, client, session.Id, session.CreatedAt);
        if (await table.TrySubmitAsync([Adding(row), Adding(index)], ct))
            return;

        for (var round = 0; round < Rounds; round++)
        {
            if (await TryMeetAsync(user.Id, given, row, index, ct))
                return;
        }

        throw new InvalidOperationException($"User {user.Id} is written from too many sides at once.");
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
