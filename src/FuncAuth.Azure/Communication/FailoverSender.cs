using FuncAuth.Messages;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Communication;

/// <summary>
/// Two providers of one channel: where the first does not take a message now, the second is asked at once (SECURITY.md Q05). What the first
/// refuses for good is final: an address that is wrong is wrong everywhere.
/// </summary>
/// <remarks>
/// A first provider that fell silent after it took the message is not told from one that never did, so its message may come twice. Both have
/// the same code, and whoever waits for a code is better served by two than by none.
/// </remarks>
internal sealed class FailoverSender(IMessageSender first, IMessageSender second, ILogger<FailoverSender> log) : IMessageSender
{
    public Channel Channel => first.Channel;

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        var answer = await first.SendAsync(message, ct);
        if (answer is not SendOutcome.Postponed postponed)
            return answer;

        Log.SecondProviderAsked(log, message.Id, postponed.Reason);
        return await second.SendAsync(message, ct) switch
        {
            SendOutcome.Postponed other => new SendOutcome.Postponed(
                $"first provider: {postponed.Reason}; second provider: {other.Reason}", Sooner(postponed.RetryAfter, other.RetryAfter)),
            SendOutcome.Refused other => new SendOutcome.Postponed(
                $"first provider: {postponed.Reason}; second provider refuses it: {other.Reason}", postponed.RetryAfter),
            var outcome => outcome,
        };
    }

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other is null ? null : one < other ? one : other;
}
