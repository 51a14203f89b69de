using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Users;

namespace FuncAuth.Sweeping;

/// <summary>
/// What of all that is stored is dead and may go. Pure. Nothing expires by it: expiry is read off the clock by whoever asks, and whatever goes here has
/// counted for nothing before. So it may come late, and never too early.
/// </summary>
public static class SweepFlow
{
    /// <summary>
    /// How long anything dead is left alone, because a request may still be under way that began while it lived, or wrote it for what is yet to come: ten
    /// times as long as a function may run.
    /// </summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a session that is over is remembered on its client. A page that slept is to hear that it is signed out, and not that there never was such a
    /// session: the client library would go on with it.
    /// </summary>
    public static readonly TimeSpan SessionMemory = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a client is kept on which nothing lives, but which knows users: it spares them the lock that strangers bring about
    /// (<see cref="KnownUser"/>).
    /// </summary>
    public static readonly TimeSpan ClientMemory = TimeSpan.FromDays(90);

    /// <summary>How long a client is kept on which nothing lives and nobody ever signed in.</summary>
    public static readonly TimeSpan StrangerMemory = TimeSpan.FromDays(7);

    /// <summary>
    /// How long the mark is kept that a message was sent. What is worth a day in the queue (<see cref="Notices.Life"/>) and has one id for an hour can come
    /// again for 25 hours; the rest is for queues that stood still.
    /// </summary>
    public static readonly TimeSpan DeliveryMemory = 2 * Notices.Life;

    /// <summary>What is to be left of a client: null where it goes whole, the very same where all of it stays.</summary>
    public static Client? Left(Client client, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(instance);
        if (IsDead(client, instance, now))
            return null;

        // The time of change stays: pages see none of what goes, and the client is not the younger for it.
        var left = client;
        if (client.SignUp is { State: not SignUpState.Completing } signUp && now >= signUp.AbandonAt + Slack)
            left = left.WithoutSignUp();
        if (client.SignIn is { } signIn && now >= signIn.AbandonAt + Slack)
            left = left.WithoutSignIn();

        var forgotten = client.Sessions.Where(session => now >= OverAt(session) + SessionMemory).Select(session => session.Id).ToImmutableHashSet();
        return forgotten.IsEmpty ? left : left.Forgetting(forgotten);
    }

    /// <summary>What is to be left of a user: the very same where all of it stays.</summary>
    public static User Left(User user, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(user);
        var left = user.WithoutLostWays(now);
        return user.RemovedContacts.All(contact => contact.IsKnownAt(now))
            ? left
            : left with { RemovedContacts = [.. user.RemovedContacts.Where(contact => contact.IsKnownAt(now))] };
    }

    /// <summary>
    /// Whether the note of a session is dead by what it says itself and by its user; null where its client has to be asked. A young one may be written
    /// before its session.
    /// </summary>
    /// <param name="note">The note.</param>
    /// <param name="user">The user in whose partition it is; null where that user is gone.</param>
    /// <param name="now">The time.</param>
    public static bool? IsDead(SessionNote note, User? user, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (now < note.CreatedAt + Slack)
            return false;

        return user is null || now >= note.ExpireAt + Slack ? true : null;
    }

    /// <summary>The same, once its client was asked.</summary>
    /// <param name="note">The note.</param>
    /// <param name="user">Its user.</param>
    /// <param name="client">The client that it names, read after the note; null where that is gone.</param>
    /// <param name="instance">The settings.</param>
    /// <param name="now">The time.</param>
    public static bool IsDead(SessionNote note, User user, Client? client, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(instance);
        if (client is null || now >= client.CreatedAt + instance.ClientLifetime + Slack)
            return true;

        // A completion that was cut off finds the note of its first try again, however old that is, and then makes the session.
        if (client.SignUp is { State: SignUpState.Completing })
            return false;

        return client.Find(note.Session) is not { } session
            || session.User != user.Id
            || user.HasCut(session)
            || now >= OverAt(session) + Slack;
    }

    /// <summary>Whether a claim on an identifier is dead. It is written before its user has the identifier, and counts by itself until it lapses.</summary>
    /// <param name="lapsesAt">From when on it counts only by its user.</param>
    /// <param name="isItsUsers">Whether its user exists and has the identifier.</param>
    /// <param name="now">The time.</param>
    public static bool IsDeadClaim(DateTimeOffset lapsesAt, bool isItsUsers, DateTimeOffset now) => !isItsUsers && now >= lapsesAt + Slack;

    /// <summary>Whether misses at an identifier without an account have come to count for nothing.</summary>
    public static bool AreDead(Misses misses, LockoutRules rules, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(misses);
        ArgumentNullException.ThrowIfNull(rules);
        return misses.Left(now - Slack, rules) == rules.MaxMisses;
    }

    /// <summary>Whether the mark of a message is dead: no repeat of it can come any more, or it would not be sent.</summary>
    /// <param name="claimedAt">When somebody took it to send it.</param>
    /// <param name="sentAt">When it was sent or given up; null where it never was.</param>
    /// <param name="now">The time.</param>
    public static bool IsDeadDelivery(DateTimeOffset claimedAt, DateTimeOffset? sentAt, DateTimeOffset now) => now >= (sentAt ?? claimedAt) + DeliveryMemory;

    // By its own end, or because nothing has lived on it for so long: no session, no attempt, no change.
    private static bool IsDead(Client client, Instance instance, DateTimeOffset now)
    {
        if (now >= client.CreatedAt + instance.ClientLifetime + Slack)
            return true;

        if (client.SignUp is { State: SignUpState.Completing } || client.SignUp?.IsOpenAt(now - Slack) is true || client.SignIn?.IsOpenAt(now - Slack) is true)
            return false;

        var alive = client.Sessions.Select(OverAt).Append(client.UpdatedAt).Max();
        return now >= alive + (client.KnownUsers.IsEmpty ? StrangerMemory : ClientMemory);
    }

    /// <summary>When a session was over, or will be if nobody uses it.</summary>
    private static DateTimeOffset OverAt(Session session) =>
        session.End is not null ? session.UpdatedAt : session.ExpireAt < session.AbandonAt ? session.ExpireAt : session.AbandonAt;
}
