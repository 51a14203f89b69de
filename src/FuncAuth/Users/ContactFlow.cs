using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.SignUps;
using FuncAuth.Strategies;

namespace FuncAuth.Users;

/// <summary>A user's own e-mail addresses and phone numbers: added, proven, removed (Frontend API). Pure.</summary>
public static class ContactFlow
{
    /// <summary>Most contacts of one kind that wait for their proof.</summary>
    public const int MaxPending = 5;

    /// <summary>Most contacts of one kind: a user is one row, and a row is finite.</summary>
    public const int Max = 20;

    /// <summary>
    /// <c>POST /v1/me/email_addresses</c>, <c>…/phone_numbers</c>: one more, which is the user's only once it is proven. What is in the facts as taken is
    /// refused; where nobody may learn who has an account nobody asks (SECURITY.md E08).
    /// </summary>
    public static Decision<UserContact> Add(Client client, User user, string field, string? sent, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (ContactText.Read(field, sent, facts.Instance, out var value) is { } fault)
            return Refuse(client, fault);

        // Once more, because the answer was lost or the page has forgotten: it goes on where it was.
        var own = user.ContactsIn(field);
        if (own.FirstOrDefault(contact => contact.Value == value) is { } known)
            return known.IsPending ? new Decision<UserContact>(client, known, [], []) : Refuse(client, AuthErrors.IdentifierExists(field));

        if (user.HasUnprovenPrimary)
            return Refuse(client, ContactErrors.OwnUnproven(field));
        if (own.Count(contact => contact.IsPending) >= MaxPending)
            return Refuse(client, ContactErrors.TooManyUnverified);
        if (own.Length >= Max)
            return Refuse(client, ContactErrors.TooMany(field));
        if (facts.Taken.Contains(Identifier.Of(field, value)))
            return Refuse(client, AuthErrors.IdentifierExists(field));

        var added = new UserContact(field, IdentificationId.From(facts.Entropy.Text($"contact {field}")), value, Verification: null, IsPending: true);
        return Save(client, added, user.Adding(added, facts.Now), facts);
    }

    /// <summary><c>POST …/{id}/prepare_verification</c>: a new code, sent; an earlier one is dead from now on.</summary>
    public static Decision<UserContact> Prepare(Client client, User user, string field, IdentificationId id, string? strategy, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (Find(user, field, id) is not { } contact)
            return Refuse(client, AuthErrors.ResourceNotFound);

        if (string.IsNullOrEmpty(strategy))
            return Refuse(client, strategy is null ? AuthErrors.ParamMissing("strategy") : AuthErrors.ParamNil("strategy"));
        if (facts.Instance.Strategies.Find<IFieldVerifier>(strategy) is not { } verifier || verifier.Field != field)
            return Refuse(client, AuthErrors.ParamValueInvalid("strategy"));

        if (contact.IsVerified)
            return Refuse(client, AuthErrors.VerificationAlreadyVerified);
        if (ContactText.Objection(field, contact.Value, facts.Instance) is { } objection)
            return Refuse(client, objection);
        if (user.ContactMisses.WhyLocked(facts) is { } locked)
            return Refuse(client, locked);
        if (user.CodesSent.WaitFor(contact, facts.Now, facts.Instance.Codes) is { } wait)
            return Refuse(client, AuthErrors.TooManyCodes((int)Math.Ceiling(wait.TotalSeconds)));

        var verification = new Verification(
            VerificationId.From(facts.Entropy.Text($"verification {field}")), verifier.Name, facts.Codes.CurrentKeyId,
            facts.Now, facts.Now + facts.Instance.Codes.Lifetime, Misses: 0, VerifiedAt: null);
        var prepared = contact with { Verification = verification };
        var next = user.Proving(prepared, facts.Now) with { CodesSent = user.CodesSent.Add(contact, facts.Now) };

        // Whether somebody else has it is not looked at here, where it could be told from the answer's time: whoever delivers the code looks.
        ImmutableArray<Effect> sent = SentCodes.IsFixed(verifier, contact.Value, facts.Instance)
            ? []
            : [new Effect.Send(new MessageOrder(verifier.Channel, new MessageSubject.ContactCode(user.Id, id), verification.Id, facts.TraceParent))];
        return Save(client, prepared, next, facts, sent);
    }

