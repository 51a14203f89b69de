using FuncAuth.Clients;
using FuncAuth.Messages.Templates;
using FuncAuth.SignUps;
using FuncAuth.Strategies;

namespace FuncAuth.Messages;

/// <summary>Whether a message that waited in a queue is still wanted, and what it says. Pure.</summary>
public static class DeliveryFlow
{
    /// <summary>
    /// Looks at the attempt as it is now: a code that is expired, superseded, spent or answered already is nobody's business any more
    /// (SECURITY.md Q04).
    /// </summary>
    public static Delivery Decide(MessageOrder order, Client? client, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(facts);
        if (client?.SignUp is not { } signUp || signUp.Id != order.SignUp || !signUp.IsOpenAt(facts.Now))
            return new Delivery.Drop("the attempt is over");

        if (signUp.Collected.ContactIn(order.Field) is not { Verification: { } verification } contact || verification.Id != order.Verification)
            return new Delivery.Drop("a later code took its place");

        switch (verification.StatusAt(facts.Now, facts.Instance.Codes))
        {
            case VerificationStatus.Verified:
                return new Delivery.Drop("it is verified");
            case VerificationStatus.Expired:
                return new Delivery.Drop("the code has expired");
            case VerificationStatus.Failed:
                return new Delivery.Drop("the code was answered wrongly too often");
            default:
                break;
        }

        if (facts.Instance.Strategies.Find<IFieldVerifier>(verification.Strategy) is not { } strategy || strategy.Channel != order.Channel)
            return new Delivery.Drop("the strategy is no longer built");

        return SignUpCodes.Derive(signUp, strategy, contact, verification, facts.Codes) is { } code
            ? new Delivery.Send(CodeMessage.Render(
                order.Verification, strategy.Channel, contact.Value, code, facts.Instance, verification.ExpiresAt - facts.Now,
                signUp.Collected.Locale))
            : new Delivery.Drop("the key of the code is gone");
    }
}

/// <summary>What is to become of a message that waited.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>It goes out.</summary>
    public sealed record Send(OutgoingMessage Message) : Delivery;

    /// <summary>It is dropped.</summary>
    /// <param name="Why">For the log; holds nothing of the person.</param>
    public sealed record Drop(string Why) : Delivery;
}
