using Azure;
using Azure.Communication.Email;
using Azure.Identity;
using FuncAuth.Messages;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Communication;

/// <summary>
/// Hands e-mails to Communication Services. The provider knows a repeat by its operation id, so an e-mail that may have gone out can be
/// tried again.
/// </summary>
/// <param name="client">Must not retry by itself; see <see cref="AcsFailure.Once"/>.</param>
/// <param name="from">Whom e-mails come from.</param>
/// <param name="time">For waits that the provider names by their end.</param>
/// <param name="log">Where a recognised repeat is noted.</param>
/// <param name="resume">Picks up what was sent before, to ask about it; a test has its own.</param>
internal sealed class AcsEmailSender(
    EmailClient client, string from, TimeProvider time, ILogger<AcsEmailSender> log, Func<Guid, Operation<EmailSendResult>>? resume = null)
    : IMessageSender
{
    private readonly Func<Guid, Operation<EmailSendResult>> resume = resume ?? (id => new EmailSendOperation(id.ToString(), client));

    public Channel Channel => Channel.Email;

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        var id = OperationId.Of(message.Id);
        try
        {
            // "Started" returns once it is accepted; waiting for the delivery takes up to a minute.
            await client.SendAsync(WaitUntil.Started, Render(message), id, ct);
            return new SendOutcome.Accepted();
        }
        catch (RequestFailedException e) when (e.Status is 400 or 409)
        {
            // That is also the answer to an id that was used before: perhaps to our own last try, whose answer was lost.
            return await AskAsync(message, id, e, ct);
        }
        catch (RequestFailedException e)
        {
            return AcsFailure.ToOutcome(e, time);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new SendOutcome.Postponed("the provider did not answer in time", RetryAfter: null);
        }
        catch (AuthenticationFailedException e)
        {
            return new SendOutcome.Postponed($"the app has no token for the provider ({e.GetType().Name})", RetryAfter: null);
        }
        catch (ArgumentException e)
        {
            // The client library looks at the message before it sends. Its text names the address, so only the kind is told.
            return new SendOutcome.Refused($"the client library does not take the message ({e.GetType().Name})");
        }
    }

    private EmailMessage Render(OutgoingMessage message) =>
        new(
            from,
            new EmailRecipients([new EmailAddress(message.To)]),
            new EmailContent(message.Subject) { PlainText = message.Text, Html = message.Html })
        {
            UserEngagementTrackingDisabled = true, // tracking would lead links through the provider, and a code is nobody's statistics
        };

    /// <summary>What became of the message of that id, if there is one; if not, <paramref name="refusal"/> was the answer to this try.</summary>
    private async Task<SendOutcome> AskAsync(OutgoingMessage message, Guid id, RequestFailedException refusal, CancellationToken ct)
    {
        try
        {
            await resume(id).UpdateStatusAsync(ct);
            Log.RepeatedEmailRecognised(log, message.Id);
            return new SendOutcome.Accepted();
        }
        catch (RequestFailedException e) when (e.Status is >= 200 and < 300)
        {
            // The client library's way to say that the operation is known and has failed for good.
            return new SendOutcome.Refused("the provider took it and could not send it");
        }
        catch (RequestFailedException e) when (e.Status is 404 || (e.Status is not 0 && !AcsFailure.IsPassing(e.Status) && !AcsFailure.IsAboutTheApp(e.Status)))
        {
            // It knows no such message, so the first answer was to this one.
            return new SendOutcome.Refused(AcsFailure.Reason(refusal));
        }
        catch (RequestFailedException e)
        {
            return AcsFailure.ToOutcome(e, time);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new SendOutcome.Postponed("the provider did not say in time what became of it", RetryAfter: null);
        }
        catch (AuthenticationFailedException e)
        {
            return new SendOutcome.Postponed($"the app has no token to ask the provider with ({e.GetType().Name})", RetryAfter: null);
        }
    }
}
