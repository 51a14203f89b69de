using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>Misses at identifiers without an account, in the partition where a claim on the identifier would be.</summary>
internal sealed class StrayMissTable(StorageLayout layout) : IStrayMissStore
{
    private readonly TableClient table = layout.Table(layout.Identifiers);

    public async Task<Versioned<Misses>?> FindAsync(Identifier identifier, CancellationToken ct) =>
        await table.FindRowAsync(identifier.Key, StrayMissesRow.Key, ct) is { } row
            ? new Versioned<Misses>(MissRow.ToMisses(StrayMissesRow.Read(row).Recent), row.ETag.ToString())
            : null;

    public Task<bool> SaveAsync(Identifier identifier, Misses next, Versioned<Misses>? read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(next);
        var row = new StrayMissesRow(MissRow.From(next)).Write(identifier);

        // One row, and a transaction all the same, as the misses of an account are written: what a stranger can time is the same (SECURITY.md E02).
        return table.TrySubmitAsync(
            [read is { } before
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(before.Version))
                : new TableTransactionAction(TableTransactionActionType.Add, row)],
            ct);
    }
}

/// <summary>Misses at an identifier. The partition key is the identifier's hash: the address itself is not in the table.</summary>
internal sealed record StrayMissesRow(ImmutableArray<MissRow>? Recent = null)
{
    public const string Key = "misses";

    private const int Version = 1;

    public TableEntity Write(Identifier identifier) => Row.Write(identifier.Key, Key, Version, this, RowJson.Stored.StrayMissesRow);

    public static StrayMissesRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.StrayMissesRow),
        var later => throw Row.OfLaterVersion(row, later),
    };
}
