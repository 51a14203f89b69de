using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.SignIns;

/// <content>What the steps have in common: preparing a code, judging a proof, and what comes after it.</content>
public static partial class SignInFlow
{
    private static Decision<SignIn> PrepareFirst(Client client, SignIn signIn, IFirstFactor strategy, string? contact, Facts facts)
    {
        if (strategy is not ICodeStrategy code)
            return Refuse(client, AuthErrors.ParamValueInvalid("strategy"));

        var user = facts.Account?.User;
        ImmutableArray<Factor> offered = SignInFactors.Source(signIn, user, facts.Instance) is { } source ? [.. strategy.Offer(source)] : [];
        if (offered.IsEmpty)
            return Refuse(client, AuthErrors.StrategyForUserInvalid);

        // Where nobody says which: what was typed, else the primary one (Frontend API).
        var factor = contact is not null
            ? offered.FirstOrDefault(factor => factor.Contact?.Id.Value == contact)
            : offered.FirstOrDefault(factor => factor.Contact?.Value == signIn.Identifier?.Text) ?? offered[0];
        if (factor is null)
            return Refuse(client, AuthErrors.ResourceNotFound);

        var open = (SignInState.NeedsFirstFactor)signIn.State;
        return Prepare(
            client, signIn, code, factor.Contact!, SignInFactors.Destination(factor, user), open.Proof, proof => open with { Proof = proof },
            isSecond: false, facts);
    }

    /// <summary>A new code for a contact. One that is not there (<paramref name="real"/> is null) is sent nothing, and the answer does not tell.</summary>
    private static Decision<SignIn> Prepare(
        Client client, SignIn signIn, ICodeStrategy strategy, FactorContact shown, FactorContact? real, FactorProof? before,
        Func<FactorProof, SignInState> become, bool isSecond, Facts facts)
    {
        if (before is { Verification: var last } && last.Strategy == strategy.Name && before.Field == shown.Field && before.Contact == real?.Id
            && last.PreparedAt + facts.Instance.Codes.ResendAfter - facts.Now is { Ticks: > 0 } wait)
            return Refuse(client, AuthErrors.TooManyCodes((int)Math.Ceiling(wait.TotalSeconds)));

        var verification = new Verification(
            VerificationId.From(facts.Entropy.Text(isSecond ? "second factor" : "first factor")), strategy.Name, facts.Codes.CurrentKeyId,
            facts.Now, facts.Now + facts.Instance.Codes.Lifetime, Misses: 0, VerifiedAt: null);
        var next = signIn with { State = become(new FactorProof(verification, shown.Field, real?.Id)) };

        // An order goes out for nobody too: what a stranger can time is the same, and whoever delivers it drops it.
        ImmutableArray<Effect> effects = SentCodes.IsFixed(strategy, shown.Value, facts.Instance)
            ? []
            : [new Effect.Send(new MessageOrder(
                strategy.Channel, new MessageSubject.SignInCode(client.Id, signIn.Id), verification.Id, facts.TraceParent))];
        return Decision.Accept((client with { SignIn = next }).ChangedAt(facts.Now), next, effects);
    }

