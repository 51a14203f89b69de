using Azure.Data.Tables;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// How far the sweeper has got: one row beside the sent-markers, whose partitions are named otherwise. It outlives every process, so a run goes on where
/// the one before ended or died.
/// </summary>
/// <param name="BeganAt">When the pass over all tables began.</param>
/// <param name="Table">The table that is next, without the instance's name; null where the pass is through.</param>
/// <param name="Token">Where in it, in the words of the service; null at its beginning.</param>
internal sealed record SweepRow(DateTimeOffset BeganAt, string? Table, string? Token)
{
    public const string Partition = "sweep";
    public const string Key = "sweep";

    private const int Version = 1;

    public TableEntity Write()
    {
        var row = Row.Begin(Partition, Key, Version);
        row[nameof(BeganAt)] = BeganAt;
        if (Table is not null)
            row[nameof(Table)] = Table;
        if (Token is not null)
            row[nameof(Token)] = Token;
        return row;
    }

    public static SweepRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => new SweepRow(Row.Time(row, nameof(BeganAt)), row.GetString(nameof(Table)), row.GetString(nameof(Token))),
        var later => throw Row.OfLaterVersion(row, later),
    };
}
