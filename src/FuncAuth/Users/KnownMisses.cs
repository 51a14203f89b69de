using FuncAuth.Instances;

namespace FuncAuth.Users;

/// <summary>
/// Wrong codes and passwords on clients that know the user, of all these clients together. Each of them has a count of its own, and whoever has the
/// password can make as many clients known as they like: so there is an end to it for the account (NIST SP 800-63B-4, throttling, which allows 100;
/// SECURITY.md C05). A count and no list, because a user is one row of limited size.
/// </summary>
/// <param name="Count">How many since <paramref name="Since"/>.</param>
/// <param name="Since">When the first of them was.</param>
/// <param name="By">The request that counted last, so that a step that is decided again counts once.</param>
public sealed record KnownMisses(int Count, DateTimeOffset Since, string By)
{
    /// <summary>From how many on no client has a count of its own any more.</summary>
    public const int Most = 100;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>One more; what is older than an hour, or than a miss counts if that is longer, is forgotten.</summary>
    public static KnownMisses Add(KnownMisses? before, DateTimeOffset now, string by, LockoutRules rules) =>
        before is null || before.IsOverAt(now, rules) ? new KnownMisses(1, now, by)
        : before.By == by ? before
        : before with { Count = before.Count + 1, By = by };

    /// <summary>Whether there were too many.</summary>
    public bool AreSpentAt(DateTimeOffset now, LockoutRules rules) => Count >= Most && !IsOverAt(now, rules);

    private bool IsOverAt(DateTimeOffset now, LockoutRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return now >= Since + (rules.Window > Hour ? rules.Window : Hour);
    }
}