    private static Decision<SignIn> Prove(
        Client client, SignIn signIn, IFirstFactor strategy, FactorAttempt attempt, Facts facts, Client? unsaved)
    {
        var open = (SignInState.NeedsFirstFactor)signIn.State;
        if (SignInFactors.Source(signIn, facts.Account?.User, facts.Instance) is not { } source || !strategy.Offer(source).Any())
            return Refuse(unsaved, AuthErrors.StrategyForUserInvalid);

        if ((strategy is PasswordStrategy ? Blank(attempt.Password, Fields.Password) : Blank(attempt.Code, "code")) is { } blank)
            return Refuse(unsaved, blank);

        if (WhyClosed(client, signIn, facts) is { } closed)
            return Refuse(unsaved, closed);

        var proof = open.Proof;
        if (strategy is PasswordStrategy)
            proof = proof is { Verification.Strategy: PasswordStrategy.StrategyName } ? proof : ByPassword(signIn, facts);
        else if (WhyNotAnswerable(proof, strategy, facts) is { } unanswerable)
            return Refuse(unsaved, unanswerable);

        var right = strategy is ICodeStrategy code
            ? CodeIsRight(signIn, isSecond: false, code, proof!, attempt.Code!, facts)
            : facts.Account is { User: not null, PasswordIsRight: true };
        if (!right)
            return Miss(client, signIn, open with { Proof = Missed(proof!) }, WrongProof(strategy, facts), facts);

        var user = facts.Account!.User!;
        var proven = Proven(proof!, facts);
        return strategy.ResetsPassword
            ? Accept(client, signIn with { State = new SignInState.NeedsNewPassword(proven) }, facts)
            : AfterFirstFactor(client, signIn, proven, user, facts);
    }

    /// <summary>No first factor alone gives somebody a session who has turned on a second one (SECURITY.md M01).</summary>
    private static Decision<SignIn> AfterFirstFactor(Client client, SignIn signIn, FactorProof first, User user, Facts facts)
    {
        if (SignInFactors.Second(user, facts.Instance).IsEmpty)
            return Complete(client, signIn, first, null, user, facts);

        var halfWay = Accept(client, signIn with { State = new SignInState.NeedsSecondFactor(first) }, facts);
        return ReferenceEquals(user, facts.Account?.User) ? halfWay : halfWay with { Effects = [new Effect.SaveUser(user)] };
    }

    private static Decision<SignIn> Complete(Client client, SignIn signIn, FactorProof first, FactorProof? second, User user, Facts facts)
    {
        // Somebody may have signed in beside this attempt.
        if (AlreadySignedIn(client, facts))
            return Refuse(client, AuthErrors.SessionExists);
        if (AlreadySignedIn(client, user, facts) is { } other)
            return Refuse(client, AuthErrors.IdentifierAlreadySignedIn(other.Id.Value));

        var session = Session.Begin(SessionId.From(signIn.Id.Value), user.Id, facts.Now, facts.Instance.Sessions) with
        {
            FirstFactorAt = first.Verification.VerifiedAt ?? facts.Now,
            SecondFactorAt = second?.Verification.VerifiedAt,
        };
        var complete = signIn with { State = new SignInState.Complete(first, second, session.Id) };
        var next = (client with { SignIn = complete, LastAuthenticationStrategy = first.Verification.Strategy }).Beginning(session, facts);
        var entered = user with
        {
            LastSignInAt = facts.Now,
            Misses = Misses.None,
            Password = facts.Account?.Rehash is { } hash && user.Password is { } old && ReferenceEquals(old, facts.Account.User?.Password)
                ? old with { Hash = hash } : user.Password,
        };
        return Decision.Accept(next.ChangedAt(facts.Now), complete, new Effect.SaveUser(entered, session));
    }

    private static bool CodeIsRight(SignIn signIn, bool isSecond, ICodeStrategy strategy, FactorProof proof, Secret typed, Facts facts)
    {
        // Derived and compared for nobody's account too: how long an answer takes must not tell.
        var destination = SignInFactors.Destination(proof, isSecond, facts.Account?.User);
        var subject = SignInCodes.Subject(signIn, isSecond, strategy, destination?.Value ?? "", proof.Verification);
        return SentCodes.Matches(typed, strategy, proof.Verification.KeyId, subject, facts) && destination is not null;
    }

