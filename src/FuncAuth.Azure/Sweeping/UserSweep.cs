using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.Stores;
using FuncAuth.Sweeping;
using FuncAuth.Users;

namespace FuncAuth.Azure.Sweeping;

/// <summary>Notes of sessions that are over, also of users that are gone, contacts that users no longer have, and accounts of providers that nobody came back to link.</summary>
internal sealed class UserSweep(StorageLayout layout, UserTable users, ClientTable clients) : TableSweep("users", layout.Table(layout.Users))
{
    protected override async ValueTask SweepPartitionAsync(string partition, IReadOnlyList<TableEntity> rows, SweepRound round, CancellationToken ct)
    {
        var id = UserId.Parse(partition);
        var notes = rows.Where(row => SessionRow.IsKey(row.RowKey)).ToList();
        var own = rows.FirstOrDefault(row => row.RowKey == UserRow.Key);
        if (own is null && notes.Count == 0)
            return;

        // Where the page ends before the user's own row it is read: that it is not here does not say that the user is gone.
        var user = own is null ? await users.FindAsync(id, ct) : new Versioned<User>(UserRow.Read(own).ToUser(id), own.ETag.ToString());
        var dead = new List<TableEntity>();
        foreach (var note in notes)
        {
            if (await IsDeadAsync(UserSessionRow.Read(note), user?.Value, round, ct))
                dead.Add(note);
        }

        foreach (var batch in dead.Chunk(TableGuard.MaxActions))
        {
            var deletions = batch.Select(note => new TableTransactionAction(
                TableTransactionActionType.Delete, new TableEntity(partition, note.RowKey), note.ETag));
            round.Count("session_note", await Table.TrySubmitAsync([.. deletions], ct) ? batch.Length : 0);
        }

        if (user is { } read && SweepFlow.Left(read.Value, round.Now) is var left && !ReferenceEquals(left, read.Value)
            && await users.SaveAsync(left, read, enters: null, RandomNumberGenerator.GetHexString(32, lowercase: true), ct))
        {
            round.Count("contact", read.Value.RemovedContacts.Length - left.RemovedContacts.Length);
            round.Count("external_account", read.Value.ExternalAccounts.Length - left.ExternalAccounts.Length);
        }
    }

    private async Task<bool> IsDeadAsync(SessionNote note, User? user, SweepRound round, CancellationToken ct) =>
        SweepFlow.IsDead(note, user, round.Now)
        ?? SweepFlow.IsDead(note, user!, (await clients.FindAsync(note.Client, ct))?.Value, round.Instance, round.Now);
}
