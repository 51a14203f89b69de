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

/// <content>Preparing a code, judging a proof, and what comes after it: the same for both factors.</content>
public static partial class SignInFlow
{
    private static Decision<SignIn> PrepareFactor(Client? client, SignInId id, FactorRequest request, bool isSecond, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(facts);
        return Ask(client, id, request.Strategy, isSecond, facts, out var asked) is { } why ? Refuse(client, why) : Prepare(asked, request.Contact, facts);
    }

    private static Decision<SignIn> AttemptFactor(Client? client, SignInId id, FactorAttempt attempt, bool isSecond, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(facts);
        return Ask(client, id, attempt.Strategy, isSecond, facts, out var asked) is { } why ? Refuse(client, why) : Prove(asked, attempt, facts);
    }

    /// <summary>A new code for a contact. One that is not there is sent nothing, and the answer does not tell.</summary>
    private static Decision<SignIn> Prepare(Asked asked, string? contact, Facts facts)
    {
        if (MissesOf(asked.Client, facts).WhyLocked(facts) is { } locked)
            return Refuse(asked.AsItCame, locked);

        if (asked.Strategy is not ICodeStrategy strategy)
            return Refuse(asked.AsItCame, AuthErrors.ParamValueInvalid("strategy"));

        if (asked.Offered.IsEmpty)
            return Refuse(asked.AsItCame, asked.NotOffered);

        // Where nobody says which: of first factors the one to what was typed, else the primary or default one (Frontend API).
        var factor = contact is not null ? asked.Offered.FirstOrDefault(factor => factor.Contact?.Id.Value == contact)
            : (asked.IsSecond ? null : asked.Offered.FirstOrDefault(factor => factor.Contact?.Value == asked.SignIn.Identifier?.Text)) ?? asked.Offered[0];
        if (factor is not { Contact: { } shown })
            return Refuse(asked.AsItCame, AuthErrors.ResourceNotFound);

        var real = asked.IsSecond ? shown : asked.HasNothingToReset(facts) ? null : SignInFactors.Destination(factor, facts.Account?.User);

        // Whatever the last code was for: they go to one inbox, and each of them may be a message that is paid for.
        if (asked.Proof is { Verification: var last } before && before.Field == shown.Field && before.Contact == real?.Id
            && last.PreparedAt + facts.Instance.Codes.ResendAfter - facts.Now is { Ticks: > 0 } wait)
            return Refuse(asked.AsItCame, AuthErrors.TooManyCodes((int)Math.Ceiling(wait.TotalSeconds)));

        var verification = new Verification(
            VerificationId.From(facts.Entropy.Text(asked.IsSecond ? "second factor" : "first factor")), strategy.Name, facts.Codes.CurrentKeyId,
            facts.Now, facts.Now + facts.Instance.Codes.Lifetime, Misses: 0, VerifiedAt: null);
        var next = asked.Keeping(new FactorProof(verification, shown.Field, real?.Id));

        // An order goes out for nobody too: what a stranger can time is the same, and whoever delivers it drops it.
        ImmutableArray<Effect> effects = SentCodes.IsFixed(strategy, shown.Value, facts.Instance)
            ? []
            : [new Effect.Send(new MessageOrder(
                strategy.Channel, new MessageSubject.SignInCode(asked.Client.Id, next.Id), verification.Id, facts.TraceParent))];
        return Accept(asked.Client, next, facts, effects);
    }

    private static Decision<SignIn> Prove(Asked asked, FactorAttempt attempt, Facts facts)
    {
        if (asked.Offered.IsEmpty)
            return Refuse(asked.AsItCame, asked.NotOffered);

        if ((asked.Strategy is PasswordStrategy ? Blank(attempt.Password, Fields.Password) : Blank(attempt.Code, "code")) is { } blank)
            return Refuse(asked.AsItCame, blank);

        if (MissesOf(asked.Client, facts).WhyClosed(facts) is { } closed)
            return Refuse(asked.AsItCame, closed);

        if (asked.Strategy is not PasswordStrategy && WhyNotAnswerable(asked.Proof, asked.Strategy, facts) is { } unanswerable)
            return Refuse(asked.AsItCame, unanswerable);

        var proof = asked.Strategy is not PasswordStrategy || asked.Proof is { Verification.Strategy: PasswordStrategy.StrategyName }
            ? asked.Proof! : ByPassword(asked.SignIn, facts);
        var right = asked.Strategy is ICodeStrategy code
            ? CodeIsRight(asked, code, proof, attempt.Code!, facts)
            : facts.Account is { User: not null, PasswordIsRight: true };
        return right ? Proven(asked, proof, facts) : Missed(asked, proof, facts);
    }

