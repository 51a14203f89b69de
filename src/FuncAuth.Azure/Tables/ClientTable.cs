using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using FuncAuth.Clients;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// Clients, one partition each: a root row, one for the sign-up, one for the sign-in and one a session. Read with one query and saved with one transaction,
/// which always writes the root row: two saves from one version can never both succeed.
/// </summary>
internal sealed class ClientTable(StorageLayout layout, ILogger<ClientTable> log) : IClientStore
{
    private const int Looks = 3;

    private readonly TableClient table = layout.Table(layout.Clients);

    public async Task<Versioned<Client>?> FindAsync(ClientId id, CancellationToken ct)
    {
        for (var look = 0; look < Looks; look++)
        {
            var rows = await ReadPartitionAsync(id, ct);
            if (rows.Count == 0)
                return null;
            if (Assemble(id, rows) is { } client)
                return client;
        }

        throw new InvalidDataException($"The rows of client {id} do not belong together.");
    }

    public async Task<Versioned<Client>?> SaveAsync(Client next, Versioned<Client>? read, string requestId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        var rows = Write(next, requestId);
        var changes = Changes(rows, read);

        // Cancelled up to here and not on the way: nobody could tell whether the write had been done.
        ct.ThrowIfCancellationRequested();
        if (await table.TrySubmitForTagsAsync(changes, CancellationToken.None) is { } written)
            return new Versioned<Client>(next, ClientVersion.After(read?.Version, changes, written));

        if (!await IsOursAsync(rows[ClientRow.Key]))
            return null;

        Log.OwnWriteRecognised(log, next.Id, requestId);
        return await FindAsync(next.Id, CancellationToken.None);
    }

    /// <summary>Deletes the client, if it still is as it was read; false where it is not, or has gone.</summary>
    public Task<bool> DeleteAsync(Versioned<Client> read, CancellationToken ct) => table.TrySubmitAsync(
        [.. ClientVersion.Parse(read.Version).Select(row => new TableTransactionAction(
            TableTransactionActionType.Delete, new TableEntity(read.Value.Id.Value, row.Key), row.Value))],
        ct);

    private async Task<List<TableEntity>> ReadPartitionAsync(ClientId id, CancellationToken ct)
    {
        // Goes on until no continuation token comes: pages may be short, and even empty.
        var rows = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {id.Value}"), cancellationToken: ct))
            rows.Add(row);
        return rows;
    }

    /// <summary>
    /// The client of these rows; null where they are of different versions: only within one page is a query of one moment. A torn client
    /// that passes is no danger, because it cannot be saved: its root is outdated.
    /// </summary>
    public static Versioned<Client>? Assemble(ClientId id, IEnumerable<TableEntity> read)
    {
        var rows = read.ToDictionary(row => row.RowKey, StringComparer.Ordinal);
        foreach (var (key, row) in rows)
        {
            if (key is not (ClientRow.Key or SignUpRow.Key or SignInRow.Key) && !SessionRow.IsKey(key))
                throw Row.Broken(row, "a later release has written it");
        }

        if (!rows.TryGetValue(ClientRow.Key, out var rootRow))
            return null;

        var root = ClientRow.Read(rootRow);
        var signUp = rows.TryGetValue(SignUpRow.Key, out var signUpRow) ? SignUpRow.Read(signUpRow).ToSignUp() : null;
        var signIn = rows.TryGetValue(SignInRow.Key, out var signInRow) ? SignInRow.Read(signInRow).ToSignIn() : null;
        var sessions = ImmutableArray.CreateBuilder<Session>(root.Sessions.Length);
        foreach (var session in root.Sessions)
        {
            if (rows.TryGetValue(SessionRow.KeyOf(session), out var sessionRow))
                sessions.Add(SessionRow.Read(sessionRow).ToSession(SessionId.Parse(session)));
        }

        var whole = signUp?.Id.Value == root.SignUp
            && signIn?.Id.Value == root.SignIn
            && sessions.Count == root.Sessions.Length
            && sessions.Count == rows.Keys.Count(SessionRow.IsKey);
        return whole ? new Versioned<Client>(root.ToClient(id, signUp, signIn, sessions.MoveToImmutable()), ClientVersion.Of(rows.Values)) : null;
    }

    private static Dictionary<string, TableEntity> Write(Client client, string requestId)
    {
        var rows = new Dictionary<string, TableEntity>(StringComparer.Ordinal) { [ClientRow.Key] = ClientRow.Write(client, requestId) };
        if (client.SignUp is { } signUp)
            rows.Add(SignUpRow.Key, SignUpRow.Write(client.Id, signUp));
        if (client.SignIn is { } signIn)
            rows.Add(SignInRow.Key, SignInRow.Write(client.Id, signIn));
        foreach (var session in client.Sessions)
            rows.Add(SessionRow.KeyOf(session.Id.Value), SessionRow.Write(client.Id, session));
        return rows;
    }

    /// <summary>The root row, and of the others those that changed; each on the condition that it is new or still as it was read.</summary>
    private static List<TableTransactionAction> Changes(Dictionary<string, TableEntity> rows, Versioned<Client>? read)
    {
        if (read is not { } before)
            return [.. rows.Values.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))];

        var tags = ClientVersion.Parse(before.Version);
        var old = Write(before.Value, requestId: "");
        var changes = new List<TableTransactionAction>();
        foreach (var (key, row) in rows)
        {
            if (!old.TryGetValue(key, out var was))
                changes.Add(new TableTransactionAction(TableTransactionActionType.Add, row));
            else if (key == ClientRow.Key || !Row.SameContent(was, row))
                changes.Add(new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, tags[key]));
        }

        foreach (var (key, row) in old)
        {
            if (!rows.ContainsKey(key))
                changes.Add(new TableTransactionAction(TableTransactionActionType.Delete, row, tags[key]));
        }

        return changes;
    }

    /// <summary>Whether the conflict is with our own write: its answer was lost and the transport sent it again.</summary>
    private async Task<bool> IsOursAsync(TableEntity root) =>
        await table.FindRowAsync(root.PartitionKey, root.RowKey, CancellationToken.None) is { } stored && Row.IsSameWrite(stored, root);
}

/// <summary>The version of a client as one text: the ETag of every row that was read, a line each.</summary>
internal static class ClientVersion
{
    public static string Of(IEnumerable<TableEntity> rows) => string.Join('\n', rows.Select(row => $"{row.RowKey} {row.ETag}"));

    /// <summary>The version after a save: what was not written keeps its ETag.</summary>
    public static string After(string? before, IReadOnlyList<TableTransactionAction> changes, IReadOnlyList<ETag?> written)
    {
        var tags = before is null ? new Dictionary<string, ETag>(StringComparer.Ordinal) : Parse(before);
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].ActionType is TableTransactionActionType.Delete)
                tags.Remove(changes[i].Entity.RowKey);
            else
                tags[changes[i].Entity.RowKey] = written[i] ?? throw new InvalidDataException("The storage wrote a row and gave no ETag for it.");
        }

        return string.Join('\n', tags.Select(tag => $"{tag.Key} {tag.Value}"));
    }

    public static Dictionary<string, ETag> Parse(string version) =>
        version.Split('\n').Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => new ETag(parts[1]), StringComparer.Ordinal);
}
