using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.SignIns;

/// <content>What the steps look at before they do anything.</content>
public static partial class SignInFlow
{
    /// <summary>
    /// Why a step on a factor is not possible, whoever asks for it and whatever it is: the attempt, the strategy, where the attempt stands, and who is
    /// signed in already, in this order. Null where it is, and then <paramref name="asked"/> says what it is about.
    /// </summary>
    private static AuthError? Ask(Client? client, SignInId id, string? strategy, bool isSecond, Facts facts, out Asked asked)
    {
        asked = null!;
        if (WhyNotOpen(client, id, facts) is { } closed)
            return closed;

        // What a provider proves is neither prepared nor attempted here.
        IEnumerable<IStrategy> allowed = isSecond
            ? facts.Instance.SecondFactorStrategies() : facts.Instance.FirstFactorStrategies().Where(first => first is not IExternalFactor);
        if (Find(strategy, allowed, out var found) is { } unknown)
            return unknown;

        var signIn = client!.SignIn!;
        if (isSecond ? signIn.State is not SignInState.NeedsSecondFactor : signIn.State is not SignInState.NeedsFirstFactor)
            return AuthErrors.ClientStateInvalid;

        // Identified by what is the account's no more. Where nobody may learn that, it goes on as if there never had been an account.
        if (signIn.User is not null && facts.Account?.User is null && !facts.Instance.SignIns.HidesAccounts)
            return AuthErrors.ResourceForbidden;
        if (signIn.State is SignInState.NeedsSecondFactor { First: var first } && WhyStale(signIn, first, facts) is { } stale)
            return stale;

        asked = Asked.Of(client, signIn, found, facts);
        return WhySignedIn(client, signIn, facts);
    }

    // Before anything is compared: an answer that a comparison was behind would have to be counted.
    private static AuthError? WhySignedIn(Client client, SignIn signIn, Facts facts) =>
        AlreadySignedIn(client, facts) ? AuthErrors.SessionExists
        : signIn.User is { } user && AlreadySignedIn(client, user, facts) is { } session ? AuthErrors.IdentifierAlreadySignedIn(session.Id.Value)
        : null;

    /// <summary>
    /// Why a first factor that was proven earlier is worth nothing any more: its identifier, contact or account at a provider is no longer the account's, or
    /// its owner has changed the password or ended all other sessions since, to keep out whoever could have proven it. Null where it still counts.
    /// </summary>
    private static AuthError? WhyStale(SignIn signIn, FactorProof first, Facts facts)
    {
        if (facts.Account?.User is not { } user)
            return AuthErrors.ResourceForbidden;

        var proven = first.Verification.VerifiedAt;
        var isGone = IdentityBehind(signIn, first) is { } identity ? IsGone(identity, user, facts)
            : first.Contact is not null ? SignInFactors.Destination(first, isSecond: false, user) is null
            : first.Verification.Strategy is PasswordStrategy.StrategyName && user.Password is null;
        return isGone || proven < user.Password?.UpdatedAt || proven < user.SessionsCut?.At ? AuthErrors.ResourceForbidden : null;
    }

    /// <summary>The same for the right to set a new password, which is worth no more than the code that it was proven by, and for as long.</summary>
    private static AuthError? WhyNoLongerReset(SignIn signIn, FactorProof first, User user, Facts facts) =>
        IsSetBy(facts, user) ? null
        : user.Password is null || facts.Now >= first.Verification.VerifiedAt + facts.Instance.Codes.Lifetime ? AuthErrors.ResourceForbidden
        : WhyStale(signIn, first, facts);

    // By this very request, which is decided again: of no other one the hash could be the same, for it has a salt.
    private static bool IsSetBy(Facts facts, User user) => facts.PasswordHash is { } hash && user.Password?.Hash == hash;

    private static Misses MissesOf(Client client, Facts facts) =>
        facts.Account?.User is { } user ? AccountMisses.Of(client, user, facts) : facts.Account?.StrayMisses ?? Misses.None;

    private static AuthError? WhyNotAnswerable(FactorProof? proof, IStrategy strategy, Facts facts) =>
        proof is null ? AuthErrors.VerificationMissing
        : proof.Verification.Strategy != strategy.Name ? AuthErrors.VerificationStrategyInvalid
        : proof.Verification.WhyClosed(facts.Now, facts.Instance.Codes);

    private static AuthError? WhyNotOpen(Client? client, SignInId id, Facts facts) =>
        client?.SignIn is { } signIn && signIn.Id == id
            ? signIn.State is SignInState.Complete ? AuthErrors.ClientStateInvalid : signIn.IsOpenAt(facts.Now) ? null : AuthErrors.ResourceForbidden
            : client is not null && client.ReplacedSignIns.Contains(id) ? AuthErrors.ResourceForbidden : AuthErrors.ResourceNotFound;

    private static AuthError? Complaint(SignInForm form, Facts facts, out IFirstFactor? strategy)
    {
        strategy = null;
        if (form.NamedStrategy is { } name)
        {
            if (Find(name, facts.Instance.FirstFactorStrategies(), out var found) is { } unknown)
                return unknown;
            strategy = found;
        }

        if (strategy is IExternalFactor)
            return null;

        if (form.Identifier is null)
            return form.NamedStrategy is null ? null : AuthErrors.ParamMissing("identifier");

        return string.IsNullOrWhiteSpace(form.Identifier) ? AuthErrors.ParamNil("identifier")
            : form.Password is { } password && password.Reveal().Length == 0 ? AuthErrors.ParamNil(Fields.Password)
            : null;
    }

    private static AuthError? Find<TPart>(string? name, IEnumerable<TPart> allowed, out TPart strategy)
        where TPart : class, IStrategy
    {
        strategy = allowed.FirstOrDefault(candidate => candidate.Name == name)!;
        return name is null ? AuthErrors.ParamMissing("strategy")
            : name.Length == 0 ? AuthErrors.ParamNil("strategy")
            : strategy is null ? AuthErrors.ParamValueInvalid("strategy") : null;
    }

    // Blanks are a password; nothing is none.
    private static AuthError? Blank(Secret? sent, string parameter) =>
        sent is null ? AuthErrors.ParamMissing(parameter)
        : (parameter == Fields.Password ? sent.Reveal().Length == 0 : string.IsNullOrWhiteSpace(sent.Reveal())) ? AuthErrors.ParamNil(parameter) : null;

    private static bool AlreadySignedIn(Client? client, Facts facts) =>
        facts.Instance.SingleSession && client is not null && client.ActiveSessions(facts.Now).Any();

    private static Session? AlreadySignedIn(Client? client, UserId user, Facts facts) =>
        client?.ActiveSessions(facts.Now).FirstOrDefault(session => session.User == user);
}
