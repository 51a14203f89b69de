using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>Where messages go that no try could bring to an end. Made when the first one comes.</summary>
internal sealed class PoisonQueue
{
    private const string Suffix = "-poison";
    private const int LongestName = 63;

    private readonly QueueClient queue;

    private PoisonQueue(QueueClient queue) => this.queue = queue;

    public string Name => queue.Name;

    /// <summary>Null for a queue that is a poison queue itself, and where the name would be too long.</summary>
    public static PoisonQueue? For(QueueServiceClient service, string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal) || name.Length + Suffix.Length > LongestName ? null : new PoisonQueue(service.GetQueueClient(name + Suffix));

    public async Task AddAsync(BinaryData body, CancellationToken ct)
    {
        try
        {
            await queue.SendMessageAsync(body, cancellationToken: ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: ct);
            await queue.SendMessageAsync(body, cancellationToken: ct);
        }
    }
}
