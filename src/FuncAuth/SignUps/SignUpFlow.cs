using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.SignUps;

/// <summary>The steps of a sign-up, in the protocol's order (Frontend API). Pure: the same in gives the same out.</summary>
public static partial class SignUpFlow
{
    /// <summary><c>POST /v1/client/sign_ups</c>: a new attempt, which replaces the client's current one; may complete at once.</summary>
    public static Decision<SignUp> Create(Client? client, SignUpInput input, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(facts);
        if (AlreadySignedIn(client, facts))
            return Decision.Refuse<SignUp>(client, AuthErrors.SessionExists);

        if (facts.Instance.SignUpMode is SignUpMode.Restricted)
            return Decision.Refuse<SignUp>(client, AuthErrors.SignUpModeRestricted);

        if (input.Transfers && WhyNotTakenOver(client, facts) is { } why)
            return Decision.Refuse<SignUp>(client, why);

        if (Complaints(input, new Collected(), facts) is { IsEmpty: false } complaints)
            return Decision.Refuse<SignUp>(client, complaints);

        var collected = input.ApplyTo(new Collected(), facts);
        var signUp = new SignUp(
            SignUpId.From(facts.Entropy.Text("sign-up")), facts.Now, facts.Now + facts.Instance.AttemptLifetime, collected, new SignUpState.Gathering());

        // A cookie that somebody planted before is worth nothing from here on, unless there is somebody signed in to be kept.
        var own = client is null ? Client.Begin(facts) : client.ActiveSessions(facts.Now).Any() ? client : client.WithNewToken(facts);
        return input.Transfers ? TakeOver(client!, signUp, facts)
            : input.LeadsTo is { } strategy ? LeadOut(client, own.Beginning(signUp), signUp, strategy, input.Route!, facts)
            : Settle(client, own.Beginning(signUp), signUp, facts);
    }

    /// <summary><c>PATCH /v1/client/sign_ups/{id}</c>: only the fields that were sent change; may complete.</summary>
    public static Decision<SignUp> Update(Client? client, SignUpId id, SignUpInput input, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(facts);
        if (InCompletion(client, id) is { } completing)
        {
            // The same once more, because the answer was lost: fine. Something else: too late.
            return input.Errors.IsEmpty && input is { LeadsTo: null, Transfers: false } && input.ApplyTo(completing.Collected, facts) == completing.Collected
                ? Unchanged(client!, completing)
                : Decision.Refuse<SignUp>(client, AuthErrors.ResourceForbidden);
        }

        if (WhyNotOpen(client, id, facts) is { } why)
            return Decision.Refuse<SignUp>(client, why);

        // What a sign-in has left is the beginning of a sign-up and no part of one.
        if (input.Transfers)
            return Decision.Refuse<SignUp>(client, AuthErrors.AccountTransferInvalid);

        if (Complaints(input, client!.SignUp!.Collected, facts) is { IsEmpty: false } complaints)
            return Decision.Refuse<SignUp>(client, complaints);

        var signUp = client.SignUp with { Collected = input.ApplyTo(client.SignUp.Collected, facts) };
        return input.LeadsTo is { } strategy ? LeadOut(client, client, signUp, strategy, input.Route!, facts) : Settle(client, client, signUp, facts);
    }

    /// <summary><c>GET /v1/client/sign_ups/{id}</c>.</summary>
    public static Decision<SignUp> Show(Client? client, SignUpId id) =>
        client?.SignUp is { } signUp && signUp.Id == id
            ? Unchanged(client, signUp)
            : Decision.Refuse<SignUp>(client, AuthErrors.ResourceNotFound);

    /// <summary><c>POST …/prepare_verification</c>: a new code, sent; an earlier one is dead from now on.</summary>
    public static Decision<SignUp> Prepare(Client? client, SignUpId id, VerificationForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        if (WhyNotOpen(client, id, facts) is { } why)
            return Decision.Refuse<SignUp>(client, why);

        if (Verifier(form, facts, out var strategy) is { } complaint)
            return Decision.Refuse<SignUp>(client, complaint);

        var signUp = client!.SignUp!;
        if (signUp.Collected.ContactIn(strategy.Field) is not { } contact)
            return Decision.Refuse<SignUp>(client, AuthErrors.ClientStateInvalid);

        if (contact.IsVerified)
            return Decision.Refuse<SignUp>(client, AuthErrors.VerificationAlreadyVerified);

        if (contact.Verification is { } before && before.PreparedAt + facts.Instance.Codes.ResendAfter - facts.Now is { Ticks: > 0 } wait)
            return Decision.Refuse<SignUp>(client, AuthErrors.TooManyCodes((int)Math.Ceiling(wait.TotalSeconds)));

        // Looked at where the code before was missed, and else not worth an operation: whoever is locked out does nothing with a code.
        if (contact.Verification is { Misses: > 0 } && SignUpMisses.Of(facts).WhyLocked(facts) is { } locked)
            return Decision.Refuse<SignUp>(client, locked);

        var verification = new Verification(
            VerificationId.From(facts.Entropy.Text($"verification {strategy.Field}")), strategy.Name, facts.Codes.CurrentKeyId,
            facts.Now, facts.Now + facts.Instance.Codes.Lifetime, Misses: 0, VerifiedAt: null);
        var next = signUp with { Collected = signUp.Collected.With(strategy.Field, contact with { Verification = verification }) };
        ImmutableArray<Effect> effects = SentCodes.IsFixed(strategy, contact.Value, facts.Instance)
            ? []
            : [new Effect.Send(new MessageOrder(
                strategy.Channel, new MessageSubject.SignUpCode(client.Id, signUp.Id, strategy.Field), verification.Id, facts.TraceParent))];
        return Decision.Accept((client with { SignUp = next }).ChangedAt(facts.Now), next, effects);
    }

