using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Instances;

namespace FuncAuth.Users;

/// <summary>One wrong code or password.</summary>
/// <param name="At">When.</param>
/// <param name="By">The request, or the code and how often it had been missed, so that a step that is decided again counts once.</param>
/// <param name="Client">Where it was made: who proves themselves in the end is forgiven their own misses, and nobody else's.</param>
public sealed record Miss(DateTimeOffset At, string By, ClientId Client);

/// <summary>
/// The wrong codes and passwords of the last while, over every way to prove something: a new code does not buy new tries (NIST SP 800-63B-4,
/// throttling; SECURITY.md C05). Whether that slows or locks is read off the clock, so nothing has to unlock.
/// </summary>
/// <param name="Recent">The misses, oldest first; never more than lock.</param>
public sealed record Misses(ImmutableArray<Miss> Recent)
{
    /// <summary>None.</summary>
    public static Misses None { get; } = new([]);

    /// <summary>The miss from which on the next try has to wait, longer each time: somebody who mistypes is not bothered, a guesser is.</summary>
    private const int SlowFrom = 4;

    /// <summary>How many are left before the lock.</summary>
    public int Left(DateTimeOffset now, LockoutRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return IsLockedAt(now, rules) ? 0 : rules.MaxMisses - Within(now, rules).Length;
    }

    /// <summary>How long everything is refused, because there were too many; null where it is not.</summary>
    public TimeSpan? LockedFor(DateTimeOffset now, LockoutRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return IsLockedAt(now, rules) ? Recent[^1].At + rules.Duration - now : null;
    }

    /// <summary>How long the next try has to wait; null where it need not.</summary>
    public TimeSpan? SlowedFor(DateTimeOffset now, LockoutRules rules)
    {
        var within = Within(now, rules);
        if (within.Length < SlowFrom)
            return null;

        var wait = within[^1].At + TimeSpan.FromSeconds(1 << Math.Min(within.Length - SlowFrom, 10)) - now;
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>Why nothing is sent now, because there were too many; null where it is.</summary>
    public AuthError? WhyLocked(Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return LockedFor(facts.Now, facts.Instance.Lockout) is { } locked ? AuthErrors.UserLocked((int)Math.Ceiling(locked.TotalSeconds)) : null;
    }

    /// <summary>Why nothing is compared now: there were too many, or the last one was just now. Null where it is.</summary>
    public AuthError? WhyClosed(Facts facts) => WhyLocked(facts)
        ?? (SlowedFor(facts.Now, facts.Instance.Lockout) is { } slowed ? AuthErrors.Busy((int)Math.Ceiling(slowed.TotalSeconds)) : null);

    /// <summary>The same with one more, and without those that do not count any longer.</summary>
    public Misses Add(DateTimeOffset now, string by, ClientId client, LockoutRules rules) =>
        Recent.Any(miss => miss.By == by) ? this : new(Within(now, rules).Add(new Miss(now, by, client)));

    /// <summary>The same without those of <paramref name="client"/>, whose user has proven themselves there.</summary>
    public Misses Forgiving(ClientId client) => new([.. Recent.Where(miss => miss.Client != client)]);

    /// <summary>Whether what was not locked before is locked now.</summary>
    public bool HaveLockedSince(Misses before, DateTimeOffset now, LockoutRules rules)
    {
        ArgumentNullException.ThrowIfNull(before);
        return LockedFor(now, rules) is not null && before.LockedFor(now, rules) is null;
    }

    private bool IsLockedAt(DateTimeOffset now, LockoutRules rules) =>
        Recent.Length >= rules.MaxMisses && now < Recent[^1].At + rules.Duration;

    // A lock that is over takes its misses with it.
    private ImmutableArray<Miss> Within(DateTimeOffset now, LockoutRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Recent.Length >= rules.MaxMisses && !IsLockedAt(now, rules) ? [] : [.. Recent.Where(miss => now < miss.At + rules.Window)];
    }

    /// <summary>Only how many: the printed form of a record would say no more, but by a list.</summary>
    public override string ToString() => $"[{Recent.Length} misses]";
}

/// <summary>Where misses are counted that no account can count.</summary>
public enum MissedAt
{
    /// <summary>Sign-ins, where nobody may learn that there is no account (SECURITY.md E05).</summary>
    SignIn,

    /// <summary>Codes of sign-ups that are to prove it (SECURITY.md C05). Apart from the others, or a sign-in would tell by its lock that there is no account.</summary>
    SignUp,
}
