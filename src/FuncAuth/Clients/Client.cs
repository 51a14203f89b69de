using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Clients;

/// <summary>One browser profile or device: at most one current sign-up, and any number of sessions. The unit of consistency: saved whole.</summary>
public sealed record Client
{
    /// <summary>How many ended sessions and replaced attempts are remembered, so that their ids are told from other people's.</summary>
    private const int Remembered = 10;

    /// <summary>Most sessions that can be used at a time: a client is written as one transaction, which has room for a hundred rows.</summary>
    private const int MaxActive = 50;

    public required ClientId Id { get; init; }

    /// <summary>The hash of the cookie's secret; the secret itself is nowhere (SECURITY.md S03).</summary>
    public required string TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with every change: pages listen to it (Frontend API).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The latest sign-up, complete or not; the wire shows it only while it is open.</summary>
    public SignUp? SignUp { get; init; }

    /// <summary>Sign-ups that a later one replaced, latest last; a few are remembered.</summary>
    public ImmutableArray<SignUpId> ReplacedSignUps { get; init; } = [];

    /// <summary>The latest sign-in, complete or not; the wire shows it only while it is open.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>Sign-ins that a later one replaced, latest last; a few are remembered.</summary>
    public ImmutableArray<SignInId> ReplacedSignIns { get; init; } = [];

    /// <summary>Users that signed in here before, latest last; a few are remembered.</summary>
    public ImmutableArray<KnownUser> KnownUsers { get; init; } = [];

    /// <summary>All sessions, oldest first; of those that have ended a few are remembered.</summary>
    public ImmutableArray<Session> Sessions { get; init; } = [];

    /// <summary>The session that was used last; <see cref="CurrentSession"/> says which one that leaves.</summary>
    public SessionId? LastActiveSession { get; init; }

    /// <summary>The strategy of the last sign-up or sign-in; null where there was none.</summary>
    public string? LastAuthenticationStrategy { get; init; }

    /// <summary>Only the id: the printed form of a record would hold the cookie's hash.</summary>
    public override string ToString() => Id.Value;

    /// <summary>A client that this request brings into being.</summary>
    public static Client Begin(Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new Client
        {
            Id = ClientId.From(facts.Entropy.Text("client")),
            TokenHash = ClientToken.Fresh(facts.Entropy).Hash,
            CreatedAt = facts.Now,
            UpdatedAt = facts.Now,
        };
    }

    /// <summary>The sessions that can be used.</summary>
    public IEnumerable<Session> ActiveSessions(DateTimeOffset now) => Sessions.Where(session => session.IsActiveAt(now));

    /// <summary>The session that the page picks: the last active one, or where that is over the newest that is not; null without any.</summary>
    public Session? CurrentSession(DateTimeOffset now) =>
        ActiveSessions(now).FirstOrDefault(session => session.Id == LastActiveSession) ?? ActiveSessions(now).LastOrDefault();

    /// <summary>The session of that id; null where it is not this client's.</summary>
    public Session? Find(SessionId id) => Sessions.FirstOrDefault(session => session.Id == id);

    /// <summary>The same after a change, with a time of change that is later than the last one.</summary>
    public Client ChangedAt(DateTimeOffset now)
    {
        var later = UpdatedAt.AddMilliseconds(1);
        return this with { UpdatedAt = now > later ? now : later };
    }

    /// <summary>The same with a new cookie: whoever holds the old one is nobody.</summary>
    public Client WithNewToken(Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return this with { TokenHash = ClientToken.Fresh(facts.Entropy).Hash };
    }

    /// <summary>The same with a sign-up that replaces the current one.</summary>
    public Client Beginning(SignUp signUp) => WithoutSignUp() with { SignUp = signUp };

    /// <summary>The same with a sign-in that replaces the current one.</summary>
    public Client Beginning(SignIn signIn) => WithoutSignIn() with { SignIn = signIn };

    /// <summary>The same without its sign-up; of that the id is remembered.</summary>
    public Client WithoutSignUp() => this with
    {
        SignUp = null,
        ReplacedSignUps = SignUp is { } gone ? Last(ReplacedSignUps.Add(gone.Id)) : ReplacedSignUps,
    };

    /// <summary>The same without its sign-in; of that the id is remembered.</summary>
    public Client WithoutSignIn() => this with
    {
        SignIn = null,
        ReplacedSignIns = SignIn is { } gone ? Last(ReplacedSignIns.Add(gone.Id)) : ReplacedSignIns,
    };

    /// <summary>The same without any memory of these sessions.</summary>
    public Client Forgetting(IReadOnlySet<SessionId> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return this with
        {
            Sessions = [.. Sessions.Where(session => !sessions.Contains(session.Id))],
            LastActiveSession = LastActiveSession is { } last && sessions.Contains(last) ? null : LastActiveSession,
        };
    }

    /// <summary>What this client knows of <paramref name="user"/>; null where that user never signed in here.</summary>
    public KnownUser? Knowing(UserId user) => KnownUsers.FirstOrDefault(known => known.User == user);

    /// <summary>The same, knowing <paramref name="known"/> as it says.</summary>
    public Client Knowing(KnownUser known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return this with { KnownUsers = Last([.. KnownUsers.Where(other => other.User != known.User), known]) };
    }

