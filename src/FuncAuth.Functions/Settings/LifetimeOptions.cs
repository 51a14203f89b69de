using FuncAuth.Instances;

namespace FuncAuth.Functions.Settings;

/// <summary>How one-time codes live.</summary>
public sealed record CodeOptions : IChecked
{
    public const string Section = "FuncAuth:Codes";

    /// <summary>At most 10 minutes (NIST SP 800-63B-4, out-of-band verifiers).</summary>
    public int LifetimeSeconds { get; set; } = 600;

    public int MaxMisses { get; set; } = 3;

    public int ResendAfterSeconds { get; set; } = 30;

    public CodeRules ToRules() => new(TimeSpan.FromSeconds(LifetimeSeconds), MaxMisses, TimeSpan.FromSeconds(ResendAfterSeconds));

    public IEnumerable<string> Complaints() =>
    [
        .. Setting.Outside(Setting.Name(Section, nameof(LifetimeSeconds)), LifetimeSeconds, 1, 600),
        .. Setting.Outside(Setting.Name(Section, nameof(MaxMisses)), MaxMisses, 1, 10),
        .. Setting.Outside(Setting.Name(Section, nameof(ResendAfterSeconds)), ResendAfterSeconds, 0, 600),
    ];
}

/// <summary>How long sessions and their tokens live.</summary>
public sealed record SessionOptions : IChecked
{
    public const string Section = "FuncAuth:Sessions";

    /// <summary>At most 30 days: then people prove themselves again (NIST SP 800-63B-4, AAL1), and the protocol's session is abandoned.</summary>
    public int LifetimeHours { get; set; } = 168;

    /// <summary>
    /// How long a session may lie unused; 0 is as long as it lives. A page that is open uses it every minute, and that is noted every ten: so it is over up
    /// to ten minutes earlier, and the least limit is a quarter of an hour.
    /// </summary>
    public int IdleMinutes { get; set; }

    /// <summary>At most 5 minutes: for so long a session that was ended still opens doors that only look at the token.</summary>
    public int TokenLifetimeSeconds { get; set; } = 60;

    public SessionRules ToRules() => SessionRules.Default with
    {
        Lifetime = TimeSpan.FromHours(LifetimeHours),
        TokenLifetime = TimeSpan.FromSeconds(TokenLifetimeSeconds),
        IdleLimit = IdleMinutes == 0 ? null : TimeSpan.FromMinutes(IdleMinutes),
    };

    public IEnumerable<string> Complaints() =>
    [
        .. Setting.Outside(Setting.Name(Section, nameof(LifetimeHours)), LifetimeHours, 1, 720),
        .. IdleMinutes is 0 or (>= 15 and <= 43200) ? Array.Empty<string>() : [$"{Setting.Name(Section, nameof(IdleMinutes))} must be 0 or from 15 to 43200."],
        .. Setting.Outside(Setting.Name(Section, nameof(TokenLifetimeSeconds)), TokenLifetimeSeconds, 30, 300),
    ];
}
