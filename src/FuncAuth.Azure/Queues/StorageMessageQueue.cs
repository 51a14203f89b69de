using Azure.Storage.Queues;
using FuncAuth.Messages;
using FuncAuth.Stores;

namespace FuncAuth.Azure.Queues;

/// <summary>A queue a channel. They are read by the host, which expects base64.</summary>
internal sealed class StorageMessageQueue(StorageLayout layout) : IMessageQueue
{
    /// <summary>Codes are good for minutes: after an hour of standstill nobody waits for them any more.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly QueueClient email = layout.Queue(Channel.Email);
    private readonly QueueClient sms = layout.Queue(Channel.Sms);

    public async Task EnqueueAsync(MessageOrder order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        var queue = order.Channel is Channel.Email ? email : sms;
        var (wait, life) = order.Subject is MessageSubject.Notice ? (Notices.Wait, Notices.Life) : ((TimeSpan?)null, Life);
        await queue.SendMessageAsync(MessageOrderJson.Write(order), wait, life, ct);
    }
}
