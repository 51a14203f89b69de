using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.SignUps;

/// <content>Out to an external provider and back, and what a sign-in that met nobody leaves to a sign-up (Frontend API, 6.3).</content>
public static partial class SignUpFlow
{
    /// <summary>
    /// An answer came for the way <paramref name="verification"/>, and this request is the one that asks the provider what it is worth. Refused with
    /// <see cref="OAuthErrors.CallbackInvalid"/> and nothing changed where that is not awaited, or another request is at it; done again it is accepted unchanged.
    /// </summary>
    public static Decision<SignUp> Claim(Client? client, VerificationId verification, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (client?.SignUp is not { Collected.External: { } way } signUp || !signUp.IsOpenAt(facts.Now)
            || way.Verification.Id != verification || way.ClaimedBy(facts) is not { } claimed)
            return Decision.Refuse<SignUp>(client, OAuthErrors.CallbackInvalid);

        return ReferenceEquals(claimed, way) ? Unchanged(client, signUp) : Save(client, signUp, claimed, facts);
    }

    /// <summary>
    /// What the provider said is in the facts, with the account that may be meant and whose the identifiers are that it brings
    /// (<see cref="ExternalFields.Brought"/>). It fills blanks and may complete the sign-up. What went wrong is told inside the verification, so such a decision
    /// is accepted; only an answer that is not this request's is refused, with <see cref="OAuthErrors.CallbackInvalid"/> and nothing changed.
    /// </summary>
    public static Decision<SignUp> Return(Client? client, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (client?.SignUp is not { Collected.External: { } way } signUp || !signUp.IsOpenAt(facts.Now)
            || !way.IsReturningBy(facts) || facts.External?.For != way.Verification.Id)
            return Decision.Refuse<SignUp>(client, OAuthErrors.CallbackInvalid);

        if (way.Told(facts, out var untold) is not { } identity)
            return Fail(untold!);

        if (AlreadySignedIn(client, facts))
            return Fail(AuthErrors.SessionExists);

        // It waits for a sign-in to take it over, and whoever planted the cookie that came shall not be the one who does (SECURITY.md S01).
        if (identity.To(facts.Account?.User, facts.Instance).Enters())
            return Save(client.WithNewToken(facts), signUp, way.Proving(identity, isTransferable: true, facts.Now), facts);

        var taken = Take(client, client, signUp, way.Proving(identity, isTransferable: false, facts.Now), facts);
        return taken.IsAccepted ? taken : Fail(taken.Errors[0]);

        Decision<SignUp> Fail(AuthError error) => Save(client, signUp, way.Failing(error), facts);
    }

    /// <summary>The way out to a provider. While nobody has asked where that is, it is a look ahead: accepted, and the client as it came.</summary>
    private static Decision<SignUp> LeadOut(Client? before, Client client, SignUp signUp, string strategy, ExternalRoute route, Facts facts) =>
        facts.Departure switch
        {
            ExternalDeparture.Refused refused => Decision.Refuse<SignUp>(before, refused.Why),
            ExternalDeparture.To departure => Save(client, signUp, ExternalProof.Begin(strategy, route, departure, facts), facts),
            _ => new Decision<SignUp>(before, signUp, [], []),
        };

    private static AuthError? WhyNotTakenOver(Client? client, Facts facts) =>
        ExternalTransfer.ToSignUp(client, facts.Now) is not { Identity: { } identity } way ? AuthErrors.AccountTransferInvalid
        : facts.Instance.Strategies.Find<IExternalFactor>(way.Strategy) is null ? OAuthErrors.ProviderNotEnabled
        : identity.To(facts.Account?.User, facts.Instance).Enters() ? OAuthErrors.AccountExists
        : null;

    /// <summary>A new sign-up by what a provider said to the client's sign-in, which is gone then.</summary>
    private static Decision<SignUp> TakeOver(Client client, SignUp signUp, Facts facts) =>
        Take(client, client.WithoutSignIn().Beginning(signUp), signUp, ExternalTransfer.ToSignUp(client, facts.Now)!.TakenOver(), facts);

    /// <summary>
    /// What a provider said becomes part of the sign-up, which may complete by it. Where it does not, the cookie is another one: whoever planted the one that
    /// came may not go on with what was proven (SECURITY.md S01).
    /// </summary>
    private static Decision<SignUp> Take(Client before, Client client, SignUp signUp, ExternalProof proven, Facts facts)
    {
        var filled = signUp.Collected.FilledFrom(proven.Identity!, facts, out var why);
        if (why is not null)
            return Decision.Refuse<SignUp>(before, why);

        var settled = Settle(before, client, signUp with { Collected = filled with { External = proven } }, facts);
        return settled is { IsAccepted: true, Subject.State: SignUpState.Gathering } ? settled with { Next = settled.Next!.WithNewToken(facts) } : settled;
    }

    private static Decision<SignUp> Save(Client client, SignUp signUp, ExternalProof way, Facts facts)
    {
        var next = signUp with { Collected = signUp.Collected with { External = way } };
        return Decision.Accept((client with { SignUp = next }).ChangedAt(facts.Now), next);
    }
}
