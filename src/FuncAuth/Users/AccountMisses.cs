using FuncAuth.Clients;
using FuncAuth.Errors;

namespace FuncAuth.Users;

/// <summary>
/// Where the wrong codes and passwords of an account are counted, and those of somebody who is signed in: they count where those of a sign-in on this client
/// do and against the same lock, so that a session that was stolen is no place to guess the password at (SECURITY.md C05, R04).
/// </summary>
public static class AccountMisses
{
    /// <summary>The misses that close <paramref name="user"/>'s account to <paramref name="client"/>.</summary>
    public static Misses Of(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Counting(client, user, facts)?.Misses ?? user.Misses;
    }

    /// <summary>
    /// What the client knows of the user, where it has a count of its own by that; null where its misses count as a stranger's. What it learnt before the
    /// password was changed, a second factor turned on or the other sessions ended, it may have learnt from whoever was to be kept out by that.
    /// </summary>
    public static KnownUser? Counting(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(facts);
        return client.Knowing(user.Id) is { } known && !(known.Since < user.SecuredAt)
            && user.KnownMisses?.AreSpentAt(facts.Now, facts.Instance.Lockout) is not true ? known : null;
    }

    /// <summary>The client and the user with one miss more, each saved if it still is as it was.</summary>
    public static (Client Client, User User) Add(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var rules = facts.Instance.Lockout;
        return Counting(client, user, facts) is { } known
            ? (client.Recounting(known with { Misses = known.Misses.Add(facts.Now, facts.RequestId, client.Id, rules) }),
                user with { KnownMisses = KnownMisses.Add(user.KnownMisses, facts.Now, facts.RequestId, rules) })
            : (client, user with { Misses = user.Misses.Add(facts.Now, facts.RequestId, client.Id, rules) });
    }

    /// <summary>A wrong one: counted, and refused with <paramref name="why"/>.</summary>
    public static Decision<User> Missed(Client client, User user, AuthError why, Facts facts)
    {
        var (counted, missed) = Add(client, user, facts);
        return Write(client, counted, missed, facts) with { Subject = null, Errors = [why] };
    }

    /// <summary>
    /// The right one: the misses of this client are forgotten. That is written even where there are none, on the user and on the client, for nothing else would
    /// be lost to those who count a miss at the same time: of a hundred guesses at once the right one must not pass where the others lock.
    /// </summary>
    public static Decision<User> Passed(Client client, User user, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(user);
        return Counting(client, user, facts) is { } known
            ? Write(client, client.Recounting(known with { Misses = known.Misses.Forgiving(client.Id), Since = facts.Now }), user, facts)
            : Write(client, client, user with { Misses = user.Misses.Forgiving(client.Id) }, facts);
    }

    private static Decision<User> Write(Client before, Client client, User user, Facts facts) =>
        new(ReferenceEquals(before, client) ? client : client.ChangedAt(facts.Now), user, [new Effect.SaveUser(user)], []);
}