    private static bool CodeIsRight(Asked asked, ICodeStrategy strategy, FactorProof proof, Secret typed, Facts facts)
    {
        // Derived and compared for nobody's account too: how long an answer takes must not tell.
        var destination = asked.HasNothingToReset(facts) ? null : SignInFactors.Destination(proof, asked.IsSecond, facts.Account?.User);
        var subject = SignInCodes.Subject(asked.SignIn, asked.IsSecond, strategy, destination?.Value ?? "", proof.Verification);
        return SentCodes.Matches(typed, strategy, proof.Verification.KeyId, subject, facts) && destination is not null;
    }

    private static Decision<SignIn> Proven(Asked asked, FactorProof proof, Facts facts)
    {
        var user = facts.Account!.User!;
        var proven = proof with { Verification = proof.Verification with { VerifiedAt = facts.Now } };
        return asked.SignIn.State is SignInState.NeedsSecondFactor { First: var first } ? Complete(asked.Client, asked.SignIn, first, proven, user, facts)
            : asked.Strategy is IFirstFactor { ResetsPassword: true }
                ? HalfWay(asked.Client, asked.SignIn with { State = new SignInState.NeedsNewPassword(proven) }, user, facts)
            : user.IsWhollyUnproven && Contact(proof, user) is { } contact
                ? HandOver(asked.Client, asked.SignIn, proven, user, contact with { Verification = proven.Verification }, facts)
                : Enter(asked.Client, asked.SignIn, proven, user, facts);
    }

    private static UserContact? Contact(FactorProof proof, User user) =>
        proof is { Field: { } field, Contact: { } id } ? user.ContactsIn(field).FirstOrDefault(contact => contact.Id == id) : null;

    /// <summary>No first factor alone gives somebody a session who has turned on a second one (SECURITY.md M01).</summary>
    private static Decision<SignIn> Enter(Client client, SignIn signIn, FactorProof first, User user, Facts facts) =>
        SignInFactors.Second(user, facts.Instance).IsEmpty
            ? Complete(client, signIn, first, null, user, facts)
            : HalfWay(client, signIn with { State = new SignInState.NeedsSecondFactor(first) }, user, facts);

    /// <summary>
    /// Something was proven, and more is to be. The user is saved although it may be as it was: where somebody counted a miss on it meanwhile, that
    /// save loses, and this proof is judged again behind the lock. Else a thousand guesses at once would each be told whether it is right
    /// (SECURITY.md C05). The cookie is another one from here on, also where somebody else is signed in beside: whoever planted the one that came may not
    /// go on with what was proven (SECURITY.md S01).
    /// </summary>
    private static Decision<SignIn> HalfWay(Client client, SignIn signIn, User user, Facts facts) =>
        Accept(client.WithNewToken(facts), signIn, facts, [new Effect.SaveUser(Rehashed(user, facts))]);

    private static Decision<SignIn> Complete(Client client, SignIn signIn, FactorProof first, FactorProof? second, User user, Facts facts)
    {
        var session = Session.Begin(SessionId.From(signIn.Id.Value), user.Id, facts.Now, facts.Instance.Sessions) with
        {
            FirstFactorAt = first.Verification.VerifiedAt ?? facts.Now,
            SecondFactorAt = second?.Verification.VerifiedAt,
        };
        var complete = signIn with { State = new SignInState.Complete(first, second, session.Id) };
        var linked = Linked(signIn, first, user, facts);
        var next = (client with { SignIn = complete, LastAuthenticationStrategy = first.Verification.Strategy }).Beginning(session, facts);
        var entered = Rehashed(linked.User, facts) with
        {
            LastSignInAt = user.LastSignInAt > facts.Now ? user.LastSignInAt : facts.Now,
            Misses = AccountMisses.Counting(client, user, facts) is null ? user.Misses.Forgiving(client.Id) : user.Misses,
        };
        return Decision.Accept(next.ChangedAt(facts.Now), complete, [.. linked.Before, new Effect.SaveUser(entered, session), .. linked.After]);
    }

