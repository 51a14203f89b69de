using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.Sweeping;

namespace FuncAuth.Azure.Sweeping;

/// <summary>Claims on identifiers that nobody has, and misses at them that no longer count.</summary>
internal sealed class IdentifierSweep(StorageLayout layout) : TableSweep("identifiers", layout.Table(layout.Identifiers))
{
    private readonly TableClient users = layout.Table(layout.Users);

    protected override async ValueTask SweepPartitionAsync(string partition, IReadOnlyList<TableEntity> rows, SweepRound round, CancellationToken ct)
    {
        foreach (var row in rows)
        {
            var kind = row.RowKey switch
            {
                IdentifierRow.Key when await IsDeadClaimAsync(row, round, ct) => "identifier",
                var key when StrayMissesRow.IsKey(key) && SweepFlow.AreDead(MissRow.ToMisses(StrayMissesRow.Read(row).Recent), round.Instance.Lockout, round.Now) => "misses",
                _ => null,
            };
            if (kind is not null && await Table.TryDeleteUnchangedAsync(row, ct))
                round.Count(kind, 1);
        }
    }

    // The claim was read before the user. Who comes to rely on it after that renews it first, and then it is not the one that was read.
    private async Task<bool> IsDeadClaimAsync(TableEntity row, SweepRound round, CancellationToken ct)
    {
        var claim = IdentifierRow.Read(row);
        return SweepFlow.IsDeadClaim(claim.LapsesAt, isItsUsers: false, round.Now)
            && SweepFlow.IsDeadClaim(claim.LapsesAt, await HasAsync(claim.User, row.PartitionKey, ct), round.Now);
    }

    private async Task<bool> HasAsync(UserId user, string identifier, CancellationToken ct) =>
        await users.FindRowAsync(user.Value, UserRow.Key, ct) is { } row && UserRow.Read(row).Identifiers.Any(one => one.Key == identifier);
}