    /// <summary>The same with another count for a user that it knows, in the place where it was.</summary>
    public Client Recounting(KnownUser known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return this with { KnownUsers = [.. KnownUsers.Select(other => other.User == known.User ? known : other)] };
    }

    /// <summary>
    /// The same without the sessions that their users have ended from elsewhere, or whose users are gone; users that are not in
    /// <paramref name="users"/> are not judged.
    /// </summary>
    public Client Heeding(IReadOnlyDictionary<UserId, User?> users, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(users);
        var cut = ActiveSessions(now).Where(session => users.TryGetValue(session.User, out var user) && user?.HasCut(session) is not false)
            .Select(session => session.Id).ToHashSet();
        return cut.Count == 0 ? this : Ending(session => cut.Contains(session.Id), SessionEnd.Revoked, now);
    }

    /// <summary>
    /// The same with a session that begins, and with a new cookie: protection against session fixation. Where there are too many, the
    /// oldest one ends.
    /// </summary>
    public Client Beginning(Session session, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(facts);
        var surplus = ActiveSessions(facts.Now).SkipLast(MaxActive - 1).Select(old => old.Id).ToHashSet();
        var room = Ending(old => surplus.Contains(old.Id), SessionEnd.Removed, facts.Now).WithNewToken(facts);
        return (room with { Sessions = room.Sessions.Add(session with { Device = facts.Device }), LastActiveSession = session.Id }).Knowing(new KnownUser(session.User, Misses.None, facts.Now));
    }

    /// <summary>The same with that session changed.</summary>
    public Client With(Session changed) => this with
    {
        Sessions = [.. Sessions.Select(session => session.Id == changed.Id ? changed : session)],
    };

    /// <summary>
    /// The same with the sessions for which <paramref name="which"/> holds ended, and another active one chosen if need be. Whose sessions are revoked is
    /// not known here any more: somebody does not want them here.
    /// </summary>
    public Client Ending(Func<Session, bool> which, SessionEnd end, DateTimeOffset now)
    {
        var revoked = end is SessionEnd.Revoked ? ActiveSessions(now).Where(which).Select(session => session.User).ToHashSet() : [];
        ImmutableArray<Session> sessions =
            [.. Sessions.Select(session => which(session) && session.IsActiveAt(now) ? session with { End = end, UpdatedAt = now } : session)];
        var forgotten = sessions.Where(session => !session.IsActiveAt(now))
            .OrderBy(session => session.UpdatedAt).SkipLast(Remembered).Select(session => session.Id).ToHashSet();
        sessions = [.. sessions.Where(session => !forgotten.Contains(session.Id))];

        var next = this with { Sessions = sessions, KnownUsers = [.. KnownUsers.Where(known => !revoked.Contains(known.User))] };
        return next with { LastActiveSession = next.CurrentSession(now)?.Id };
    }

    /// <summary>The same without the attempts that hold something of <paramref name="user"/>; itself (by reference) where there are none.</summary>
    public Client ForgettingAttemptsOf(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var holdsSignUp = (SignUp?.State is SignUpState.Complete complete && complete.User == user.Id)
            || (SignUp?.Collected.External?.Identity is { } taken && user.Has(taken));
        var holdsSignIn = SignIn is { } signIn && (signIn.User == user.Id || (signIn.Identifier is { } typed && user.IsFoundBy(typed))
            || (signIn.External?.Identity is { } said && user.Has(said)));
        return holdsSignUp || holdsSignIn ? this with { SignUp = holdsSignUp ? null : SignUp, SignIn = holdsSignIn ? null : SignIn } : this;
    }

    /// <summary>
    /// The same without anything of <paramref name="user"/>, who is deleted; itself (by reference) where there is nothing. The ids of
    /// sessions that are over are remembered, so that other tabs are told that they are signed out.
    /// </summary>
    public Client Forgetting(User user, DateTimeOffset now)
    {
        var next = ForgettingAttemptsOf(user);
        if (KnownUsers.Any(known => known.User == user.Id))
            next = next with { KnownUsers = [.. KnownUsers.Where(known => known.User != user.Id)] };
        if (ActiveSessions(now).Any(session => session.User == user.Id))
            next = next.Ending(session => session.User == user.Id, SessionEnd.Removed, now);
        return next.Sessions.Any(session => session.User == user.Id && session.Device is not null)
            ? next with { Sessions = [.. next.Sessions.Select(session => session.User == user.Id ? session with { Device = null } : session)] }
            : next;
    }

    private static ImmutableArray<T> Last<T>(ImmutableArray<T> items) =>
        items.Length <= Remembered ? items : items[^Remembered..];
}

/// <summary>
/// A user that signed in on this client before. Its misses are counted here and not on the account, so that strangers who lock the account do not
/// lock out its owner's own browser (SECURITY.md R04).
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Misses">Wrong codes and passwords since.</param>
/// <param name="Since">
/// When the user last proved themselves here. What has changed for the user's safety since then makes this client a stranger's
/// (<see cref="AccountMisses.Counting"/>).
/// </param>
public sealed record KnownUser(UserId User, Misses Misses, DateTimeOffset Since = default);