    /// <summary><c>POST …/attempt_verification</c>: a wrong code is counted, the right one may complete the sign-up.</summary>
    public static Decision<SignUp> Attempt(Client? client, SignUpId id, VerificationForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        var completing = InCompletion(client, id);
        if (completing is null && WhyNotOpen(client, id, facts) is { } why)
            return Decision.Refuse<SignUp>(client, why);

        if (Verifier(form, facts, out var strategy) is { } complaint)
            return Decision.Refuse<SignUp>(client, complaint);

        if (form.Code is null)
            return Decision.Refuse<SignUp>(client, AuthErrors.ParamMissing("code"));

        if (string.IsNullOrWhiteSpace(form.Code.Reveal()))
            return Decision.Refuse<SignUp>(client, AuthErrors.ParamNil("code"));

        var signUp = client!.SignUp!;
        if (completing is not null)
        {
            // The right code once more, because the answer was lost: fine. Nothing is counted any more, and nothing is left to guess at.
            return signUp.Collected.ContactIn(strategy.Field) is { Verification: { } proof } settled
                && SignUpCodes.Matches(form.Code, signUp, strategy, settled, proof, facts)
                ? Unchanged(client, signUp)
                : Decision.Refuse<SignUp>(client, AuthErrors.ResourceForbidden);
        }

        if (signUp.Collected.ContactIn(strategy.Field) is not { Verification: { } verification } contact)
            return Decision.Refuse<SignUp>(client, AuthErrors.VerificationMissing);

        if (verification.Strategy != strategy.Name)
            return Decision.Refuse<SignUp>(client, AuthErrors.VerificationStrategyInvalid);

        if (verification.WhyClosed(facts.Now, facts.Instance.Codes) is { } closed)
            return Decision.Refuse<SignUp>(client, closed);

        if (SignUpMisses.Of(facts).WhyClosed(facts) is { } busy)
            return Decision.Refuse<SignUp>(client, busy);

        var identifier = Identifier.Of(strategy.Field, contact.Value);
        // Of what is somebody else's no code was sent. One that was guessed is wrong like any other (SECURITY.md E03).
        if (!SignUpCodes.Matches(form.Code, signUp, strategy, contact, verification, facts) || facts.Taken.Contains(identifier))
        {
            var counted = signUp with
            {
                Collected = signUp.Collected.With(strategy.Field, contact with { Verification = verification with { Misses = verification.Misses + 1 } }),
            };
            return new Decision<SignUp>(
                (client with { SignUp = counted }).ChangedAt(facts.Now), null, [SignUpMisses.Missed(identifier, client, verification, facts)], [AuthErrors.CodeIncorrect]);
        }

        // Also where the answer is that somebody may not sign up: it tells that the code was right.
        var proven = contact with { Verification = verification with { VerifiedAt = facts.Now } };
        var passed = Settle(client, client, signUp with { Collected = signUp.Collected.With(strategy.Field, proven) }, facts);
        return passed with { Effects = [SignUpMisses.Passed(identifier, client, facts), .. passed.Effects] };
    }

    /// <summary>
    /// The second half of a completion: the user and the session that a completing sign-up turns into. Nothing of it depends on the request
    /// but the new cookie, so that whoever finishes a completion that was cut off makes the same user and the same session.
    /// </summary>
    public static Decision<SignUp> Complete(Client client, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(facts);
        var signUp = client.SignUp!;
        if (signUp.Collected.Identifiers.Any(facts.Taken.Contains))
            return GiveUp(client, facts);

        // UpdatedAt is the moment of the election: another finisher comes to the same times.
        var user = User.From(signUp, client.UpdatedAt);
        var session = Session.Begin(SessionId.From(signUp.Id.Value), user.Id, client.UpdatedAt, facts.Instance.Sessions);
        var complete = signUp with
        {
            State = new SignUpState.Complete(user.Id, session.Id),
            Collected = signUp.Collected with { PasswordHash = null },
        };

        // A session that began beside the election gives way where one is the rule: what is elected is carried through.
        var room = facts.Instance.SingleSession ? client.Ending(_ => true, SessionEnd.Removed, facts.Now) : client;
        var next = (room with { SignUp = complete, LastAuthenticationStrategy = StrategyOf(signUp) }).Beginning(session, facts).ChangedAt(facts.Now);
        return Decision.Accept(next, complete,
            [.. signUp.Collected.Identifiers.Select(identifier => new Effect.Claim(
                identifier, user.Id, IsProven: IsProvenByCode(signUp.Collected.ContactIn(identifier.Kind)))), new Effect.CreateUser(user, session)]);
    }

