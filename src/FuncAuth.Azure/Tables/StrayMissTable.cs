using System.Collections.Immutable;
using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>Misses at identifiers without an account, in the partition where a claim on the identifier would be.</summary>
internal sealed class StrayMissTable(StorageLayout layout) : IStrayMissStore
{
    private readonly TableClient table = layout.Table(layout.Identifiers);

    public async Task<Versioned<Misses>?> FindAsync(Identifier identifier, MissedAt where, CancellationToken ct) =>
        await table.FindRowAsync(identifier.Key, StrayMissesRow.KeyOf(where), ct) is { } row
            ? new Versioned<Misses>(MissRow.ToMisses(StrayMissesRow.Read(row).Recent), row.ETag.ToString())
            : null;

    public Task<bool> SaveAsync(Identifier identifier, MissedAt where, Misses next, Versioned<Misses>? read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(next);
        var row = new StrayMissesRow(MissRow.From(next)).Write(identifier, where);

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
    private const string SignInKey = "misses";
    private const string SignUpKey = "sign_up_misses";
    private const int Version = 1;

    public static string KeyOf(MissedAt where) => where switch
    {
        MissedAt.SignIn => SignInKey,
        MissedAt.SignUp => SignUpKey,
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether a row of the partition holds misses.</summary>
    public static bool IsKey(string key) => key is SignInKey or SignUpKey;

    public TableEntity Write(Identifier identifier, MissedAt where) => Row.Write(identifier.Key, KeyOf(where), Version, this, RowJson.Stored.StrayMissesRow);

    public static StrayMissesRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.StrayMissesRow),
        var later => throw Row.OfLaterVersion(row, later),
    };
}
