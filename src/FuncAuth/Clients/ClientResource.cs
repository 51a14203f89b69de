using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Clients;

/// <summary>A client with everything that the page needs to know (Frontend API). It overwrites the page's whole state, so it is always complete.</summary>
public sealed record ClientResource(
    string Object,
    string Id,
    ImmutableArray<SessionResource> Sessions,
    SignInResource? SignIn,
    SignUpResource? SignUp,
    string? LastActiveSessionId,
    string? LastAuthenticationStrategy,
    long? CookieExpiresAt,
    bool CaptchaBypass,
    long CreatedAt,
    long UpdatedAt)
{
    /// <summary>
    /// The wire's view of <paramref name="client"/>: sessions that can be used, the attempt that is open. A session whose user is gone
    /// is not shown.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="users">The users of its active sessions, and of its sign-in.</param>
    /// <param name="sign">Makes a fresh token for a session.</param>
    /// <param name="instance">The instance's settings.</param>
    /// <param name="now">The time of the request.</param>
    public static ClientResource From(
        Client client, IReadOnlyDictionary<UserId, User> users, Func<Session, string> sign, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(sign);
        ImmutableArray<SessionResource> sessions =
        [
            .. from session in client.ActiveSessions(now)
               where users.ContainsKey(session.User)
               select SessionResource.From(session, users[session.User], sign(session), instance, now),
        ];
        var current = client.CurrentSession(now);
        return new ClientResource(
            "client",
            client.Id.Value,
            sessions,
            client.SignIn is { } signIn && signIn.IsOpenAt(now)
                ? SignInResource.From(signIn, signIn.User is { } id ? users.GetValueOrDefault(id) : null, instance, now)
                : null,
            client.SignUp is { } signUp && signUp.IsCurrentAt(now) ? SignUpResource.From(signUp, instance, now) : null,
            sessions.Any(session => session.Id == current?.Id.Value) ? current?.Id.Value : sessions.LastOrDefault()?.Id,
            client.LastAuthenticationStrategy,
            CookieExpiresAt: null,
            CaptchaBypass: false,
            client.CreatedAt.ToUnixTimeMilliseconds(),
            // A page that listens has to see what changed about its users too, and a change of a user writes no client.
            sessions.Select(session => session.User.UpdatedAt).Append(client.UpdatedAt.ToUnixTimeMilliseconds()).Max());
    }
}
