using System.Collections.Immutable;
using System.Diagnostics;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.SignUps;

/// <summary>One attempt to sign up: gathers fields over several requests until nothing is missing, then turns into a user.</summary>
/// <param name="Id">Its id on the wire; the ids of the user and the session derive from it.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="AbandonAt">From when on it counts as abandoned.</param>
/// <param name="Collected">What was gathered so far.</param>
/// <param name="State">Gathering, completing, or complete.</param>
public sealed record SignUp(SignUpId Id, DateTimeOffset CreatedAt, DateTimeOffset AbandonAt, Collected Collected, SignUpState State)
{
    /// <summary>Whether its time has run out. Read off the clock and never stored, so no timer has to flip a row.</summary>
    public bool IsAbandonedAt(DateTimeOffset now) => State is SignUpState.Gathering && now >= AbandonAt;

    /// <summary>Whether a page has still something to do with it, or to wait for.</summary>
    public bool IsCurrentAt(DateTimeOffset now) => State is SignUpState.Completing || IsOpenAt(now);

    /// <summary>Whether it can still be changed.</summary>
    public bool IsOpenAt(DateTimeOffset now) => State is SignUpState.Gathering && now < AbandonAt;
}

/// <summary>Where a sign-up stands.</summary>
public abstract record SignUpState
{
    private SignUpState() { }

    /// <summary>Fields are still being gathered or proven.</summary>
    public sealed record Gathering : SignUpState;

    /// <summary>
    /// Nothing is missing any more, and what was collected is final: the save that made it so elected this request among all that ran
    /// beside it. Claims and user are made from here on, always from the same data; whoever meets this state finishes the job.
    /// </summary>
    public sealed record Completing : SignUpState;

    /// <summary>It turned into a user and a session, and changes no more.</summary>
    public sealed record Complete(UserId User, SessionId Session) : SignUpState;
}

/// <summary>What a sign-up has gathered.</summary>
public sealed record Collected
{
    public Contact? EmailAddress { get; init; }

    public Contact? PhoneNumber { get; init; }

    public string? Username { get; init; }

    /// <summary>The hash of the password; dropped on completion, when the user has it.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Whether a password was given.</summary>
    public bool HasPassword { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>A JSON object, passed on to the user.</summary>
    public string UnsafeMetadata { get; init; } = "{}";

    /// <summary>The person's language, for messages (BCP 47).</summary>
    public string? Locale { get; init; }

    /// <summary>When the terms of the instance were accepted; null where they were not.</summary>
    public DateTimeOffset? LegalAcceptedAt { get; init; }

    /// <summary>The way to an external provider that was begun last; null where none was.</summary>
    public ExternalProof? External { get; init; }

    /// <summary>The account at a provider that the user is going to have; null where there is none, or another attempt has to take it over.</summary>
    public ExternalIdentity? ExternalAccount => External?.Stage is ExternalStage.Proven { IsTransferable: false } proven ? proven.Identity : null;

    /// <summary>Whether the field has a value.</summary>
    public bool Has(string field) => field switch
    {
        Fields.EmailAddress => EmailAddress is not null,
        Fields.PhoneNumber => PhoneNumber is not null,
        Fields.Username => Username is not null,
        Fields.Password => HasPassword,
        Fields.FirstName => FirstName is not null,
        Fields.LastName => LastName is not null,
        Fields.LegalAccepted => LegalAcceptedAt is not null,
        _ => throw new UnreachableException(),
    };

    /// <summary>The contact in that field; null where none was given or the field is no contact.</summary>
    public Contact? ContactIn(string field) => field switch
    {
        Fields.EmailAddress => EmailAddress,
        Fields.PhoneNumber => PhoneNumber,
        _ => null,
    };

    /// <summary>The same with another contact in that field.</summary>
    public Collected With(string field, Contact contact) => field switch
    {
        Fields.EmailAddress => this with { EmailAddress = contact },
        Fields.PhoneNumber => this with { PhoneNumber = contact },
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// The same without those of its identifiers that are in <paramref name="taken"/>. An account at a provider that is somebody's by now waits for a sign-in to
    /// take it over: the person has proven that it is theirs.
    /// </summary>
    public Collected Without(IReadOnlySet<Identifier> taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        return Identifiers.Where(taken.Contains).Aggregate(this, (rest, identifier) => identifier.Kind switch
        {
            Fields.EmailAddress => rest with { EmailAddress = null },
            Fields.PhoneNumber => rest with { PhoneNumber = null },
            Fields.Username => rest with { Username = null },
            _ when identifier == rest.ExternalAccount?.Identifier => rest with { External = rest.External! with { Stage = new ExternalStage.Proven(rest.ExternalAccount, IsTransferable: true) } },
            _ => throw new UnreachableException(),
        });
    }

    /// <summary>Nothing of it: the printed form of a record would hold what the person gave.</summary>
    public override string ToString() => "[collected]";

    /// <summary>Everything in it that must be unique over the instance.</summary>
    public ImmutableArray<Identifier> Identifiers
    {
        get
        {
            var identifiers = ImmutableArray.CreateBuilder<Identifier>(4);
            if (EmailAddress is { } email)
                identifiers.Add(Identifier.Of(Fields.EmailAddress, email.Value));
            if (PhoneNumber is { } phone)
                identifiers.Add(Identifier.Of(Fields.PhoneNumber, phone.Value));
            if (Username is { } username)
                identifiers.Add(Identifier.Of(Fields.Username, username));
            if (ExternalAccount is { } external)
                identifiers.Add(external.Identifier);
            return identifiers.ToImmutable();
        }
    }
}

/// <summary>A contact that was given, and its proof as far as it has got. Another value is another contact: the proof does not carry over.</summary>
public sealed record Contact(string Value, Verification? Verification = null)
{
    /// <summary>Whether it was proven.</summary>
    public bool IsVerified => Verification is { IsVerified: true };

    /// <summary>Nothing of it, for the same reason.</summary>
    public override string ToString() => "[contact]";
}
