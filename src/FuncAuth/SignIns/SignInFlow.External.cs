using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.SignIns;

/// <content>Out to an external provider and back, and what a sign-up that met an account leaves to a sign-in (Frontend API, 6.3).</content>
public static partial class SignInFlow
{
    /// <summary>
    /// An answer came for the way <paramref name="verification"/>, and this request is the one that asks the provider what it is worth. Refused with
    /// <see cref="OAuthErrors.CallbackInvalid"/> and nothing changed where that is not awaited, or another request is at it; done again it is accepted unchanged.
    /// </summary>
    public static Decision<SignIn> Claim(Client? client, VerificationId verification, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (client?.SignIn is not { State: SignInState.NeedsIdentifier, External: { } way } signIn || !signIn.IsOpenAt(facts.Now)
            || way.Verification.Id != verification || way.ClaimedBy(facts) is not { } claimed)
            return Refuse(client, OAuthErrors.CallbackInvalid);

        return ReferenceEquals(claimed, way) ? new Decision<SignIn>(client, signIn, [], []) : Accept(client, signIn with { External = claimed }, facts, []);
    }

    /// <summary>
    /// What the provider said is in the facts, and with it the account that may be meant. What went wrong is told inside the verification, so such a
    /// decision is accepted; only an answer that is not this request's is refused, with <see cref="OAuthErrors.CallbackInvalid"/> and nothing changed.
    /// </summary>
    public static Decision<SignIn> Return(Client? client, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (client?.SignIn is not { State: SignInState.NeedsIdentifier, External: { } way } signIn || !signIn.IsOpenAt(facts.Now)
            || !way.IsReturningBy(facts) || facts.External?.For != way.Verification.Id)
            return Refuse(client, OAuthErrors.CallbackInvalid);

        if (way.Told(facts, out var untold) is not { } identity)
            return Fail(untold!);

        if (AlreadySignedIn(client, facts))
            return Fail(AuthErrors.SessionExists);

        var (user, linking) = Meant(identity, facts);
        if (WhyNotLinked(linking, identity, facts) is { } why)
            return Fail(why);

        // It waits for a sign-up to take it over, and whoever planted the cookie that came shall not be the one who does (SECURITY.md S01).
        if (user is null || !linking.Enters())
            return Accept(client.WithNewToken(facts), signIn with { External = way.Proving(identity, isTransferable: true, facts.Now) }, facts, []);

        return AlreadySignedIn(client, user.Id, facts) is not null
            ? Fail(AuthErrors.SessionExists)
            : EnterByProvider(client, signIn with { External = way.Proving(identity, isTransferable: false, facts.Now) }, linking, user, facts);

        Decision<SignIn> Fail(AuthError error) => Accept(client, signIn with { External = way.Failing(error) }, facts, []);
    }

    /// <summary>The way out to a provider. While nobody has asked where that is, it is a look ahead: accepted, and the client as it came.</summary>
    private static Decision<SignIn> LeadOut(Client? client, SignInForm form, IExternalFactor strategy, Facts facts)
    {
        if (ExternalRoute.Read(
            form.RedirectUrl, form.ActionCompleteRedirectUrl, form.WishToPassOn, facts.Instance, facts.PageOrigin, out var route) is { IsEmpty: false } faults)
            return Decision.Refuse<SignIn>(client, faults);

        var signIn = Begin(null, null, new SignInState.NeedsIdentifier(), facts);
        if (facts.Departure is ExternalDeparture.Refused refused)
            return Refuse(client, refused.Why);
        if (facts.Departure is not ExternalDeparture.To departure)
            return new Decision<SignIn>(client, signIn, [], []);

        var away = signIn with { External = ExternalProof.Begin(strategy.Name, route, departure, facts) };
        return Decision.Accept(Own(client, facts).Beginning(away).ChangedAt(facts.Now), away);
    }

    /// <summary>A new sign-in by what a provider said to the client's sign-up, which is gone then.</summary>
    private static Decision<SignIn> TakeOver(Client? client, Facts facts)
    {
        if (ExternalTransfer.ToSignIn(client, facts.Now) is not { Identity: { } identity } way)
            return Refuse(client, AuthErrors.AccountTransferInvalid);

        if (facts.Instance.Strategies.Find<IExternalFactor>(way.Strategy) is null)
            return Refuse(client, OAuthErrors.ProviderNotEnabled);

        var (user, linking) = Meant(identity, facts);
        if (WhyNotLinked(linking, identity, facts) is { } why)
            return Refuse(client, why);
        if (user is null || !linking.Enters())
            return Refuse(client, OAuthErrors.AccountNotFound);
        if (AlreadySignedIn(client, user.Id, facts) is { } session)
            return Refuse(client, AuthErrors.IdentifierAlreadySignedIn(session.Id.Value));

        var signIn = Begin(null, null, new SignInState.NeedsIdentifier(), facts) with { External = way.TakenOver() };

        // What was proven before the owner shut everybody out proves no more. Of an account that changes hands nobody has done that but who planted it.
        if (linking is not ExternalLinking.HandsOver && IsShutOut(signIn, way.Verification.VerifiedAt, user))
            return Refuse(client, AuthErrors.ResourceForbidden);

        return EnterByProvider(client!.WithoutSignUp().Beginning(signIn), signIn, linking, user, facts);
    }

