using System.Collections.Immutable;
using System.Diagnostics;
using FuncAuth.Clients;
using FuncAuth.Messages.Templates;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.Messages;

/// <summary>Whether a message that waited in a queue is still wanted, and what it says. Pure.</summary>
public static partial class DeliveryFlow
{
    /// <summary>
    /// Looks at the attempt as it is now: a code that is expired, superseded, spent or answered already is nobody's business any more
    /// (SECURITY.md Q04).
    /// </summary>
    /// <param name="order">What waited.</param>
    /// <param name="client">The client that owns the attempt; null where it is gone.</param>
    /// <param name="facts">The facts of this moment, with the account that the attempt is about.</param>
    public static Delivery Decide(MessageOrder order, Client? client, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(facts);
        return order.Subject switch
        {
            MessageSubject.SignUpCode code => ForSignUp(order, code, client, facts),
            MessageSubject.SignInCode code => ForSignIn(order, code, client, facts),
            MessageSubject.ContactCode code => ForContact(order, code, facts),
            MessageSubject.Notice notice => ForNotice(order, notice, facts),
            _ => throw new UnreachableException(),
        };
    }

    private static Delivery ForSignUp(MessageOrder order, MessageSubject.SignUpCode wanted, Client? client, Facts facts)
    {
        if (client?.SignUp is not { } signUp || signUp.Id != wanted.SignUp || !signUp.IsOpenAt(facts.Now))
            return new Delivery.Drop("the attempt is over");

        if (signUp.Collected.ContactIn(wanted.Field) is not { Verification: { } verification } contact || verification.Id != order.Verification)
            return new Delivery.Drop("a later code took its place");

        // Whoever reads there is told, whatever was answered meanwhile, and gets nothing that somebody could coax out of them (SECURITY.md E03).
        if (facts.Taken.Contains(Identifier.Of(wanted.Field, contact.Value)) && facts.Now < verification.ExpiresAt)
            return ForOwner(wanted.Field, contact.Value, facts);

        if (WhyUnwanted(verification, facts) is { } why)
            return new Delivery.Drop(why);

        if (facts.Instance.Strategies.Find<IFieldVerifier>(verification.Strategy) is not { } strategy || strategy.Channel != order.Channel)
            return new Delivery.Drop("the strategy is no longer built");

        return Render(
            order, contact.Value, SignUpCodes.Derive(signUp, strategy, contact, verification, facts.Codes), verification, signUp.Collected.Locale, facts);
    }

    private static Delivery ForOwner(string field, string value, Facts facts)
    {
        if (facts.Account?.User is not { } owner || owner.ContactsIn(field).FirstOrDefault(own => own.Value == value) is not { } contact)
            return new Delivery.Drop("somebody else is signing up with it");

        return new Delivery.Instead(
            [.. Notices.Of(NoticeKind.SignUpAttempted, owner, facts, contact.Id).OfType<Effect.Send>().Select(notice => notice.Order)],
            "somebody has an account with it, and is told");
    }

    private static Delivery ForSignIn(MessageOrder order, MessageSubject.SignInCode wanted, Client? client, Facts facts)
    {
        if (client?.SignIn is not { } signIn || signIn.Id != wanted.SignIn || !signIn.IsOpenAt(facts.Now))
            return new Delivery.Drop("the attempt is over");

        var (proof, isSecond) = signIn.State switch
        {
            SignInState.NeedsFirstFactor first => (first.Proof, false),
            SignInState.NeedsSecondFactor second => (second.Proof, true),
            _ => (null, false),
        };
        if (proof?.Verification is not { } verification || verification.Id != order.Verification)
            return new Delivery.Drop("a later code took its place");

        if (WhyUnwanted(verification, facts) is { } why)
            return new Delivery.Drop(why);

        if (facts.Instance.Strategies.Find<ICodeStrategy>(verification.Strategy) is not { } strategy || strategy.Channel != order.Channel)
            return new Delivery.Drop("the strategy is no longer built");

        return SignInFactors.Destination(proof, isSecond, facts.Account?.User) is { } destination
            ? Render(
                order, destination.Value, SignInCodes.Derive(signIn, isSecond, strategy, destination.Value, verification, facts.Codes), verification,
                facts.Account?.User?.Locale, facts)
            : new Delivery.Drop("there is nobody to send it to");
    }

    private static string? WhyUnwanted(Verification verification, Facts facts) => verification.StatusAt(facts.Now, facts.Instance.Codes) switch
    {
        VerificationStatus.Verified => "it is verified",
        VerificationStatus.Expired => "the code has expired",
        VerificationStatus.Failed => "the code was answered wrongly too often",
        _ => null,
    };

    private static Delivery Render(MessageOrder order, string to, Secret? code, Verification verification, string? locale, Facts facts) => code is null
        ? new Delivery.Drop("the key of the code is gone")
        : new Delivery.Send(CodeMessage.Render(
            order.Verification, order.Channel, to, code, facts.Instance, verification.ExpiresAt - facts.Now, locale));
}

/// <summary>What is to become of a message that waited.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>It goes out.</summary>
    public sealed record Send(OutgoingMessage Message) : Delivery;

    /// <summary>Others go out in its place, each on its own way.</summary>
    /// <param name="Orders">What is to be queued; nothing where nobody is to be told.</param>
    /// <param name="Why">For the log; holds nothing of the person.</param>
    public sealed record Instead(ImmutableArray<MessageOrder> Orders, string Why) : Delivery;

    /// <summary>It is dropped.</summary>
    /// <param name="Why">For the log; holds nothing of the person.</param>
    public sealed record Drop(string Why) : Delivery;
}
