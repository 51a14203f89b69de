using Microsoft.Extensions.Logging;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>Ids and outcomes. Never a message's body: it holds codes and addresses.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Function} listens to queue {Queue}.")]
    public static partial void Listening(this ILogger logger, string function, string queue);

    [LoggerMessage(2, LogLevel.Warning, "{Function} cannot reach queue {Queue} and keeps trying.")]
    public static partial void QueueUnreachable(this ILogger logger, Exception cause, string function, string queue);

    [LoggerMessage(3, LogLevel.Information, "{Function} reaches queue {Queue} again.")]
    public static partial void QueueIsBack(this ILogger logger, string function, string queue);

    [LoggerMessage(4, LogLevel.Debug, "{Function} has run for message {MessageId}, dequeued {DequeueCount} times.")]
    public static partial void MessageDone(this ILogger logger, string function, string messageId, long dequeueCount);

    [LoggerMessage(5, LogLevel.Error, "{Function} failed for message {MessageId}, dequeued {DequeueCount} times, and tries it again in {Pause}.")]
    public static partial void TryFailed(this ILogger logger, Exception cause, string function, string messageId, long dequeueCount, TimeSpan pause);

    [LoggerMessage(6, LogLevel.Error, "{Function} failed for message {MessageId}, dequeued {DequeueCount} times: that was its last try.")]
    public static partial void LastTryFailed(this ILogger logger, Exception cause, string function, string messageId, long dequeueCount);

    [LoggerMessage(7, LogLevel.Error, "{Function} is not run for message {MessageId}: dequeued {DequeueCount} times, it has had its tries.")]
    public static partial void TriedTooOften(this ILogger logger, string function, string messageId, long dequeueCount);

    [LoggerMessage(8, LogLevel.Error, "{Function} is not run for message {MessageId}, dequeued {DequeueCount} times: its body is not base64.")]
    public static partial void NotBase64(this ILogger logger, string function, string messageId, long dequeueCount);

    [LoggerMessage(9, LogLevel.Warning, "{Function}: message {MessageId}, dequeued {DequeueCount} times, now lies in {Queue}.")]
    public static partial void SetAside(this ILogger logger, string function, string messageId, long dequeueCount, string queue);

    [LoggerMessage(10, LogLevel.Warning, "{Function}: message {MessageId}, dequeued {DequeueCount} times, could not be settled and will be seen again.")]
    public static partial void MessageNotSettled(this ILogger logger, Exception cause, string function, string messageId, long dequeueCount);

    [LoggerMessage(20, LogLevel.Debug, "{Function} is due at {Next:O}.")]
    public static partial void TimerStarted(this ILogger logger, string function, DateTime next);

    [LoggerMessage(21, LogLevel.Debug, "{Function} has run on its timer.")]
    public static partial void TimerDone(this ILogger logger, string function);

    [LoggerMessage(22, LogLevel.Error, "{Function} failed on its timer.")]
    public static partial void TimerFailed(this ILogger logger, Exception cause, string function);
}
