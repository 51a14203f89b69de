using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.SignIns;

/// <summary>The steps of a sign-in, in the protocol's order (Frontend API). Pure: the same in gives the same out.</summary>
public static partial class SignInFlow
{
    /// <summary>
    /// <c>POST /v1/client/sign_ins</c>: a new attempt, which replaces the client's current one. It identifies, and proves or prepares a first factor,
    /// as far as the form goes.
    /// </summary>
    public static Decision<SignIn> Create(Client? client, SignInForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        if (AlreadySignedIn(client, facts))
            return Refuse(client, AuthErrors.SessionExists);

        if (Complaint(form, facts, out var strategy) is { } complaint)
            return Refuse(client, complaint);

        var identifier = form.Identifier is { } typed ? IdentifierText.Resolve(typed, facts.Instance) : null;
        var user = facts.Account?.User;
        if (form.Identifier is not null && user is null && (identifier is null || !facts.Instance.SignIns.HidesAccounts))
            return Refuse(client, AuthErrors.IdentifierNotFound);

        if (user is not null && AlreadySignedIn(client, user, facts) is { } session)
            return Refuse(client, AuthErrors.IdentifierAlreadySignedIn(session.Id.Value));

        var signIn = new SignIn(
            SignInId.From(facts.Entropy.Text("sign-in")), facts.Now, facts.Now + facts.Instance.AttemptLifetime, identifier, user?.Id,
            identifier is null ? new SignInState.NeedsIdentifier() : new SignInState.NeedsFirstFactor());

        // A cookie that somebody planted before is worth nothing from here on, unless there is somebody signed in to be kept.
        var own = client is null ? Client.Begin(facts) : client.ActiveSessions(facts.Now).Any() ? client : client.WithNewToken(facts);
        var begun = own.Beginning(signIn).ChangedAt(facts.Now);
        if (identifier is null)
            return Decision.Accept(begun, signIn);

        if (WhyLocked(begun, signIn, facts) is { } locked)
            return Refuse(client, locked);

        return strategy switch
        {
            PasswordStrategy when form.Password is not null =>
                Prove(begun, signIn, strategy, new FactorAttempt(strategy.Name, Password: form.Password), facts, unsaved: client),
            ICodeStrategy => PrepareFirst(begun, signIn, strategy, null, facts) switch
            {
                { IsAccepted: true } prepared => prepared,
                var refused => refused with { Next = client },
            },
            _ => Decision.Accept(begun, signIn),
        };
    }

    /// <summary><c>GET /v1/client/sign_ins/{id}</c>.</summary>
    public static Decision<SignIn> Show(Client? client, SignInId id) =>
        client?.SignIn is { } signIn && signIn.Id == id
            ? new Decision<SignIn>(client, signIn, [], [])
            : Refuse(client, AuthErrors.ResourceNotFound);

    /// <summary><c>POST …/prepare_first_factor</c>: a new code, sent; an earlier one is dead from now on.</summary>
    public static Decision<SignIn> PrepareFirstFactor(Client? client, SignInId id, FactorRequest request, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        if (WhyNotOpen(client, id, facts) is { } why)
            return Refuse(client, why);

        if (Find(request.Strategy, facts.Instance.FirstFactorStrategies(), out var strategy) is { } complaint)
            return Refuse(client, complaint);

        var signIn = client!.SignIn!;
        return signIn.State is not SignInState.NeedsFirstFactor ? Refuse(client, AuthErrors.ClientStateInvalid)
            : WhyLocked(client, signIn, facts) is { } locked ? Refuse(client, locked)
            : PrepareFirst(client, signIn, strategy, request.Contact, facts);
    }

    /// <summary><c>POST …/attempt_first_factor</c>: a wrong proof is counted, the right one leads on.</summary>
    public static Decision<SignIn> AttemptFirstFactor(Client? client, SignInId id, FactorAttempt attempt, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(facts);
        if (WhyNotOpen(client, id, facts) is { } why)
            return Refuse(client, why);

        if (Find(attempt.Strategy, facts.Instance.FirstFactorStrategies(), out var strategy) is { } complaint)
            return Refuse(client, complaint);

        var signIn = client!.SignIn!;
        return signIn.State is not SignInState.NeedsFirstFactor ? Refuse(client, AuthErrors.ClientStateInvalid)
            : Prove(client, signIn, strategy, attempt, facts, unsaved: client);
    }