    // Where a provider vouches nobody has typed a code, so there is nothing to forget but by a rare chance, and looking costs an operation.
    private static bool IsProvenByCode(Contact? contact) =>
        contact is { IsVerified: true, Verification.Strategy: var strategy } && !ExternalProvider.IsVouched(strategy);

    /// <summary>
    /// Saves the attempt as it now is; if that leaves nothing missing and nothing unverified, it begins to complete. Who may not sign up leaves
    /// everything as it was <paramref name="before"/>.
    /// </summary>
    private static Decision<SignUp> Settle(Client? before, Client client, SignUp signUp, Facts facts)
    {
        signUp = signUp with { Collected = signUp.Collected.WithoutSwitchedOff(facts.Instance) };
        var gathered = (client with { SignUp = signUp }).ChangedAt(facts.Now);
        if (!SignUpRequirements.Of(signUp.Collected, facts.Instance).AreMet)
            return Decision.Accept(gathered, signUp);

        if (!facts.Instance.Restrictions.Admit(signUp.Collected))
            return Decision.Refuse<SignUp>(before, AuthErrors.NotAllowedAccess);

        if (AlreadySignedIn(client, facts))
            return Decision.Refuse<SignUp>(gathered, AuthErrors.SessionExists);

        var completing = signUp with { State = new SignUpState.Completing() };
        return Decision.Accept(gathered with { SignUp = completing }, completing);
    }

    // Two browsers may hold sign-ups for one address. Who lost keeps everything but what was taken: a page that asks for what is missing
    // asks for that then, and would have nothing to ask for if it stayed.
    private static Decision<SignUp> GiveUp(Client client, Facts facts)
    {
        var signUp = client.SignUp!;
        var open = signUp with { State = new SignUpState.Gathering(), Collected = signUp.Collected.Without(facts.Taken) };
        var given = client with { SignUp = open };

        // What a provider said waits from here on for a sign-in to take it over, and that shall be its owner's (SECURITY.md S01).
        var own = signUp.Collected.ExternalAccount is not null && open.Collected.ExternalAccount is null ? given.WithNewToken(facts) : given;
        return Decision.Refuse<SignUp>(own.ChangedAt(facts.Now), AuthErrors.IdentificationClaimed);
    }

    private static SignUp? InCompletion(Client? client, SignUpId id) =>
        client?.SignUp is { State: SignUpState.Completing } signUp && signUp.Id == id ? signUp : null;

    private static Decision<SignUp> Unchanged(Client client, SignUp signUp) => new(client, signUp, [], []);

    // What the person will be asked for next time: the provider that they came by, else the password where there is one, else the strategy of the proven
    // contact.
    private static string? StrategyOf(SignUp signUp) =>
        signUp.Collected.ExternalAccount is { } external ? external.Strategy
        : signUp.Collected.HasPassword ? Fields.Password
        : signUp.Collected.EmailAddress?.Verification?.Strategy ?? signUp.Collected.PhoneNumber?.Verification?.Strategy;

    private static bool AlreadySignedIn(Client? client, Facts facts) =>
        facts.Instance.SingleSession && client is not null && client.ActiveSessions(facts.Now).Any();

    private static ImmutableArray<AuthError> Complaints(SignUpInput input, Collected collected, Facts facts)
    {
        if (input.ErrorsOn(collected) is { IsEmpty: false } errors)
            return errors;

        var taken = input.Exist(facts.Taken);
        return taken.IsEmpty ? input.ErrorsFoundOut(collected, facts) : taken;
    }

    private static AuthError? WhyNotOpen(Client? client, SignUpId id, Facts facts) =>
        client?.SignUp is { } signUp && signUp.Id == id
            ? signUp.IsOpenAt(facts.Now) ? null : AuthErrors.ResourceForbidden
            : client is not null && client.ReplacedSignUps.Contains(id) ? AuthErrors.ResourceForbidden : AuthErrors.ResourceNotFound;

    private static AuthError? Verifier(VerificationForm form, Facts facts, out IFieldVerifier strategy)
    {
        strategy = null!;
        if (form.Strategy is null)
            return AuthErrors.ParamMissing("strategy");
        if (form.Strategy.Length == 0)
            return AuthErrors.ParamNil("strategy");
        if (facts.Instance.Strategies.Find<IFieldVerifier>(form.Strategy) is not { } found)
            return AuthErrors.ParamValueInvalid("strategy");
        strategy = found;
        return null;
    }
}
