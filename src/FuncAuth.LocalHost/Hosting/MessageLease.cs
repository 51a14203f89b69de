using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>Keeps a message hidden for as long as it runs, and knows the receipt that settles it: each renewal brings a new one.</summary>
internal sealed class MessageLease
{
    private readonly QueueClient queue;
    private readonly string messageId;
    private readonly TimeSpan length;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> renewing;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan length)
    {
        this.queue = queue;
        this.length = length;
        messageId = message.MessageId;
        renewing = RenewAsync(message.PopReceipt);
    }

    public Task<string> EndAsync()
    {
        ended.TrySetResult();
        return renewing;
    }

    private async Task<string> RenewAsync(string receipt)
    {
        var pause = length / 2;
        while (true)
        {
            await ended.Task.WaitAsync(pause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.Task.IsCompleted)
                return receipt;

            try
            {
                // Not cancelled with the rest: the receipt in its answer is the one that counts.
                var renewed = await queue.UpdateMessageAsync(messageId, receipt, visibilityTimeout: length, cancellationToken: CancellationToken.None);
                receipt = renewed.Value.PopReceipt;
                pause = length / 2;
            }
            catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.PopReceiptMismatch || e.ErrorCode == QueueErrorCode.MessageNotFound)
            {
                // Somebody else has it by now. Settling it with this receipt will fail, as it should.
                return receipt;
            }
            catch (Exception)
            {
                // An outage. Half of the lease is left to try again in.
                pause = length / 10;
            }
        }
    }
}