    /// <summary>Counts a wrong proof: on the attempt, and where it slows and locks.</summary>
    private static Decision<SignIn> Miss(Client client, SignIn signIn, SignInState counted, AuthError why, Facts facts)
    {
        var rules = facts.Instance.Lockout;
        var next = (client with { SignIn = signIn with { State = counted } }).ChangedAt(facts.Now);
        if (signIn.User is { } id && client.Knowing(id) is { } known)
        {
            var more = known with { Misses = known.Misses.Add(facts.Now, facts.RequestId, rules) };
            return new Decision<SignIn>(next with { KnownUsers = [.. next.KnownUsers.Select(other => other.User == id ? more : other)] }, null, [], [why]);
        }

        Effect effect = facts.Account is { User: { } user }
            ? new Effect.SaveUser(user with { Misses = user.Misses.Add(facts.Now, facts.RequestId, rules) })
            : new Effect.SaveStrayMisses(signIn.Identifier!.Value.Key, (facts.Account?.StrayMisses ?? Misses.None).Add(facts.Now, facts.RequestId, rules));
        return new Decision<SignIn>(next, null, [effect], [why]);
    }

    private static Misses MissesOf(Client client, SignIn signIn, Facts facts) =>
        (signIn.User is { } id ? client.Knowing(id)?.Misses : null) ?? facts.Account?.User?.Misses ?? facts.Account?.StrayMisses ?? Misses.None;

    private static AuthError? WhyLocked(Client client, SignIn signIn, Facts facts) =>
        MissesOf(client, signIn, facts).LockedFor(facts.Now, facts.Instance.Lockout) is { } locked
            ? AuthErrors.UserLocked((int)Math.Ceiling(locked.TotalSeconds))
            : null;

    private static AuthError? WhyClosed(Client client, SignIn signIn, Facts facts) =>
        WhyLocked(client, signIn, facts)
        ?? (MissesOf(client, signIn, facts).SlowedFor(facts.Now, facts.Instance.Lockout) is { } slowed
            ? AuthErrors.Busy((int)Math.Ceiling(slowed.TotalSeconds))
            : null);

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
        if (form.Transfer)
            return AuthErrors.AccountTransferInvalid;

        // Identifier and password without a word on the strategy are a password sign-in: that is what the hooks send (Frontend API).
        var name = form.Strategy is { Length: > 0 } said ? said : form.Password is not null ? PasswordStrategy.StrategyName : null;
        if (name is not null)
        {
            if (Find(name, facts.Instance.FirstFactorStrategies(), out var found) is { } unknown)
                return unknown;
            strategy = found;
        }

        if (form.Identifier is null)
            return name is null ? null : AuthErrors.ParamMissing("identifier");

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

    private static AuthError WrongProof(IFirstFactor strategy, Facts facts) =>
        strategy is not PasswordStrategy ? AuthErrors.CodeIncorrect
        : facts.Instance.SignIns.HidesAccounts ? AuthErrors.PasswordOrIdentifierIncorrect : AuthErrors.PasswordIncorrect;

    private static FactorProof ByPassword(SignIn signIn, Facts facts) => new(new Verification(
        VerificationId.From(facts.Entropy.Text("first factor")), PasswordStrategy.StrategyName, "", facts.Now, signIn.AbandonAt, Misses: 0, VerifiedAt: null));

    private static FactorProof Missed(FactorProof proof) =>
        proof with { Verification = proof.Verification with { Misses = proof.Verification.Misses + 1 } };

    private static FactorProof Proven(FactorProof proof, Facts facts) => proof with { Verification = proof.Verification with { VerifiedAt = facts.Now } };

    private static bool AlreadySignedIn(Client? client, Facts facts) =>
        facts.Instance.SingleSession && client is not null && client.ActiveSessions(facts.Now).Any();

    private static Session? AlreadySignedIn(Client? client, User user, Facts facts) =>
        client?.ActiveSessions(facts.Now).FirstOrDefault(session => session.User == user.Id);

    private static Decision<SignIn> Accept(Client client, SignIn next, Facts facts) =>
        Decision.Accept((client with { SignIn = next }).ChangedAt(facts.Now), next);

    private static Decision<SignIn> Refuse(Client? client, AuthError why) => Decision.Refuse<SignIn>(client, why);
}
