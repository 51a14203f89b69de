using System.Collections.Immutable;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Users;

/// <summary>A person with an account.</summary>
public sealed partial record User
{
    public required UserId Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? Username { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public ImmutableArray<EmailAddress> EmailAddresses { get; init; } = [];

    public ImmutableArray<PhoneNumber> PhoneNumbers { get; init; } = [];

    /// <summary>Contacts that were the user's until a short while ago, oldest first; only for word of their removal.</summary>
    public ImmutableArray<RemovedContact> RemovedContacts { get; init; } = [];

    /// <summary>Accounts at external providers, one of a provider at most, in the order in which they were linked.</summary>
    public ImmutableArray<ExternalAccount> ExternalAccounts { get; init; } = [];

    public IdentificationId? PrimaryEmailAddress { get; init; }

    public IdentificationId? PrimaryPhoneNumber { get; init; }

    /// <summary>What the password is checked against; null where the user has none.</summary>
    public PasswordCredential? Password { get; init; }

    /// <summary>A JSON object that the front end may read and write: nothing may be trusted that is in it.</summary>
    public string UnsafeMetadata { get; init; } = "{}";

    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>When the user accepted the terms of the instance; null where nobody asked.</summary>
    public DateTimeOffset? LegalAcceptedAt { get; init; }

    /// <summary>The person's language, for messages (BCP 47); null where it was never said.</summary>
    public string? Locale { get; init; }

    /// <summary>Wrong codes and passwords of strangers; those of a client that knows the user are counted there (<see cref="Clients.KnownUser"/>).</summary>
    public Misses Misses { get; init; } = Misses.None;

    /// <summary>Wrong codes and passwords of all clients that know the user, to put an end to them; null where there were none.</summary>
    public KnownMisses? KnownMisses { get; init; }

    /// <summary>When a second factor was last turned on where there was none; null where none ever was.</summary>
    public DateTimeOffset? MfaEnabledAt { get; init; }

    /// <summary>When the last second factor was last turned off; null where none ever was. Turning one on again leaves it.</summary>
    public DateTimeOffset? MfaDisabledAt { get; init; }

    /// <summary>From when on older sessions are over, wherever they are; null where they never were ended from elsewhere.</summary>
    public SessionCut? SessionsCut { get; init; }

    /// <summary>When the account was last made safe against those who could get into it before; null where it never was.</summary>
    public DateTimeOffset? SecuredAt => new[] { Password?.UpdatedAt, MfaEnabledAt, SessionsCut?.At }.Max();

    /// <summary>Whether <paramref name="identifier"/> is one of the user's.</summary>
    public bool IsFoundBy(TypedIdentifier identifier) => identifier.Kind switch
    {
        Fields.EmailAddress or Fields.PhoneNumber => ContactsIn(identifier.Kind).Any(contact => contact.Value == identifier.Text && !contact.IsPending),
        Fields.Username => Username == identifier.Text,
        _ => false,
    };

    /// <summary>Whether a second factor is asked for after the first.</summary>
    public bool HasSecondFactor => !FactorSource.Of(this).SecondFactors.IsEmpty;

    /// <summary>Whether the user has ended <paramref name="session"/> from elsewhere, together with all others of its time.</summary>
    public bool HasCut(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return SessionsCut is { } cut && session.CreatedAt <= cut.At && session.Id != cut.Kept;
    }

    /// <summary>
    /// The same with every session ended but <paramref name="kept"/>. In the user's own row, so that it holds together with the change of a
    /// credential that asks for it, and at once: whoever uses a session reads its user.
    /// </summary>
    public User CuttingSessions(DateTimeOffset now, SessionId? kept) =>
        this with { SessionsCut = new SessionCut(AfterSignIns(now), kept) };

    /// <summary>
    /// When a change is made that is to count against whoever has signed in before: later than all of them, also where they were on machines whose clocks
    /// are ahead.
    /// </summary>
    public DateTimeOffset AfterSignIns(DateTimeOffset now) => LastSignInAt >= now ? LastSignInAt.Value.AddTicks(1) : now;

    /// <summary>The same after a change, with a time of change that is later than the last one: pages listen to it (Frontend API).</summary>
    public User ChangedAt(DateTimeOffset now)
    {
        var later = UpdatedAt.AddMilliseconds(1);
        return WithoutLostWays(now) with { UpdatedAt = now > later ? now : later, RemovedContacts = [.. RemovedContacts.Where(contact => contact.IsKnownAt(now))] };
    }

    /// <summary>The same, remembering a contact that it no longer has.</summary>
    public User Remembering(RemovedContact removed)
    {
        ImmutableArray<RemovedContact> all = [.. RemovedContacts.Where(other => other.Id != removed.Id), removed];
        return this with { RemovedContacts = all.Length <= RemovedContact.Most ? all : all[^RemovedContact.Most..] };
    }

    /// <summary>Only the id: the printed form of a record would hold what the person gave.</summary>
    public override string ToString() => Id.Value;

    /// <summary>
    /// The user that a sign-up turns into. Its ids derive from the sign-up's, so that a completion that is done again makes the same one.
    /// </summary>
    public static User From(SignUp signUp, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signUp);
        var id = UserId.From(signUp.Id.Value);
        var collected = signUp.Collected;
        var email = collected.EmailAddress is { } address
            ? new EmailAddress(IdentificationId.From($"{id}/{Fields.EmailAddress}/{address.Value}"), address.Value, address.Verification, now)
            : null;
        var phone = collected.PhoneNumber is { } number
            ? new PhoneNumber(IdentificationId.From($"{id}/{Fields.PhoneNumber}/{number.Value}"), number.Value, number.Verification, now)
            : null;

        return new User
        {
            Id = id,
            CreatedAt = now,
            UpdatedAt = now,
            Username = collected.Username,
            FirstName = collected.FirstName,
            LastName = collected.LastName,
            EmailAddresses = email is null ? [] : [email],
            PhoneNumbers = phone is null ? [] : [phone],
            PrimaryEmailAddress = email?.Id,
            PrimaryPhoneNumber = phone?.Id,
            ExternalAccounts = collected.ExternalAccount is { } external ? [ExternalAccount.Linked(id, external, now)] : [],
            Password = collected.PasswordHash is { } hash ? new PasswordCredential(hash, now) : null,
            UnsafeMetadata = collected.UnsafeMetadata,
            LastSignInAt = now,
            LegalAcceptedAt = collected.LegalAcceptedAt,
            Locale = collected.Locale,
        };
    }
}