    /// <summary><c>POST …/prepare_second_factor</c>: a code for a second factor, sent.</summary>
    public static Decision<SignIn> PrepareSecondFactor(Client? client, SignInId id, FactorRequest request, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        if (WhyNotOpen(client, id, facts) is { } why)
            return Refuse(client, why);

        var signIn = client!.SignIn!;
        if (Find(request.Strategy, facts.Instance.SecondFactorStrategies(), out var strategy) is { } complaint)
            return Refuse(client, complaint);

        if (signIn.State is not SignInState.NeedsSecondFactor open || facts.Account?.User is not { } user)
            return Refuse(client, AuthErrors.ClientStateInvalid);

        if (WhyLocked(client, signIn, facts) is { } locked)
            return Refuse(client, locked);

        ImmutableArray<Factor> offered = [.. strategy.OfferSecond(FactorSource.Of(user))];
        if (offered.IsEmpty || strategy is not ICodeStrategy code)
            return Refuse(client, AuthErrors.NoSecondFactors);

        var factor = request.Contact is null ? offered[0] : offered.FirstOrDefault(factor => factor.Contact?.Id.Value == request.Contact);
        return factor is null
            ? Refuse(client, AuthErrors.ResourceNotFound)
            : Prepare(client, signIn, code, factor.Contact!, factor.Contact, open.Proof, proof => open with { Proof = proof }, isSecond: true, facts);
    }

    /// <summary><c>POST …/attempt_second_factor</c>: a wrong proof is counted, the right one completes the sign-in.</summary>
    public static Decision<SignIn> AttemptSecondFactor(Client? client, SignInId id, FactorAttempt attempt, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(facts);
        if (WhyNotOpen(client, id, facts) is { } why)
            return Refuse(client, why);

        var signIn = client!.SignIn!;
        if (Find(attempt.Strategy, facts.Instance.SecondFactorStrategies(), out var strategy) is { } complaint)
            return Refuse(client, complaint);

        if (signIn.State is not SignInState.NeedsSecondFactor open || facts.Account?.User is not { } user)
            return Refuse(client, AuthErrors.ClientStateInvalid);

        if (!strategy.OfferSecond(FactorSource.Of(user)).Any())
            return Refuse(client, AuthErrors.NoSecondFactors);

        if (Blank(attempt.Code, "code") is { } blank)
            return Refuse(client, blank);

        if (WhyClosed(client, signIn, facts) is { } closed)
            return Refuse(client, closed);

        if (strategy is not ICodeStrategy code || WhyNotAnswerable(open.Proof, strategy, facts) is { } unanswerable)
            return Refuse(client, WhyNotAnswerable(open.Proof, strategy, facts) ?? AuthErrors.NoSecondFactors);

        var proof = open.Proof!;
        if (!CodeIsRight(signIn, isSecond: true, code, proof, attempt.Code!, facts))
            return Miss(client, signIn, open with { Proof = Missed(proof) }, AuthErrors.CodeIncorrect, facts);

        return Complete(client, signIn, open.First, Proven(proof, facts), user, facts);
    }

    /// <summary>
    /// <c>POST …/reset_password</c>: the new password, whose hash is in the facts, takes the old one's place. It is no second factor, and where one is
    /// on it is still asked for (SECURITY.md P11).
    /// </summary>
    public static Decision<SignIn> ResetPassword(Client? client, SignInId id, NewPasswordForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        if (WhyNotOpen(client, id, facts) is { } why)
            return Refuse(client, why);

        var signIn = client!.SignIn!;
        if (signIn.State is not SignInState.NeedsNewPassword open || facts.Account?.User is not { } user)
            return Refuse(client, AuthErrors.ClientStateInvalid);

        if (form.Password is null || form.Password.Reveal().Length == 0)
            return Refuse(client, form.Password is null ? AuthErrors.ParamMissing("password") : AuthErrors.ParamNil("password"));

        if (PasswordPolicy.JudgeFor(OwnWords.Of(user, facts.Instance), form.Password, facts.Instance.Passwords, "password") is { IsEmpty: false } complaints)
            return new Decision<SignIn>(client, null, [], complaints);

        if (facts.PasswordIsLeaked)
            return Refuse(client, PasswordErrors.Leaked.For("password"));

        if (facts.PasswordHash is not { } hash)
            return new Decision<SignIn>(client, signIn, [], []); // a look ahead: nothing is hashed for what would be refused

        var changed = user with { Password = new PasswordCredential(hash, facts.Now), UpdatedAt = facts.Now };
        if (form.SignOutOfOtherSessions)
            changed = changed.CuttingSessions(facts.Now, SessionId.From(signIn.Id.Value));
        return AfterFirstFactor(client, signIn, open.First, changed, facts);
    }
}
