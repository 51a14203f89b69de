using System.Buffers.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>
/// Takes messages for one function, as the host's own listener does: at least once, in no order, several at a time.
/// All delays are the machine's: an app whose clock is moved by a test is still served at the same pace.
/// </summary>
internal sealed class QueueListener(QueueFunction function, QueueClient queue, PoisonQueue? poison, QueueSettings settings, IServiceScopeFactory scopes, ILogger logger)
{
    private bool unreachable;

    public async Task ListenAsync(CancellationToken stopping)
    {
        logger.Listening(function.Name, queue.Name);
        using var shutdown = new Shutdown(stopping);
        var late = shutdown.Late;
        var stopped = Task.Delay(Timeout.Infinite, stopping);
        var backOff = new BackOff(settings.MaxPollingInterval);
        var running = new List<Task>();

        while (!stopping.IsCancellationRequested)
        {
            running.RemoveAll(run => run.IsCompleted);
            if (running.Count > settings.NewBatchThreshold)
            {
                await Task.WhenAny([.. running, stopped]);
                continue;
            }

            // Not cut off by the stop: a batch whose answer is thrown away would stay hidden for ten minutes.
            var batch = await ReceiveAsync(late);
            if (batch.Length == 0)
            {
                await Task.Delay(backOff.Next(), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            backOff.Reset();
            running.AddRange(batch.Select(message => Task.Run(() => HandleAsync(message, late), CancellationToken.None)));
        }

        await Shutdown.DrainAsync(running);
    }

    private async Task<QueueMessage[]> ReceiveAsync(CancellationToken ct)
    {
        try
        {
            var batch = await queue.ReceiveMessagesAsync(settings.BatchSize, settings.Lease, ct);
            Reached();
            return batch.Value;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound || e.ErrorCode == QueueErrorCode.QueueBeingDeleted)
        {
            // The sender makes the queue. Until then there is nothing in it.
            Reached();
            return [];
        }
        catch (Exception e)
        {
            // Said once, not once a look.
            if (!unreachable && !ct.IsCancellationRequested)
                logger.QueueUnreachable(e, function.Name, queue.Name);
            unreachable = true;
            return [];
        }
    }

    private void Reached()
    {
        if (unreachable)
            logger.QueueIsBack(function.Name, queue.Name);
        unreachable = false;
    }

    private async Task HandleAsync(QueueMessage message, CancellationToken late)
    {
        try
        {
            if (message.DequeueCount > settings.MaxDequeueCount)
            {
                logger.TriedTooOften(function.Name, message.MessageId, message.DequeueCount);
                await SetAsideAsync(message, message.PopReceipt);
            }
            else if (Decoded(message) is not { } readable)
            {
                logger.NotBase64(function.Name, message.MessageId, message.DequeueCount);
                await SetAsideAsync(message, message.PopReceipt);
            }
            else
            {
                await RunAsync(message, readable, late);
            }
        }
        catch (Exception e)
        {
            // The message is still there and is seen again when it is no longer hidden.
            logger.MessageNotSettled(e, function.Name, message.MessageId, message.DequeueCount);
        }
    }

    private async Task RunAsync(QueueMessage message, QueueMessage readable, CancellationToken late)
    {
        var lease = new MessageLease(queue, message, settings.Lease);
        var failure = await TryAsync(readable, late);
        var receipt = await lease.EndAsync();

        // What follows is not cancelled by the stop: the function has run, and its message must not run again for that.
        if (failure is null)
        {
            await queue.DeleteMessageAsync(message.MessageId, receipt, CancellationToken.None);
            logger.MessageDone(function.Name, message.MessageId, message.DequeueCount);
        }
        else if (message.DequeueCount >= settings.MaxDequeueCount)
        {
            logger.LastTryFailed(failure, function.Name, message.MessageId, message.DequeueCount);
            await SetAsideAsync(message, receipt);
        }
        else
        {
            logger.TryFailed(failure, function.Name, message.MessageId, message.DequeueCount, settings.VisibilityTimeout);

            // Where nothing sets failures aside, an immediate next try would be an endless loop: the message stays hidden for the rest of its lease.
            if (poison is not null)
                await queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: settings.VisibilityTimeout, cancellationToken: CancellationToken.None);
        }
    }

    private async Task<Exception?> TryAsync(QueueMessage message, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await function.InvokeAsync(scope.ServiceProvider, message, ct);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    // Two steps: a crash between them, and the poison queue gets the message twice.
    private async Task SetAsideAsync(QueueMessage message, string receipt)
    {
        if (poison is null)
            return;
        await poison.AddAsync(message.Body, CancellationToken.None);
        await queue.DeleteMessageAsync(message.MessageId, receipt, CancellationToken.None);
        logger.SetAside(function.Name, message.MessageId, message.DequeueCount, poison.Name);
    }

    // Null: not base64.
    private QueueMessage? Decoded(QueueMessage message)
    {
        if (!settings.Base64)
            return message;

        var text = message.Body.ToString();
        if (!Base64.IsValid(text))
            return null;
        var body = BinaryData.FromBytes(Convert.FromBase64String(text));
        return QueuesModelFactory.QueueMessage(message.MessageId, message.PopReceipt, body, message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn);
    }
}
