using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Sweeping;

namespace FuncAuth.Azure.Sweeping;

/// <summary>Attempts and sessions that are over, and clients on which nothing lives any more.</summary>
internal sealed class ClientSweep(StorageLayout layout, ClientTable clients) : TableSweep("clients", layout.Table(layout.Clients))
{
    protected override async ValueTask SweepPartitionAsync(string partition, IReadOnlyList<TableEntity> rows, SweepRound round, CancellationToken ct)
    {
        // The root row comes first. A part without it belongs to a client that the page before has looked at.
        if (rows[0].RowKey != ClientRow.Key)
            return;

        // What lies across the border of two pages is not whole, and is read once more.
        var id = ClientId.Parse(partition);
        if ((ClientTable.Assemble(id, rows) ?? await clients.FindAsync(id, ct)) is not { } read)
            return;

        var left = SweepFlow.Left(read.Value, round.Instance, round.Now);
        if (left is null)
            round.Count("client", await clients.DeleteAsync(read, ct) ? 1 : 0);
        else if (!ReferenceEquals(left, read.Value) && await clients.SaveAsync(left, read, $"sweep-{Guid.NewGuid():N}", ct) is not null)
            Count(read.Value, left, round);
    }

    private static void Count(Client before, Client left, SweepRound round)
    {
        round.Count("sign_up", before.SignUp is not null && left.SignUp is null ? 1 : 0);
        round.Count("sign_in", before.SignIn is not null && left.SignIn is null ? 1 : 0);
        round.Count("session", before.Sessions.Length - left.Sessions.Length);
    }
}