    // The password that was checked, as it is kept today; a new one that the step has set is that already.
    private static User Rehashed(User user, Facts facts) =>
        facts.Account?.Rehash is { } hash && user.Password is { } old && ReferenceEquals(old, facts.Account.User?.Password)
            ? user with { Password = old with { Hash = hash } } : user;

    /// <summary>Counts a wrong proof: on the attempt, and where it slows and locks.</summary>
    private static Decision<SignIn> Missed(Asked asked, FactorProof proof, Facts facts)
    {
        var (client, why) = (asked.Client, WrongProof(asked.Strategy, facts));
        var signIn = asked.Keeping(proof with { Verification = proof.Verification with { Misses = proof.Verification.Misses + 1 } });
        var next = (client with { SignIn = signIn }).ChangedAt(facts.Now);
        if (facts.Account is { User: { } user })
        {
            var (counted, missed) = AccountMisses.Add(next, user, facts);
            return new Decision<SignIn>(counted, null, [new Effect.SaveUser(missed)], [why]);
        }

        var strays = (facts.Account?.StrayMisses ?? Misses.None).Add(facts.Now, facts.RequestId, client.Id, facts.Instance.Lockout);
        return new Decision<SignIn>(next, null, [new Effect.SaveStrayMisses(signIn.Identifier!.Value.Key, MissedAt.SignIn, strays)], [why]);
    }

    private static AuthError WrongProof(IStrategy strategy, Facts facts) =>
        strategy is not PasswordStrategy ? AuthErrors.CodeIncorrect
        : facts.Instance.SignIns.HidesAccounts ? AuthErrors.PasswordOrIdentifierIncorrect : AuthErrors.PasswordIncorrect;

    private static FactorProof ByPassword(SignIn signIn, Facts facts) => new(new Verification(
        VerificationId.From(facts.Entropy.Text("first factor")), PasswordStrategy.StrategyName, "", facts.Now, signIn.AbandonAt, Misses: 0, VerifiedAt: null));

    private static Decision<SignIn> Accept(Client client, SignIn next, Facts facts, ImmutableArray<Effect> effects) =>
        Decision.Accept((client with { SignIn = next }).ChangedAt(facts.Now), next, effects);

    private static Decision<SignIn> Refuse(Client? client, AuthError why) => Decision.Refuse<SignIn>(client, why);

    /// <summary>A factor that a step is asked for: what of it the account offers, and how far its proof has got.</summary>
    /// <param name="Client">The client with the attempt.</param>
    /// <param name="SignIn">The attempt.</param>
    /// <param name="Strategy">The strategy that is asked for.</param>
    /// <param name="Offered">The factors of that strategy that the attempt offers in its state.</param>
    private sealed record Asked(Client Client, SignIn SignIn, IStrategy Strategy, ImmutableArray<Factor> Offered)
    {
        /// <summary>What a refusal that is not counted leaves.</summary>
        public Client? AsItCame { get; init; } = Client;

        public bool IsSecond => SignIn.State is SignInState.NeedsSecondFactor;

        public FactorProof? Proof => SignIn.State switch
        {
            SignInState.NeedsFirstFactor open => open.Proof,
            SignInState.NeedsSecondFactor open => open.Proof,
            _ => null,
        };

        public AuthError NotOffered => IsSecond ? AuthErrors.NoSecondFactors : AuthErrors.StrategyForUserInvalid;

        public static Asked Of(Client client, SignIn signIn, IStrategy strategy, Facts facts) => new(client, signIn, strategy, signIn.State switch
        {
            SignInState.NeedsSecondFactor when strategy is ISecondFactor second && facts.Account?.User is { } user =>
                [.. second.OfferSecond(FactorSource.Of(user))],
            SignInState.NeedsFirstFactor when strategy is IFirstFactor first
                && SignInFactors.Source(signIn, facts.Account?.User, facts.Instance) is { } source => [.. first.Offer(source)],
            _ => [],
        });

        /// <summary>
        /// Whether it is about the password of an account that has none, or none that its owner has set, which whoever asks may not be told.
        /// </summary>
        public bool HasNothingToReset(Facts facts) =>
            Strategy is IFirstFactor { ResetsPassword: true } && facts.Account?.User is not { Password: not null, IsWhollyUnproven: false };

        public SignIn Keeping(FactorProof proof) => SignIn with
        {
            State = SignIn.State is SignInState.NeedsSecondFactor second ? second with { Proof = proof } : new SignInState.NeedsFirstFactor(proof),
        };
    }
}
