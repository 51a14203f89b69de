using Azure;
using Azure.Data.Tables;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// Every write is conditional: the row is new, or is still the one that was read. Who loses a race is told so by the answer; a 412 does
/// not travel as an exception.
/// </summary>
internal static class ConditionalWrites
{
    /// <summary>Inserts the row; false where there is one.</summary>
    public static Task<bool> TryAddAsync(this TableClient table, TableEntity row, CancellationToken ct)
    {
        TableGuard.Check(row);
        return WonAsync(table.AddEntityAsync(row, ct));
    }

    /// <summary>Replaces the row; false where it is not the one of that <paramref name="tag"/> any more.</summary>
    public static Task<bool> TryReplaceAsync(this TableClient table, TableEntity row, ETag tag, CancellationToken ct)
    {
        TableGuard.Check(row);
        return WonAsync(table.UpdateEntityAsync(row, tag, TableUpdateMode.Replace, ct));
    }

    /// <summary>Deletes the row; false where it is another than was read. One that has gone already counts as deleted.</summary>
    public static Task<bool> TryDeleteAsync(this TableClient table, TableEntity read, CancellationToken ct) =>
        WonAsync(table.DeleteEntityAsync(read.PartitionKey, read.RowKey, read.ETag, ct));

    /// <summary>Deletes the row; false where it is another than was read, or has gone.</summary>
    public static async Task<bool> TryDeleteUnchangedAsync(this TableClient table, TableEntity read, CancellationToken ct)
    {
        // A deletion of what is not there is answered with a status and not with an exception.
        var deletion = table.DeleteEntityAsync(read.PartitionKey, read.RowKey, read.ETag, ct);
        return await WonAsync(deletion) && !(await deletion).IsError;
    }

    /// <summary>All of it or nothing; false where any one of the conditions does not hold.</summary>
    public static Task<bool> TrySubmitAsync(this TableClient table, IReadOnlyCollection<TableTransactionAction> actions, CancellationToken ct)
    {
        TableGuard.Check(actions);
        return WonAsync(table.SubmitTransactionAsync(actions, ct));
    }

    /// <summary>The same, with the new ETag of each row in order; null where any one of the conditions does not hold.</summary>
    public static async Task<IReadOnlyList<ETag?>?> TrySubmitForTagsAsync(
        this TableClient table, IReadOnlyCollection<TableTransactionAction> actions, CancellationToken ct)
    {
        TableGuard.Check(actions);
        var write = table.SubmitTransactionAsync(actions, ct);
        return await WonAsync(write) ? [.. (await write).Value.Select(response => response.Headers.ETag)] : null;
    }

    /// <summary>The row; null where there is none.</summary>
    public static async Task<TableEntity?> FindRowAsync(this TableClient table, string partition, string row, CancellationToken ct)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: ct);
        return found.HasValue ? found.Value : null;
    }

    private static async Task<bool> WonAsync(Task write)
    {
        try
        {
            await write;
            return true;
        }
        catch (RequestFailedException e) when (IsLostRace(e))
        {
            return false;
        }
    }

    // By the code and not by the status: a missing table is a 404 too, and a table that is being deleted a 409.
    private static bool IsLostRace(RequestFailedException e) =>
        e.ErrorCode is "UpdateConditionNotSatisfied" or "ConditionNotMet" or "EntityAlreadyExists" or "ResourceNotFound" or "EntityNotFound";
}
