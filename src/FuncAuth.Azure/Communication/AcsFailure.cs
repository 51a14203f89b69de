using System.Globalization;
using System.Net.Http.Headers;
using Azure;
using Azure.Core;
using FuncAuth.Messages;

namespace FuncAuth.Azure.Communication;

/// <summary>
/// What a failed call to Communication Services means for the message. Speaks of status and error code only: the text of an answer may
/// hold the destination.
/// </summary>
internal static class AcsFailure
{
    /// <summary>Calls have so long; more than a slow answer needs, and well within the minute that a function has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int LongestCode = 64;

    /// <summary>Whether trying again later may help: throttled, too slow, out of order.</summary>
    public static bool IsPassing(int status) => status is 408 or 429 or >= 500;

    /// <summary>
    /// Whether it is the app that was not let in, or the sender's domain or number that is not there (404 to a call is never about whom it
    /// is for). That is no word on the message: a role takes minutes to take effect, and a message that is tried in vain ends where
    /// operators see it.
    /// </summary>
    public static bool IsAboutTheApp(int status) => status is 401 or 403 or 404;

    /// <summary>The outcome of an error that the provider answered, or of no answer at all where a repeat does no harm.</summary>
    public static SendOutcome ToOutcome(RequestFailedException e, TimeProvider time) =>
        e.Status == 0 ? new SendOutcome.Postponed("the provider cannot be reached", RetryAfter: null)
        : IsPassing(e.Status) || IsAboutTheApp(e.Status) ? new SendOutcome.Postponed(Reason(e), RetryAfter(e.GetRawResponse(), time))
        : new SendOutcome.Refused(Reason(e));

    public static string Reason(RequestFailedException e) => Reason(e.Status, e.ErrorCode);

    public static string Reason(int status, string? code = null)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"the provider answered {status}");

        // A code is one word of letters. Whatever else stands there was made up for the occasion and may hold the destination.
        return code is { Length: > 0 and <= LongestCode } && code.All(char.IsAsciiLetter) ? $"{answer} {code}" : answer;
    }

    /// <summary>How long the provider asks to wait; null where it does not say.</summary>
    private static TimeSpan? RetryAfter(Response? response, TimeProvider time)
    {
        if (response is null
            || !response.Headers.TryGetValue("Retry-After", out var text)
            || !RetryConditionHeaderValue.TryParse(text, out var value))
            return null;

        var wait = value.Delta ?? value.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>No tries of its own: the queue tries again, and the client library would sit out a Retry-After of an hour.</summary>
    public static T Once<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = Patience;
        return options;
    }
}
