using Azure.Data.Tables;

namespace FuncAuth.Azure;

/// <summary>Whether the storage answers, found out with one point read: the cheapest thing that it can be asked.</summary>
public sealed class StorageProbe(StorageLayout layout)
{
    private static readonly string[] Columns = ["PartitionKey"];

    /// <summary>Reads a row that is never there, from a table that has to be.</summary>
    /// <exception cref="Azure.RequestFailedException">The storage refuses, or the table is missing.</exception>
    public async Task AskAsync(CancellationToken ct)
    {
        // A query by both keys, as a plain read does not tell a missing table from a missing row.
        var rows = layout.Table(layout.Clients).QueryAsync<TableEntity>("PartitionKey eq 'health' and RowKey eq 'health'", 1, Columns, ct);
        await foreach (var _ in rows)
            return;
    }
}
