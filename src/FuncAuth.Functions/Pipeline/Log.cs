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

    [LoggerMessage(4, LogLevel.Information, "Message {Message} was sent by {Channel}")]
    public static partial void MessageSent(ILogger log, string message, string channel);

    [LoggerMessage(5, LogLevel.Information, "Message {Message} is not sent: {Why}")]
    public static partial void MessageDropped(ILogger log, string message, string why);

    [LoggerMessage(6, LogLevel.Error, "Message {Message} is refused for good by the {Channel} provider: {Why}")]
    public static partial void MessageRefused(ILogger log, string message, string channel, string why);

    [LoggerMessage(7, LogLevel.Warning, "A password was taken without a look into the list of leaked ones")]
    public static partial void PasswordNotLookedUp(ILogger log);
}
