using Azure.Data.Tables;
using FuncAuth.Instances;

namespace FuncAuth.Azure.Sweeping;

/// <summary>How one table is swept, a page at a time.</summary>
internal abstract class TableSweep(string name, TableClient table)
{
    /// <summary>How many partitions are looked at side by side.</summary>
    private const int Parallel = 16;

    /// <summary>The table's name without the instance's; stored, so it does not change.</summary>
    public string Name { get; } = name;

    protected TableClient Table { get; } = table;

    /// <summary>The next rows in the order of the keys, and where they end; null at the end of the table.</summary>
    public async Task<(IReadOnlyList<TableEntity> Rows, string? Next)> ReadAsync(string? token, int size, CancellationToken ct)
    {
        await foreach (var page in Table.QueryAsync<TableEntity>(maxPerPage: size, cancellationToken: ct).AsPages(token))
            return (page.Values, page.ContinuationToken);
        return ([], null);
    }

    /// <summary>
    /// Removes what is dead among these rows. Every removal is on the condition that the rows are what was judged: whoever changed them meanwhile has
    /// shown that they live.
    /// </summary>
    public Task SweepAsync(IReadOnlyList<TableEntity> rows, SweepRound round, CancellationToken ct) => System.Threading.Tasks.Parallel.ForEachAsync(
        rows.GroupBy(row => row.PartitionKey, StringComparer.Ordinal),
        new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct },
        async (partition, each) =>
        {
            try
            {
                await SweepPartitionAsync(partition.Key, [.. partition], round, each);
            }
            catch (Exception e) when (e is InvalidDataException or FormatException)
            {
                // What a later release has written, or nobody can read, is not ours to remove, and must not stop us.
                round.Unreadable(Name, partition.Key, e.Message);
            }
        });

    /// <summary>The same for the rows of one partition: all of them but where it lies across the border of two pages.</summary>
    protected abstract ValueTask SweepPartitionAsync(string partition, IReadOnlyList<TableEntity> rows, SweepRound round, CancellationToken ct);
}
