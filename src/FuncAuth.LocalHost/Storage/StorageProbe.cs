using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace FuncAuth.LocalHost.Storage;

/// <summary>Asks a storage a real question: an open port is no proof, and neither is another emulator's polite refusal.</summary>
internal static class StorageProbe
{
    /// <summary>Why tables or queues of a storage cannot be used, or null when both answer.</summary>
    /// <exception cref="FormatException">The text is not a connection string.</exception>
    public static async Task<string?> WhyNotAsync(string connectionString, TimeSpan patience, CancellationToken ct)
    {
        var tables = new TableServiceClient(connectionString, Once(new TableClientOptions(), patience));
        var queues = new QueueServiceClient(connectionString, Once(new QueueClientOptions(), patience));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            await foreach (var _ in tables.QueryAsync(maxPerPage: 1, cancellationToken: limit.Token))
                break;
            await foreach (var _ in queues.GetQueuesAsync(cancellationToken: limit.Token))
                break;
            return null;
        }
        catch (RequestFailedException e)
        {
            var account = e.Status == 0 ? tables.Uri.Authority : tables.Uri.ToString();
            return $"{account} says: {e.ErrorCode ?? FirstLine(e.Message)}";
        }
        catch (Exception e) when (e is AggregateException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return $"{tables.Uri.Authority} does not answer within {patience.TotalSeconds:0} seconds";
        }
    }

    private static T Once<T>(T options, TimeSpan patience)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = patience;
        return options;
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim().TrimEnd('.');
}
