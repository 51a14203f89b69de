using System.Collections.Immutable;
using FuncAuth.Messages.Templates;
using FuncAuth.Strategies;

namespace FuncAuth.Instances;

/// <summary>One deployment and its settings: what may be asked of people, how long things live, and who may call.</summary>
public sealed record Instance
{
    /// <summary>The name that people read in messages and in prebuilt screens.</summary>
    public required string ApplicationName { get; init; }

    /// <summary>Development instances have test mode and take loopback origins; production instances refuse both.</summary>
    public required bool IsDevelopment { get; init; }

    /// <summary>The key that front ends carry; it holds the host that session tokens name as their issuer (Frontend API).</summary>
    public required PublishableKey PublishableKey { get; init; }

    /// <summary>Who may call from a browser.</summary>
    public required AllowedOrigins AllowedOrigins { get; init; }

    /// <summary>
    /// The domain whose pages may read when the set of sessions last changed (<c>__client_uat</c>, Frontend API); null where only this host may.
    /// </summary>
    public string? CookieDomain { get; init; }

    /// <summary>Whether reserved test identifiers take the code 424242 (Frontend API). Never on in production.</summary>
    public required bool TestMode { get; init; }

    /// <summary>Whether a client holds at most one active session.</summary>
    public required bool SingleSession { get; init; }

    /// <summary>What may, and what must, be known of a user.</summary>
    public required AttributeRules Attributes { get; init; }

    /// <summary>How one-time codes live.</summary>
    public required CodeRules Codes { get; init; }

    /// <summary>How passwords are judged.</summary>
    public required PasswordRules Passwords { get; init; }

    /// <summary>How people sign in.</summary>
    public SignInRules SignIns { get; init; } = SignInRules.Default;

    /// <summary>
    /// Whether nobody may learn that a value of this attribute has an account. That a username has one is told to whoever wants it: they have to choose
    /// another (SECURITY.md E09).
    /// </summary>
    public bool Hides(string field) => SignIns.HidesAccounts && field is not SignUps.Fields.Username;

    /// <summary>When wrong codes and passwords slow and lock an account.</summary>
    public LockoutRules Lockout { get; init; } = LockoutRules.Default;

    /// <summary>How long sessions and their tokens live.</summary>
    public required SessionRules Sessions { get; init; }

    /// <summary>Which phone numbers are taken.</summary>
    public PhoneRules Phones { get; init; } = PhoneRules.Everywhere;

    /// <summary>What messages say.</summary>
    public MessageRules Messages { get; init; } = MessageRules.Default;

    /// <summary>Who may sign up.</summary>
    public SignUpMode SignUpMode { get; init; } = SignUpMode.Public;

    /// <summary>Whether the terms must be accepted before a sign-up completes.</summary>
    public bool LegalConsent { get; init; }

    /// <summary>Where the terms of use are, for prebuilt screens to link to; null where there are none.</summary>
    public Uri? TermsUrl { get; init; }

    /// <summary>Where the privacy policy is, for the same.</summary>
    public Uri? PrivacyPolicyUrl { get; init; }

    /// <summary>How usernames are judged.</summary>
    public UsernameRules Usernames { get; init; } = UsernameRules.Default;

    /// <summary>Whether users may delete their own accounts.</summary>
    public bool UsersMayDeleteThemselves { get; init; } = true;

    /// <summary>Which addresses and numbers may sign up.</summary>
    public Restrictions Restrictions { get; init; } = Restrictions.None;

    /// <summary>How long an attempt stays open before it counts as abandoned (Frontend API: 24 hours).</summary>
    public TimeSpan AttemptLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the client cookie lives; browsers cap at 400 days.</summary>
    public TimeSpan ClientLifetime { get; init; } = TimeSpan.FromDays(400);

    /// <summary>The ways to prove or verify that are built and switched on.</summary>
    public StrategyCatalog Strategies { get; init; } = StrategyCatalog.All;
}

/// <summary>Everything an instance can ask of a person, by the protocol's attribute names.</summary>
public sealed record AttributeRules
{
    public required AttributeRule EmailAddress { get; init; }

    public required AttributeRule PhoneNumber { get; init; }

    public required AttributeRule Username { get; init; }

    public required AttributeRule Password { get; init; }

    public required AttributeRule FirstName { get; init; }

    public required AttributeRule LastName { get; init; }

    /// <summary>The rules with their names, in the order in which sign-ups list fields.</summary>
    public ImmutableArray<(string Name, AttributeRule Rule)> All =>
    [
        (SignUps.Fields.EmailAddress, EmailAddress),
        (SignUps.Fields.PhoneNumber, PhoneNumber),
        (SignUps.Fields.Username, Username),
        (SignUps.Fields.FirstName, FirstName),
        (SignUps.Fields.LastName, LastName),
        (SignUps.Fields.Password, Password),
    ];
}

/// <summary>How one attribute is treated at sign-up.</summary>
/// <param name="Enabled">Whether it may be given at all.</param>
/// <param name="Required">Whether a sign-up cannot complete without it.</param>
/// <param name="VerifyAtSignUp">Whether, once given, it must be proven before the sign-up completes.</param>
public sealed record AttributeRule(bool Enabled, bool Required, bool VerifyAtSignUp)
{
    /// <summary>Not asked for and not taken.</summary>
    public static AttributeRule Off { get; } = new(false, false, false);
}

