using FuncAuth.Messages;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Pipeline;

/// <summary>Everything this project logs: ids and outcomes; no identifier in clear, no secret.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Request {TraceId} failed")]
    public static partial void Unhandled(ILogger log, string traceId, Exception fault);

    [LoggerMessage(2, LogLevel.Debug, "Lost a race in round {Round}: deciding again")]
    public static partial void DecidingAgain(ILogger log, int round);

    [LoggerMessage(3, LogLevel.Information, "Sign-up {SignUp} is complete: user {User}, session {Session}")]
    public static partial void SignUpComplete(ILogger log, string signUp, string user, string session);

    [LoggerMessage(4, LogLevel.Information, "{Channel} message {Message} was taken by the provider")]
    public static partial void MessageSent(ILogger log, Channel channel, string message);

    [LoggerMessage(5, LogLevel.Information, "Message {Message} is not sent: {Why}")]
    public static partial void MessageDropped(ILogger log, string message, string why);

    [LoggerMessage(10, LogLevel.Warning, "A password was taken without a look into the list of leaked ones")]
    public static partial void PasswordNotLookedUp(ILogger log);

    [LoggerMessage(6, LogLevel.Error, "{Channel} message {Message} is refused for good and not tried again: {Why}")]
    public static partial void MessageRefused(ILogger log, Channel channel, string message, string why);

    [LoggerMessage(7, LogLevel.Warning, "{Channel} message {Message} could not be sent in try {Attempt} of {Tries} and is tried again: {Why}")]
    public static partial void MessagePostponed(ILogger log, Channel channel, string message, long attempt, int tries, string why);

    [LoggerMessage(8, LogLevel.Error, "{Channel} message {Message} could not be sent in {Tries} tries and is set aside in the poison queue of its "
        + "channel: {Why}. Other messages go on, and the person can ask for another code. Mend the cause; docs/operations.md says how to put the message back")]
    public static partial void MessageSetAside(ILogger log, Channel channel, string message, int tries, string why);

    [LoggerMessage(9, LogLevel.Error, "The sender of {Channel} message {Message} broke down with {Kind}{Stack}")]
    public static partial void SenderBroke(ILogger log, Channel channel, string message, string? kind, string? stack);

    [LoggerMessage(20, LogLevel.Error, "Not ready: the storage does not answer as it should")]
    public static partial void StorageUnreachable(ILogger log, Exception fault);
}
