using Microsoft.Extensions.Logging;

namespace FuncAuth.OAuth;

/// <summary>Everything this project logs: providers and outcomes, never a person, a code, a token or a word of an answer.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Nobody can be sent to {Strategy}: {Why}.")]
    public static partial void CannotDepart(ILogger log, string strategy, string why);

    [LoggerMessage(2, LogLevel.Warning, "What {Strategy} answered does not say who somebody is: {Why}.")]
    public static partial void NotConfirmed(ILogger log, string strategy, string why);

    [LoggerMessage(3, LogLevel.Warning, "{Strategy} did not tell who somebody is: {Why}.")]
    public static partial void NotTold(ILogger log, string strategy, string why);

    [LoggerMessage(4, LogLevel.Information, "Somebody said no at {Strategy}.")]
    public static partial void Denied(ILogger log, string strategy);
}