/// <summary>Who may sign up (Frontend API).</summary>
public enum SignUpMode
{
    /// <summary>Everybody.</summary>
    Public,

    /// <summary>Nobody on their own. A sign-up that had begun before may still be completed.</summary>
    Restricted,
}

/// <summary>How one-time codes live (Frontend API; NIST SP 800-63B-4, out-of-band verifiers).</summary>
/// <param name="Lifetime">From making to expiry; at most 10 minutes (NIST).</param>
/// <param name="MaxMisses">Wrong tries after which a code is dead.</param>
/// <param name="ResendAfter">The least time between two codes for one verification.</param>
public sealed record CodeRules(TimeSpan Lifetime, int MaxMisses, TimeSpan ResendAfter)
{
    /// <summary>10 minutes, 3 misses, 30 seconds.</summary>
    public static CodeRules Default { get; } = new(TimeSpan.FromMinutes(10), 3, TimeSpan.FromSeconds(30));
}

/// <summary>How passwords are judged (NIST SP 800-63B-4: length counts, composition does not).</summary>
/// <param name="MinLength">Fewest code points.</param>
/// <param name="MaxLength">Most code points that are taken; nothing is ever cut off.</param>
/// <param name="AnnouncedMaxLength">The limit that the Environment announces; the client library knows none above 72.</param>
public sealed record PasswordRules(int MinLength, int MaxLength, int AnnouncedMaxLength)
{
    /// <summary>The least strength, 0 to 4 on zxcvbn's scale; 0 takes any. 2 is a million guesses: out of reach of whoever has to ask us.</summary>
    public int MinStrength { get; init; } = 2;

    /// <summary>Whether passwords are looked up in a list of leaked ones.</summary>
    public bool AreLookedUp { get; init; }

    /// <summary>8 to 256 code points, announced as 72.</summary>
    public static PasswordRules Default { get; } = new(8, 256, 72);
}

/// <summary>How people sign in.</summary>
/// <param name="FirstFactors">The strategies that may be a first factor.</param>
/// <param name="SecondFactors">The strategies that may be a second factor.</param>
/// <param name="HidesAccounts">
/// Whether nobody learns from a sign-in or a sign-up that an identifier has an account (SECURITY.md E01 to E08). Off, the protocol's own answers
/// tell.
/// </param>
public sealed record SignInRules(ImmutableArray<string> FirstFactors, ImmutableArray<string> SecondFactors, bool HidesAccounts)
{
    /// <summary>Everything that is built, and the protocol's own answers.</summary>
    public static SignInRules Default { get; } = new(
        ["password", "email_code", "phone_code", "reset_password_email_code", "reset_password_phone_code"], ["phone_code"], HidesAccounts: false);

    // Arrays compare by reference, rules by what they say.
    public bool Equals(SignInRules? other) =>
        other is not null && HidesAccounts == other.HidesAccounts && FirstFactors.SequenceEqual(other.FirstFactors) && SecondFactors.SequenceEqual(other.SecondFactors);

    public override int GetHashCode() => HashCode.Combine(string.Join(',', FirstFactors), string.Join(',', SecondFactors), HidesAccounts);
}

/// <summary>When wrong codes and passwords slow and lock an account (Frontend API: 10 in all, one hour; NIST SP 800-63B-4 allows 100).</summary>
/// <param name="MaxMisses">The miss that locks.</param>
/// <param name="Window">How long a miss counts.</param>
/// <param name="Duration">How long the lock holds.</param>
public sealed record LockoutRules(int MaxMisses, TimeSpan Window, TimeSpan Duration)
{
    /// <summary>10 misses in an hour lock for an hour.</summary>
    public static LockoutRules Default { get; } = new(10, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
}

/// <summary>How long sessions and their tokens live (Frontend API).</summary>
/// <param name="Lifetime">From sign-in to the absolute end.</param>
/// <param name="AbandonAfter">The protocol's <c>abandon_at</c>, counted from sign-in, where inactivity is not limited.</param>
/// <param name="TokenLifetime">From <c>iat</c> to <c>exp</c> of a session token.</param>
/// <param name="LastActiveStep">How stale <c>last_active_at</c> may be before a refresh writes it again.</param>
public sealed record SessionRules(TimeSpan Lifetime, TimeSpan AbandonAfter, TimeSpan TokenLifetime, TimeSpan LastActiveStep)
{
    /// <summary>
    /// How long a session may lie unused; null where that is not limited. Use is noted every <see cref="LastActiveStep"/>, so it may be over by that much
    /// earlier and never later.
    /// </summary>
    public TimeSpan? IdleLimit { get; init; }

    /// <summary>When a session that began and was used then counts as abandoned.</summary>
    public DateTimeOffset AbandonAt(DateTimeOffset began, DateTimeOffset used) => IdleLimit is { } idle ? used + idle : began + AbandonAfter;

    /// <summary>7 days, 30 days, 60 seconds, 10 minutes; no limit of inactivity.</summary>
    public static SessionRules Default { get; } =
        new(TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10));
}
