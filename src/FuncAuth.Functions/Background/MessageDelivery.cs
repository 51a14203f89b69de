using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using FuncAuth.Functions.Pipeline;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Users;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Background;

/// <summary>
/// Delivers what waited in a queue. A queue delivers at least once and in no order: what is sent already, or no longer wanted, is
/// dropped; what the provider cannot take now is thrown back to the queue, which tries again.
/// </summary>
public sealed class MessageDelivery(
    Instance instance, TimeProvider time, OneTimeCodes codes, IClientStore clients, IUserStore users, IIdentifierStore identifiers,
    IDeliveryStore deliveries, IMessageQueue queue, IEnumerable<IMessageSender> senders, DeliveryTries tries, ILogger<MessageDelivery> log)
{
    /// <summary>
    /// How long a claim to send holds before another delivery may take over: longer than a function may run. E-mail only: its provider
    /// recognises a repeat by its id. SMS has no such id, so a crash in the middle loses a message rather than doubling it.
    /// </summary>
    private static readonly TimeSpan EmailLease = TimeSpan.FromMinutes(2);

    /// <summary>How long another delivery of the same message is waited for before each further look.</summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(1)];

    /// <summary>Delivers <paramref name="order"/>, if it is still wanted.</summary>
    /// <param name="order">What waited.</param>
    /// <param name="attempt">The how-manieth time the queue brings it, from 1.</param>
    /// <param name="ct">Ends it when the host does.</param>
    /// <exception cref="DeliveryPostponedException">It could not be sent now: the queue is to bring it again.</exception>
    public async Task DeliverAsync(MessageOrder order, long attempt, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        try
        {
            await DeliverAsync(order, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Said here, because here it is known what the message was: the host tells only that a function failed, and with what.
            var why = e is DeliveryPostponedException ? e.Message : $"an unforeseen {e.GetType().Name}";
            if (attempt < tries.Most)
                Log.MessagePostponed(log, order.Channel, order.Verification.Value, attempt, tries.Most, why);
            else
                Log.MessageSetAside(log, order.Channel, order.Verification.Value, tries.Most, why);
            throw;
        }
    }

    private async Task DeliverAsync(MessageOrder order, CancellationToken ct)
    {
        using var traced = DeliveryTelemetry.Begin(order);
        var sender = senders.FirstOrDefault(candidate => candidate.Channel == order.Channel)
            ?? throw new DeliveryPostponedException($"No sender is configured for {order.Channel}.");

        var facts = new Facts
        {
            Instance = instance,
            Now = time.GetUtcNow(),
            Entropy = new Entropy(RandomNumberGenerator.GetBytes(Entropy.SeedLength)),
            Codes = codes,
            TraceParent = order.TraceParent,
        };
        var client = order.Subject switch
        {
            MessageSubject.SignUpCode code => await clients.FindAsync(code.Client, ct),
            MessageSubject.SignInCode code => await clients.FindAsync(code.Client, ct),
            _ => null,
        };
        var user = order.Subject switch
        {
            MessageSubject.SignInCode => client?.Value.SignIn?.User,
            MessageSubject.ContactCode code => code.User,
            MessageSubject.Notice notice => notice.User,
            _ => null,
        };
        if (user is { } id)
            facts = facts with { Account = new Account((await users.FindAsync(id, ct))?.Value) };
        if (order.Subject is MessageSubject.ContactCode added)
            facts = facts with { Taken = await TakenAsync(added, facts, ct) };
        if (order.Subject is MessageSubject.SignUpCode wanted && instance.Hides(wanted.Field))
            facts = await OwnerAsync(wanted, client?.Value.SignUp, facts, ct);

        switch (DeliveryFlow.Decide(order, client?.Value, facts))
        {
            case Delivery.Drop drop:
                Log.MessageDropped(log, order.Verification.Value, drop.Why);
                return;
            case Delivery.Instead instead:
                foreach (var other in instead.Orders)
                    await queue.EnqueueAsync(other, ct);
                Log.MessageDropped(log, order.Verification.Value, instead.Why);
                return;
            case Delivery.Send send:
                await DeliverOnceAsync(sender, send.Message, order, facts.Now, ct);
                return;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The contact that a code is for, where it is somebody else's.</summary>
    private async Task<ImmutableHashSet<Identifier>> TakenAsync(MessageSubject.ContactCode code, Facts facts, CancellationToken ct) =>
        facts.Account?.User is { } user && code.FindIn(user) is { } contact
        && await identifiers.FindOwnerAsync(contact.Identifier, ct) is { } owner && owner != user.Id ? [contact.Identifier] : [];

    /// <summary>The account that has the contact of a sign-up already: its owner is told, and the one who signs up is not.</summary>
    private async Task<Facts> OwnerAsync(MessageSubject.SignUpCode code, SignUp? signUp, Facts facts, CancellationToken ct)
    {
        if (signUp?.Collected.ContactIn(code.Field) is not { } contact)
            return facts;

        var identifier = Identifier.Of(code.Field, contact.Value);
        return await identifiers.FindOwnerAsync(identifier, ct) is { } owner && owner != UserId.From(signUp.Id.Value)
            ? facts with { Taken = [identifier], Account = new Account((await users.FindAsync(owner, ct))?.Value) }
            : facts;
    }

    private async Task DeliverOnceAsync(IMessageSender sender, OutgoingMessage message, MessageOrder order, DateTimeOffset now, CancellationToken ct)
    {
        var lease = order.Channel is Channel.Email ? EmailLease : (TimeSpan?)null;
        var claim = await deliveries.ClaimAsync(order.Verification, now, lease, ct);

        // Word of a change may have been asked for twice in one moment: then one waits for the other, and not for the queue to bring it again.
        for (var look = 0; claim is DeliveryClaim.UnderWay && lease is not null && look < Looks.Length; look++)
        {
            await Task.Delay(Looks[look], ct);
            claim = await deliveries.ClaimAsync(order.Verification, now, lease, ct);
        }

        switch (claim)
        {
            case DeliveryClaim.AlreadySent:
                Log.MessageDropped(log, message.Id, "it was sent already");
                return;
            case DeliveryClaim.UnderWay when lease is null:
                Log.MessageDropped(log, message.Id, "its delivery began before and was not heard of again; a repeat could not be told from a first one");
                return;
            case DeliveryClaim.UnderWay:
                throw new DeliveryPostponedException("Another delivery of this message is under way.");
            default:
                await SendAsync(sender, message, order.Verification, ct);
                return;
        }
    }

    private async Task SendAsync(IMessageSender sender, OutgoingMessage message, VerificationId id, CancellationToken ct)
    {
        switch (await AskAsync(sender, message, id, ct))
        {
            case SendOutcome.Accepted:
                await deliveries.SettleAsync(id, time.GetUtcNow(), CancellationToken.None);
                Log.MessageSent(log, sender.Channel, message.Id);
                return;
            case SendOutcome.Refused refused:
                await deliveries.SettleAsync(id, time.GetUtcNow(), CancellationToken.None);
                Log.MessageRefused(log, sender.Channel, message.Id, refused.Reason);
                return;
            case SendOutcome.Postponed postponed:
                await deliveries.ReleaseAsync(id, CancellationToken.None);
                throw new DeliveryPostponedException(postponed.RetryAfter is { } wait
                    ? string.Create(CultureInfo.InvariantCulture, $"{postponed.Reason}, and asks to wait {wait.TotalSeconds:0} s")
                    : postponed.Reason);
            default:
                throw new UnreachableException();
        }
    }

    // A sender that breaks down leaves open whether the message went out. E-mail may go out again, under the same id; an SMS may not. What
    // it said is not passed on, for the host would log it: it may hold the address or the code. Where it was is enough to find the fault.
    private async Task<SendOutcome> AskAsync(IMessageSender sender, OutgoingMessage message, VerificationId id, CancellationToken ct)
    {
        using var traced = DeliveryTelemetry.Send(sender.Channel);
        try
        {
            return traced.Done(await sender.SendAsync(message, ct));
        }
        catch (Exception e)
        {
            if (sender.Channel is Channel.Email)
                await deliveries.ReleaseAsync(id, CancellationToken.None);
            if (e is OperationCanceledException && ct.IsCancellationRequested)
                throw;

            Log.SenderBroke(log, sender.Channel, message.Id, e.GetType().FullName, e.StackTrace);
            throw new DeliveryPostponedException($"the sender broke down with an unforeseen {e.GetType().Name}");
        }
    }
}

/// <summary>A message could not be sent now. Thrown on purpose: a failed queue function is how the queue learns to bring it again.</summary>
public sealed class DeliveryPostponedException(string reason) : Exception(reason);
