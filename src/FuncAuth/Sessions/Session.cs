using System.Collections.Immutable;
using FuncAuth.Instances;

namespace FuncAuth.Sessions;

/// <summary>A signed-in user on a client.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="User">Who is signed in.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="LastActiveAt">When it was last used, to the step of <see cref="SessionRules.LastActiveStep"/>.</param>
/// <param name="ExpireAt">Its absolute end: nothing moves it (SECURITY.md S06).</param>
/// <param name="AbandonAt">From when on it is over because it lay unused; each use that is noted moves it, where the instance limits inactivity.</param>
/// <param name="FirstFactorAt">When the first factor was proven.</param>
/// <param name="SecondFactorAt">When the second factor was proven; null where none was.</param>
/// <param name="End">How it ended; null while it has not been ended.</param>
public sealed record Session(
    SessionId Id,
    UserId User,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset LastActiveAt,
    DateTimeOffset ExpireAt,
    DateTimeOffset AbandonAt,
    DateTimeOffset FirstFactorAt,
    DateTimeOffset? SecondFactorAt = null,
    SessionEnd? End = null)
{
    /// <summary>From where it was used when <see cref="LastActiveAt"/> was noted; null where nobody saw.</summary>
    public Device? Device { get; init; }

    /// <summary>A session that begins now.</summary>
    public static Session Begin(SessionId id, UserId user, DateTimeOffset now, SessionRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new Session(id, user, now, now, now, now + rules.Lifetime, rules.AbandonAt(now, now), now);
    }

    /// <summary>The same, used now. That never moves the absolute end (SECURITY.md S06).</summary>
    public Session Used(Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return this with { LastActiveAt = facts.Now, AbandonAt = facts.Instance.Sessions.AbandonAt(CreatedAt, facts.Now), Device = facts.Device };
    }

    /// <summary>Whether it can be used.</summary>
    public bool IsActiveAt(DateTimeOffset now) => End is null && now < ExpireAt && now < AbandonAt;

    /// <summary>Whole minutes since the first and the second factor, the protocol's <c>fva</c>; -1 where there was no second one.</summary>
    public ImmutableArray<int> FactorAges(DateTimeOffset now) =>
        [(int)(now - FirstFactorAt).TotalMinutes, SecondFactorAt is { } second ? (int)(now - second).TotalMinutes : -1];

    /// <summary>The protocol's status word.</summary>
    public string StatusAt(DateTimeOffset now) => End switch
    {
        SessionEnd.Ended => "ended",
        SessionEnd.Removed => "removed",
        SessionEnd.Revoked => "revoked",
        _ => IsActiveAt(now) ? "active" : ExpireAt <= AbandonAt ? "expired" : "abandoned",
    };
}

/// <summary>How a session was ended before its time.</summary>
public enum SessionEnd
{
    /// <summary>By <c>end</c>.</summary>
    Ended,

    /// <summary>By a sign-out.</summary>
    Removed,

    /// <summary>From elsewhere.</summary>
    Revoked,
}
