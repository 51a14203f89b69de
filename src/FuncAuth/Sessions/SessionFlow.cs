using FuncAuth.Clients;
using FuncAuth.Errors;

namespace FuncAuth.Sessions;

/// <summary>What a client does with its sessions (Frontend API). Pure.</summary>
public static class SessionFlow
{
    /// <summary><c>touch</c>: the session becomes the client's active one, and was used just now.</summary>
    public static Decision<Session> Touch(Client? client, SessionId id, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Refusal(client, id, facts) is { } why)
            return Decision.Refuse<Session>(client, why);

        var touched = client!.Find(id)!.Used(facts) with { UpdatedAt = facts.Now };
        return Decision.Accept((client.With(touched) with { LastActiveSession = id }).ChangedAt(facts.Now), touched);
    }

    /// <summary>
    /// <c>tokens</c>: the session may have a token. Writes only where the last use is noted too long ago: it is the hottest call there is.
    /// </summary>
    public static Decision<Session> Refresh(Client? client, SessionId id, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Refusal(client, id, facts) is { } why)
            return Decision.Refuse<Session>(client, why);

        var session = client!.Find(id)!;
        if (facts.Now - session.LastActiveAt < facts.Instance.Sessions.LastActiveStep)
            return new Decision<Session>(client, session, [], []);

        var used = session.Used(facts);
        return Decision.Accept(client.With(used).ChangedAt(facts.Now), used);
    }

    /// <summary><c>GET /v1/client/sessions/{id}</c>: a session of this client, also one that is over while it is remembered.</summary>
    public static Decision<Session> Show(Client? client, SessionId id) => client?.Find(id) is { } session
        ? new Decision<Session>(client, session, [], [])
        : Decision.Refuse<Session>(client, AuthErrors.ResourceNotFound);

    /// <summary><c>end</c> and <c>remove</c>: the session is over, and its next token is refused.</summary>
    public static Decision<Session> End(Client? client, SessionId id, SessionEnd end, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Refusal(client, id, facts) is { } why)
            return Decision.Refuse<Session>(client, why);

        var ended = client!.Find(id)! with { End = end, UpdatedAt = facts.Now };
        var next = client.Ending(session => session.Id == id, end, facts.Now).WithNewToken(facts).ChangedAt(facts.Now);
        return Decision.Accept(next, ended);
    }

    /// <summary>
    /// <c>revoke</c> of a session that is the calling client's own: as if it were ended, but only by its own user. Whoever is signed in beside that user
    /// has no such session.
    /// </summary>
    /// <param name="client">The calling client.</param>
    /// <param name="caller">The session that the call is made in.</param>
    /// <param name="id">The session to end; it may be the same.</param>
    /// <param name="facts">The facts of the request.</param>
    public static Decision<Session> Revoke(Client? client, SessionId caller, SessionId id, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (client?.Find(caller) is not { } calling || !calling.IsActiveAt(facts.Now))
            return Decision.Refuse<Session>(client, AuthErrors.AuthenticationInvalid);

        return client.Find(id) is { } session && session.User == calling.User && session.IsActiveAt(facts.Now)
            ? End(client, id, SessionEnd.Revoked, facts)
            : Decision.Refuse<Session>(client, AuthErrors.ResourceNotFound);
    }

    /// <summary>
    /// <c>revoke</c> of a session on another client: the next token is refused there. The cookie of that client stays as it is, for nobody could give its
    /// browser another, and others may be signed in there. Asked for again, it is done already.
    /// </summary>
    /// <param name="holder">The client that holds the session; null where it is gone.</param>
    /// <param name="user">Who asks: the session of anybody else is not there.</param>
    /// <param name="id">The session to end.</param>
    /// <param name="facts">The facts of the request.</param>
    public static Decision<Session> RevokeElsewhere(Client? holder, UserId user, SessionId id, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (holder?.Find(id) is not { } session || session.User != user)
            return Decision.Refuse<Session>(holder, AuthErrors.ResourceNotFound);

        if (session.End is SessionEnd.Revoked)
            return new Decision<Session>(holder, session, [], []);

        return session.IsActiveAt(facts.Now)
            ? Decision.Accept(
                holder.Ending(other => other.Id == id, SessionEnd.Revoked, facts.Now).ChangedAt(facts.Now),
                session with { End = SessionEnd.Revoked, UpdatedAt = facts.Now })
            : Decision.Refuse<Session>(holder, AuthErrors.ResourceNotFound);
    }

    /// <summary>
    /// <c>DELETE /v1/client/sessions</c>: every session is over and the attempts are forgotten; the client and its cookie stay, the
    /// cookie with a new value.
    /// </summary>
    public static Decision<Client> EndAll(Client? client, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (client is null)
            return Decision.Refuse<Client>(client, AuthErrors.SignedOut);

        var next = (client.Ending(_ => true, SessionEnd.Removed, facts.Now) with { SignUp = null, SignIn = null }).WithNewToken(facts).ChangedAt(facts.Now);
        return Decision.Accept(next, next);
    }

    /// <summary>
    /// The session that a call about the signed-in user is made in: the one that is named, else the client's last active one
    /// (Frontend API).
    /// </summary>
    public static Decision<Session> Current(Client? client, string? named, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var id = string.IsNullOrEmpty(named) ? client?.CurrentSession(facts.Now)?.Id : SessionId.TryParse(named);
        return id is { } sessionId && client?.Find(sessionId) is { } session && session.IsActiveAt(facts.Now)
            ? new Decision<Session>(client, session, [], [])
            : Decision.Refuse<Session>(client, AuthErrors.AuthenticationInvalid);
    }

    // 404 is for ids that are not this client's. For a session that is over it must be 401: the client library takes only that for
    // "signed out" and would go on with a dead session otherwise (Frontend API).
    private static AuthError? Refusal(Client? client, SessionId id, Facts facts) =>
        client is null ? AuthErrors.SignedOut
        : client.Find(id) is not { } session ? AuthErrors.ResourceNotFound
        : session.IsActiveAt(facts.Now) ? null : AuthErrors.SignedOut;
}