/// <summary>An e-mail address of a user.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Value">The canonical address.</param>
/// <param name="Verification">How it was proven; null where it never was.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record EmailAddress(IdentificationId Id, string Value, Verification? Verification, DateTimeOffset CreatedAt)
{
    /// <summary>Whether it was added and not proven yet: it reserves nothing (SECURITY.md U07), and nobody is found by it.</summary>
    public bool IsPending { get; init; }

    /// <summary>When something about it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    /// <summary>Whether it was proven.</summary>
    public bool IsVerified => Verification is { IsVerified: true };

    /// <summary>Only the id: the printed form of a record would hold the address.</summary>
    public override string ToString() => Id.Value;
}

/// <summary>A phone number of a user.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Value">The number in E.164.</param>
/// <param name="Verification">How it was proven; null where it never was.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record PhoneNumber(IdentificationId Id, string Value, Verification? Verification, DateTimeOffset CreatedAt)
{
    /// <summary>Whether it is kept for the second factor, and then is no first one.</summary>
    public bool ReservedForSecondFactor { get; init; }

    /// <summary>Whether it is the second factor that is meant where nobody says which.</summary>
    public bool IsDefaultSecondFactor { get; init; }

    /// <summary>Whether it was added and not proven yet: it reserves nothing (SECURITY.md U07), and nobody is found by it.</summary>
    public bool IsPending { get; init; }

    /// <summary>When something about it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    /// <summary>Whether it was proven.</summary>
    public bool IsVerified => Verification is { IsVerified: true };

    /// <summary>Only the id: the printed form of a record would hold the number.</summary>
    public override string ToString() => Id.Value;
}

/// <summary>Sessions that were ended from elsewhere.</summary>
/// <param name="At">Whatever began until then is over.</param>
/// <param name="Kept">But this one; null where none is kept.</param>
public sealed record SessionCut(DateTimeOffset At, SessionId? Kept);