    /// <summary>
    /// <c>POST …/{id}/attempt_verification</c>: a wrong code is counted, with the right one the contact is the user's, unless it is somebody else's by now.
    /// </summary>
    public static Decision<UserContact> Attempt(Client client, User user, string field, IdentificationId id, Secret? code, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (Find(user, field, id) is not { } contact)
            return Refuse(client, AuthErrors.ResourceNotFound);

        if (code is null || string.IsNullOrWhiteSpace(code.Reveal()))
            return Refuse(client, code is null ? AuthErrors.ParamMissing("code") : AuthErrors.ParamNil("code"));

        if (user.ContactMisses.WhyClosed(facts) is { } closed)
            return Refuse(client, closed);
        if (contact.Verification is not { } verification)
            return Refuse(client, AuthErrors.VerificationMissing);
        if (verification.WhyClosed(facts.Now, facts.Instance.Codes) is { } over)
            return Refuse(client, over);
        if (facts.Instance.Strategies.Find<IFieldVerifier>(verification.Strategy) is not { } verifier || verifier.Field != field)
            return Refuse(client, AuthErrors.VerificationStrategyInvalid);

        if (!ContactCodes.Matches(code, user, verifier, contact, verification, facts))
        {
            var missed = contact with { Verification = verification with { Misses = verification.Misses + 1 } };
            var counted = user.Proving(missed, facts.Now) with
            {
                ContactMisses = user.ContactMisses.Add(facts.Now, facts.RequestId, client.Id, facts.Instance.Lockout),
            };
            return Save(client, missed, counted, facts) with { Subject = null, Errors = [AuthErrors.CodeIncorrect] };
        }

        if (facts.Taken.Contains(contact.Identifier))
        {
            var spent = contact with { Verification = null };
            return Save(client, spent, user.Proving(spent, facts.Now), facts) with { Subject = null, Errors = [ContactErrors.Claimed(field)] };
        }

        var proven = contact with { Verification = verification with { VerifiedAt = facts.Now }, IsPending = false };
        var kind = field is Fields.EmailAddress ? NoticeKind.EmailAddressAdded : NoticeKind.PhoneNumberAdded;
        var saved = Save(client, proven, user.Proving(proven, facts.Now), facts, contact.IsPending ? Notices.Of(kind, user, facts) : []);
        return saved with { Effects = saved.Effects.Insert(0, new Effect.Claim(contact.Identifier, user.Id)) };
    }

    /// <summary><c>DELETE …/{id}</c>: it is the user's no more, unless nothing would be left to sign in with.</summary>
    public static Decision<UserContact> Remove(Client client, User user, string field, IdentificationId id, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        if (Find(user, field, id) is not { } contact)
            return Refuse(client, AuthErrors.ResourceNotFound);

        var after = user.Without(contact, facts.Now);
        if (!contact.IsPending && WhyKept(contact, user, after, facts.Instance) is { } why)
            return Refuse(client, why);

        if (contact.IsPending)
            return Save(client, contact, after, facts);

        // The claim is given up last: whoever dies before it leaves one that counts for nobody and lapses.
        var remembering = after.Remembering(new RemovedContact(contact.Id, field, contact.Value, facts.Now));
        var kind = field is Fields.EmailAddress ? NoticeKind.EmailAddressRemoved : NoticeKind.PhoneNumberRemoved;
        return Save(
            client, contact, remembering, facts,
            [new Effect.Release(contact.Identifier, user.Id), .. Notices.Of(kind, user, facts, contact.Id), .. SecondFactorFlow.Told(user, after, facts)]);
    }

    private static AuthError? WhyKept(UserContact contact, User before, User after, Instance instance)
    {
        var rule = contact.Field is Fields.EmailAddress ? instance.Attributes.EmailAddress : instance.Attributes.PhoneNumber;
        var isLast = !after.ContactsIn(contact.Field).Any(other => !other.IsPending && (other.IsVerified || !contact.IsVerified));
        return rule is { Enabled: true, Required: true } && isLast ? ContactErrors.LastRequired(contact.Field)
            : WaysIn.Has(before, instance) && !WaysIn.Has(after, instance) ? ContactErrors.LastWayIn
            : before.LosesItsProofTo(after) ? ContactErrors.LastProof
            : null;
    }

    private static UserContact? Find(User user, string field, IdentificationId id) => user.ContactsIn(field).FirstOrDefault(contact => contact.Id == id);

    private static Decision<UserContact> Save(Client client, UserContact subject, User next, Facts facts, params ImmutableArray<Effect> more) =>
        new(client, subject, [new Effect.SaveUser(next.ChangedAt(facts.Now)), .. more], []);

    private static Decision<UserContact> Refuse(Client client, AuthError why) => Decision.Refuse<UserContact>(client, why);
}
