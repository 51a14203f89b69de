using Azure;
using Azure.Communication.Sms;
using Azure.Identity;
using FuncAuth.Messages;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Communication;

/// <summary>
/// Hands SMS to Communication Services. A repeat cannot be recognised there, so an SMS that may have gone out is not tried again:
/// whoever misses it asks for another.
/// </summary>
/// <param name="client">Must not retry by itself; see <see cref="AcsFailure.Once"/>.</param>
/// <param name="from">A number in E.164, a short code or an alphanumeric sender.</param>
/// <param name="time">For waits that the provider names by their end.</param>
/// <param name="log">Where an SMS is noted of which nobody knows whether it went out.</param>
internal sealed class AcsSmsSender(SmsClient client, string from, TimeProvider time, ILogger<AcsSmsSender> log) : IMessageSender
{
    public Channel Channel => Channel.Sms;

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            var answer = await client.SendAsync(from, [message.To], message.Text, new SmsSendOptions(enableDeliveryReport: false), ct);
            return Judge(answer.Value);
        }
        catch (RequestFailedException e) when (e.Status is 0 && !NeverLeft(e))
        {
            return Unknown(message);
        }
        catch (RequestFailedException e)
        {
            return AcsFailure.ToOutcome(e, time);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Unknown(message);
        }
        catch (AuthenticationFailedException e)
        {
            return new SendOutcome.Postponed($"the app has no token for the provider ({e.GetType().Name})", RetryAfter: null);
        }
        catch (ArgumentException e)
        {
            return new SendOutcome.Refused($"the client library does not take the message ({e.GetType().Name})");
        }
    }

    /// <summary>The call succeeds although a recipient failed: each result has its own status.</summary>
    private static SendOutcome Judge(IReadOnlyList<SmsSendResult> results)
    {
        // Of no result we know nothing, and a second SMS is worse than none.
        if (results.Count == 0)
            return new SendOutcome.Refused("the provider did not say what became of it");

        return results.FirstOrDefault(result => !result.Successful) switch
        {
            null => new SendOutcome.Accepted(),
            { HttpStatusCode: var status } when AcsFailure.IsPassing(status) =>
                new SendOutcome.Postponed(AcsFailure.Reason(status), RetryAfter: null),
            { HttpStatusCode: var status } => new SendOutcome.Refused(AcsFailure.Reason(status)),
        };
    }

    private SendOutcome.Refused Unknown(OutgoingMessage message)
    {
        Log.SmsOutcomeUnknown(log, message.Id);
        return new SendOutcome.Refused("the provider did not answer, and a repeat could not be recognised");
    }

    // No connection, no message. Anything later may have reached the provider.
    private static bool NeverLeft(RequestFailedException e) => e.InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };
}
