using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure;

/// <summary>Everything this project logs: ids and outcomes, never an identifier, a destination or a code.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "A write of client {Client} met itself: its first answer was lost (request {Request}).")]
    public static partial void OwnWriteRecognised(ILogger log, ClientId client, string request);

    [LoggerMessage(11, LogLevel.Information, "A write of user {User} met itself: its first answer was lost (request {Request}).")]
    public static partial void OwnWriteOfUserRecognised(ILogger log, UserId user, string request);

    [LoggerMessage(3, LogLevel.Information, "User {User} exists and has changed since it was created: left as it is.")]
    public static partial void UserLeftAsItIs(ILogger log, UserId user);

    [LoggerMessage(4, LogLevel.Information, "A dead claim of {Former} on its {Kind} was taken over by {User}.")]
    public static partial void DeadClaimTakenOver(ILogger log, UserId former, string kind, UserId user);

    [LoggerMessage(5, LogLevel.Information, "E-mail {Message} had been accepted before: it was not sent a second time.")]
    public static partial void RepeatedEmailRecognised(ILogger log, string message);

    [LoggerMessage(6, LogLevel.Warning, "SMS {Message} got no answer and may have gone out: it is not tried again.")]
    public static partial void SmsOutcomeUnknown(ILogger log, string message);

    [LoggerMessage(7, LogLevel.Warning, "The range service of leaked passwords answered {Status}.")]
    public static partial void RangeServiceRefused(ILogger log, int status);

    [LoggerMessage(8, LogLevel.Warning, "The range service of leaked passwords answered something else than a range.")]
    public static partial void RangeServiceUnreadable(ILogger log);

    [LoggerMessage(9, LogLevel.Warning, "The range service of leaked passwords did not answer ({Fault}).")]
    public static partial void RangeServiceDown(ILogger log, string fault);

    [LoggerMessage(10, LogLevel.Warning, "E-mail {Message} goes to the second provider, because of the first: {Why}.")]
    public static partial void SecondProviderAsked(ILogger log, string message, string why);

    [LoggerMessage(20, LogLevel.Information, "Swept away: {Removed}. Pages: {Pages}. Through with all tables: {IsThrough}.")]
    public static partial void Swept(ILogger log, string removed, int pages, bool isThrough);

    [LoggerMessage(21, LogLevel.Information, "Another run of the sweeper has gone on: this one ends.")]
    public static partial void SweptByAnother(ILogger log);

    [LoggerMessage(22, LogLevel.Warning, "Partition {Partition} of {Table} is left as it is: {Why}")]
    public static partial void NotSwept(ILogger log, string table, string partition, string why);

    [LoggerMessage(23, LogLevel.Warning, "The sweeper begins with {Table} again: where it was is not understood any more.")]
    public static partial void SweepBeginsTableAgain(ILogger log, string table);
}