    private static Decision<SignIn> EnterByProvider(Client client, SignIn signIn, ExternalLinking linking, User user, Facts facts)
    {
        var way = signIn.External!;
        var (identified, first) = (signIn with { User = user.Id }, new FactorProof(way.Verification));
        if (linking is not ExternalLinking.HandsOver)
            return Enter(client, identified, first, user, facts);

        var contact = user.ContactsIn(Fields.EmailAddress).First(own => own.Value == way.Identity!.VerifiedAddress && !own.IsPending);
        var proof = ExternalFields.Vouched(way.Strategy, facts);
        return HandOver(client, identified, first, user, contact with { Verification = proof }, facts);
    }

    /// <summary>
    /// The account goes to whoever has proven <paramref name="proven"/>, and what was planted in it goes (SECURITY.md F07). There is no second factor: who
    /// has proven nothing has none.
    /// </summary>
    private static Decision<SignIn> HandOver(Client client, SignIn signIn, FactorProof first, User user, UserContact proven, Facts facts)
    {
        var owned = user.HandedOver(proven, SessionId.From(signIn.Id.Value), facts.Now);
        if (IdentityBehind(signIn, first) is { } identity)
        {
            owned = owned with
            {
                FirstName = ExternalFields.NameOf(identity.FirstName, facts.Instance.Attributes.FirstName),
                LastName = ExternalFields.NameOf(identity.LastName, facts.Instance.Attributes.LastName),
            };
        }

        owned = owned.ChangedAt(facts.Now);
        var entered = Complete(client, signIn, first, null, owned, facts);
        return entered with
        {
            Effects =
            [
                .. entered.Effects,
                .. user.LostTo(owned).Select(lost => new Effect.Release(lost, user.Id)),
                .. user.Password is null ? [] : Notices.Of(NoticeKind.PasswordRemoved, owned, facts),
            ],
        };
    }

    /// <summary>
    /// The user with the account at the provider by which the sign-in was proven: linked where it was not, and as the provider last described it. Only here,
    /// when nothing is left to prove.
    /// </summary>
    private static LinkedUser Linked(SignIn signIn, FactorProof first, User user, Facts facts)
    {
        if (IdentityBehind(signIn, first) is not { } identity)
            return new LinkedUser(user, [], []);

        var linked = user.Linking(identity, facts.Now);
        return user.Has(identity)
            ? new LinkedUser(linked.IsDescribedAs(user) ? linked : linked.ChangedAt(facts.Now), [], [])
            : new LinkedUser(
                linked.ChangedAt(facts.Now), [new Effect.Claim(identity.Identifier, user.Id)], Notices.Of(NoticeKind.ExternalAccountConnected, user, facts));
    }

    /// <summary>Who a provider said that the person is, where that is what <paramref name="first"/> was proven by; else null.</summary>
    private static ExternalIdentity? IdentityBehind(SignIn signIn, FactorProof first) =>
        signIn.External is { Identity: { } identity } way && way.Verification.Id == first.Verification.Id ? identity : null;

    private static (User? User, ExternalLinking Linking) Meant(ExternalIdentity identity, Facts facts) =>
        (facts.Account?.User, identity.To(facts.Account?.User, facts.Instance));

    private static AuthError? WhyNotLinked(ExternalLinking linking, ExternalIdentity identity, Facts facts) =>
        linking is ExternalLinking.Linkable or ExternalLinking.HandsOver && facts.Taken.Contains(identity.Identifier) ? OAuthErrors.IdentificationClaimed
        : linking.WhyNot();

    /// <summary>Whether what a provider said is worth nothing any more for that user: unlinked, or no longer to be linked, or the provider is off.</summary>
    private static bool IsGone(ExternalIdentity identity, User user, Facts facts)
    {
        var linking = identity.To(user, facts.Instance);
        return facts.Instance.Strategies.Find<IExternalFactor>(identity.Strategy) is null
            || linking is not (ExternalLinking.Known or ExternalLinking.Linkable) || WhyNotLinked(linking, identity, facts) is not null;
    }

    // Not by this very sign-in, which is decided again.
    private static bool IsShutOut(SignIn signIn, DateTimeOffset? proven, User user) =>
        proven < user.Password?.UpdatedAt || (proven < user.SessionsCut?.At && user.SessionsCut.Kept != SessionId.From(signIn.Id.Value));

    /// <summary>A user whose account at a provider is linked, and what has to happen before and after it is saved.</summary>
    private sealed record LinkedUser(User User, ImmutableArray<Effect> Before, ImmutableArray<Effect> After);
}
