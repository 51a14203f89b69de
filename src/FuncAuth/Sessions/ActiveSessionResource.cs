using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FuncAuth.Sessions;

/// <summary>A session as its user sees it from any client: without the user, with the device (Frontend API).</summary>
public sealed record ActiveSessionResource(
    string Id,
    string Object,
    string Status,
    long ExpireAt,
    long AbandonAt,
    long LastActiveAt,
    TokenResource? LastActiveToken,
    object? Actor,
    ImmutableArray<string>? Tasks,
    SessionActivityResource LatestActivity)
{
    /// <summary>The wire's view of <paramref name="session"/>. Without a token: those are for the session's own client.</summary>
    public static ActiveSessionResource From(Session session, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new ActiveSessionResource(
            session.Id.Value,
            "session",
            session.StatusAt(now),
            session.ExpireAt.ToUnixTimeMilliseconds(),
            session.AbandonAt.ToUnixTimeMilliseconds(),
            session.LastActiveAt.ToUnixTimeMilliseconds(),
            LastActiveToken: null,
            Actor: null,
            Tasks: null,
            SessionActivityResource.From(session));
    }
}

/// <summary>From where a session was used last (Frontend API).</summary>
/// <remarks>
/// What is not known is left out: the published schema has text here and no null, and the client library reads both alike. City and country are never
/// known, for no place is looked up for an address.
/// </remarks>
public sealed record SessionActivityResource(
    string Object,
    string Id,
    bool IsMobile,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeviceType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BrowserName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BrowserVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IpAddress,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? City,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Country)
{
    /// <summary>The wire's view of the last use of <paramref name="session"/>.</summary>
    public static SessionActivityResource From(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SessionActivityResource(
            "session_activity",
            FuncAuth.Id.Derive("sess_activity_", session.Id.Value),
            session.Device?.IsMobile is true,
            session.Device?.Type,
            session.Device?.Browser,
            session.Device?.BrowserVersion,
            session.Device?.Address,
            City: null,
            Country: null);
    }
}
