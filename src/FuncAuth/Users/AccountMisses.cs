using FuncAuth.Clients;
using FuncAuth.Errors;

namespace FuncAuth.Users;

/// <summary>
/// Wrong passwords of somebody who is signed in. They count where those of a sign-in on this client do and against the same lock, so that a session that
/// was stolen is no place to guess the password at (SECURITY.md C05, R04).
/// </summary>
public static class AccountMisses
{
    /// <summary>Why nothing may be tried now: there were too many misses, or the last one was just now. Null where it may.</summary>
    public static AuthError? WhyClosed(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var (misses, rules) = (Of(client, user), facts.Instance.Lockout);
        return misses.LockedFor(facts.Now, rules) is { } locked ? AuthErrors.UserLocked((int)Math.Ceiling(locked.TotalSeconds))
            : misses.SlowedFor(facts.Now, rules) is { } slowed ? AuthErrors.Busy((int)Math.Ceiling(slowed.TotalSeconds))
            : null;
    }

    /// <summary>A wrong one: counted, and refused with <paramref name="why"/>.</summary>
    public static Decision<User> Missed(Client client, User user, AuthError why, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return Write(client, user, Of(client, user).Add(facts.Now, facts.RequestId, client.Id, facts.Instance.Lockout), facts) with { Subject = null, Errors = [why] };
    }

    /// <summary>
    /// The right one: the misses of this client are forgotten. That is written even where there are none, for nothing else would be lost to those who count a miss at the
    /// same time: of a hundred guesses at once the right one must not pass where the others lock.
    /// </summary>
    public static Decision<User> Passed(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        return Write(client, user, Of(client, user).Forgiving(client.Id), facts);
    }

    private static Misses Of(Client client, User user)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(user);
        return client.Knowing(user.Id)?.Misses ?? user.Misses;
    }

    // Of all users that signed in here a few are remembered; the others' misses count on their accounts.
    private static Decision<User> Write(Client client, User user, Misses misses, Facts facts)
    {
        if (client.Knowing(user.Id) is not { } known)
            return new Decision<User>(client, user, [new Effect.SaveUser(user with { Misses = misses })], []);

        var counted = known with { Misses = misses };
        var next = client with { KnownUsers = [.. client.KnownUsers.Select(other => other.User == user.Id ? counted : other)] };
        return Decision.Accept(next.ChangedAt(facts.Now), user);
    }
}
