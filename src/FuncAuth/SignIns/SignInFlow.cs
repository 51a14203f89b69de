using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
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

        if (form.Transfer)
            return TakeOver(client, facts);

        if (Complaint(form, facts, out var strategy) is { } complaint)
            return Refuse(client, complaint);

        // An identifier beside it is only a hint for the provider: who it is, the provider says.
        if (strategy is IExternalFactor external)
            return LeadOut(client, form, external, facts);

        var identifier = form.Identifier is { } typed ? IdentifierText.Resolve(typed, facts.Instance) : null;
        var user = facts.Account?.User;
        if (form.Identifier is not null && user is null && (identifier is null || !facts.Instance.SignIns.HidesAccounts))
            return Refuse(client, AuthErrors.IdentifierNotFound);

        if (user is not null && AlreadySignedIn(client, user.Id, facts) is { } session)
            return Refuse(client, AuthErrors.IdentifierAlreadySignedIn(session.Id.Value));

        var signIn = Begin(identifier, user?.Id, identifier is null ? new SignInState.NeedsIdentifier() : new SignInState.NeedsFirstFactor(), facts);
        var begun = Own(client, facts).Beginning(signIn).ChangedAt(facts.Now);
        if (identifier is null)
            return Decision.Accept(begun, signIn);

        if (MissesOf(begun, facts).WhyLocked(facts) is { } locked)
            return Refuse(client, locked);

        if (strategy is null || (strategy is PasswordStrategy && form.Password is null))
            return Decision.Accept(begun, signIn);

        // Whatever is refused and not counted leaves the client as it came.
        var asked = Asked.Of(begun, signIn, strategy, facts) with { AsItCame = client };
        return strategy is PasswordStrategy
            ? Prove(asked, new FactorAttempt(strategy.Name, Password: form.Password), facts)
            : Prepare(asked, null, facts);
    }

    private static SignIn Begin(TypedIdentifier? identifier, UserId? user, SignInState state, Facts facts) => new(
        SignInId.From(facts.Entropy.Text("sign-in")), facts.Now, facts.Now + facts.Instance.AttemptLifetime, identifier, user, state);

    // A cookie that somebody planted before is worth nothing from here on, unless there is somebody signed in to be kept.
    private static Client Own(Client? client, Facts facts) =>
        client is null ? Client.Begin(facts) : client.ActiveSessions(facts.Now).Any() ? client : client.WithNewToken(facts);

    /// <summary><c>GET /v1/client/sign_ins/{id}</c>.</summary>
    public static Decision<SignIn> Show(Client? client, SignInId id) =>
        client?.SignIn is { } signIn && signIn.Id == id
            ? new Decision<SignIn>(client, signIn, [], [])
            : Refuse(client, AuthErrors.ResourceNotFound);

    /// <summary><c>POST …/prepare_first_factor</c>: a new code, sent; an earlier one is dead from now on.</summary>
    public static Decision<SignIn> PrepareFirstFactor(Client? client, SignInId id, FactorRequest request, Facts facts) =>
        PrepareFactor(client, id, request, isSecond: false, facts);

    /// <summary><c>POST …/attempt_first_factor</c>: a wrong proof is counted, the right one leads on.</summary>
    public static Decision<SignIn> AttemptFirstFactor(Client? client, SignInId id, FactorAttempt attempt, Facts facts) =>
        AttemptFactor(client, id, attempt, isSecond: false, facts);

    /// <summary><c>POST …/prepare_second_factor</c>: a code for a second factor, sent.</summary>
    public static Decision<SignIn> PrepareSecondFactor(Client? client, SignInId id, FactorRequest request, Facts facts) =>
        PrepareFactor(client, id, request, isSecond: true, facts);

    /// <summary><c>POST …/attempt_second_factor</c>: a wrong proof is counted, the right one completes the sign-in.</summary>
    public static Decision<SignIn> AttemptSecondFactor(Client? client, SignInId id, FactorAttempt attempt, Facts facts) =>
        AttemptFactor(client, id, attempt, isSecond: true, facts);

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
        if (signIn.State is not SignInState.NeedsNewPassword open)
            return Refuse(client, AuthErrors.ClientStateInvalid);

        if (facts.Account?.User is not { } user)
            return Refuse(client, AuthErrors.ResourceForbidden);

        if (WhyNoLongerReset(signIn, open.First, user, facts) is { } stale)
            return Refuse(client, stale);

        if (WhySignedIn(client, signIn, facts) is { } signedIn)
            return Refuse(client, signedIn);

        if (Blank(form.Password, Fields.Password) is { } blank)
            return Refuse(client, blank);

        if (MissesOf(client, facts).WhyLocked(facts) is { } locked)
            return Refuse(client, locked);

        var complaints = PasswordPolicy.Judge(form.Password!, facts.Instance.Passwords, Fields.Password);
        if (complaints.IsEmpty)
            complaints = PasswordPolicy.JudgeFor(OwnWords.Of(user, facts.Instance), form.Password!, facts.Instance.Passwords, Fields.Password);
        if (!complaints.IsEmpty)
            return new Decision<SignIn>(client, null, [], complaints);

        if (facts.PasswordIsLeaked)
            return Refuse(client, PasswordErrors.Leaked.For(Fields.Password));

        if (facts.PasswordHash is not { } hash)
            return new Decision<SignIn>(client, signIn, [], []); // a look ahead: nothing is hashed for what would be refused

        var isSet = IsSetBy(facts, user);
        var changed = isSet ? user : (user with { Password = new PasswordCredential(hash, user.AfterSignIns(facts.Now)) }).ChangedAt(facts.Now);
        if (form.SignOutOfOtherSessions && !isSet)
            changed = changed.CuttingSessions(facts.Now, SessionId.From(signIn.Id.Value));

        // Who has set it just now has proven as much as who types it: what is to count against earlier proofs does not count against this one.
        var first = open.First with { Verification = open.First.Verification with { VerifiedAt = changed.SecuredAt } };
        var entered = Enter(client, signIn, first, changed, facts);
        return entered with { Effects = [.. entered.Effects, .. Notices.Of(NoticeKind.PasswordChanged, user, facts)] };
    }
}
