using Azure.Data.Tables;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// The limits of Table Storage, checked before a write is sent. The emulator lets some of them pass, so that without this a fault would
/// first be seen in Azure; and the service names neither row nor column.
/// </summary>
internal static class TableGuard
{
    /// <summary>Most actions of one transaction.</summary>
    public const int MaxActions = 100;

    /// <summary>Most characters of a text: 64 KiB in UTF-16.</summary>
    public const int MaxTextLength = 32 * 1024;

    private const int MaxBinaryLength = 64 * 1024;
    private const int MaxEntitySize = 1024 * 1024;
    private const int MaxTransactionSize = 4 * 1024 * 1024;
    private const int MaxColumns = 252;
    private static readonly DateTimeOffset EarliestDate = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="TableLimitException">The service would refuse the transaction.</exception>
    public static void Check(IReadOnlyCollection<TableTransactionAction> actions)
    {
        if (actions.Count is 0 or > MaxActions)
            throw new TableLimitException($"A transaction has 1 to {MaxActions} actions, not {actions.Count}.");

        var partition = actions.First().Entity.PartitionKey;
        var rows = new HashSet<string>(StringComparer.Ordinal);
        var size = 0L;
        foreach (var action in actions)
        {
            if (action.Entity.PartitionKey != partition)
                throw new TableLimitException($"A transaction stays in one partition: not '{partition}' and '{action.Entity.PartitionKey}'.");
            if (!rows.Add(action.Entity.RowKey))
                throw new TableLimitException($"A transaction touches a row once: not '{action.Entity.RowKey}' of '{partition}' twice.");

            size += Check((TableEntity)action.Entity);
        }

        if (size > MaxTransactionSize)
            throw new TableLimitException($"The transaction on '{partition}' is larger than {MaxTransactionSize} bytes.");
    }

    /// <summary>Checks a single row.</summary>
    /// <returns>Its size by the service's own formula.</returns>
    /// <exception cref="TableLimitException">The service would refuse the row.</exception>
    public static long Check(TableEntity row)
    {
        var columns = row.Where(column => column.Key is not ("odata.etag" or "Timestamp" or "PartitionKey" or "RowKey")).ToList();
        if (columns.Count > MaxColumns)
            throw new TableLimitException($"{Name(row)} has {columns.Count} columns; {MaxColumns} is the most.");

        var size = 4L + 2 * (row.PartitionKey.Length + row.RowKey.Length);
        foreach (var (name, value) in columns)
            size += 8 + 2 * name.Length + SizeOf(row, name, value);

        return size <= MaxEntitySize ? size : throw new TableLimitException($"{Name(row)} is larger than {MaxEntitySize} bytes.");
    }

    private static long SizeOf(TableEntity row, string column, object? value) => value switch
    {
        null => 0,
        string text when text.Length > MaxTextLength =>
            throw new TableLimitException($"{Name(row)} has {text.Length} characters in '{column}'; {MaxTextLength} is the most."),
        string text => 4 + 2L * text.Length,
        byte[] bytes when bytes.Length > MaxBinaryLength =>
            throw new TableLimitException($"{Name(row)} has {bytes.Length} bytes in '{column}'; {MaxBinaryLength} is the most."),
        byte[] bytes => 4 + bytes.Length,
        DateTimeOffset date when date < EarliestDate => throw new TableLimitException($"{Name(row)} has a date before 1601 in '{column}'."),
        bool => 1,
        int => 4,
        Guid => 16,
        _ => 8,
    };

    private static string Name(TableEntity row) => $"Row '{row.RowKey}' of partition '{row.PartitionKey}'";
}

/// <summary>A row or transaction that Table Storage would refuse; a fault of ours, whoever caused it.</summary>
internal sealed class TableLimitException(string message) : InvalidOperationException(message);
