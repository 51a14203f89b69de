using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>A session of the calling client, shown; also one that is over, while the client remembers it.</summary>
    public Task<IResult> SessionAsync(HttpRequest http, string id, CancellationToken ct) => AdmitAsync(http, async exchange =>
    {
        if (exchange.Method is not "GET" || SessionId.TryParse(id) is not { } session)
            return await UnknownAsync(exchange, ct);

        // Of a session that is over nobody has read the user on arrival.
        var shown = SessionFlow.Show(exchange.Own, session);
        var known = exchange.Known;
        if (shown.Subject is { } found && !known.ContainsKey(found.User))
        {
            if (await users.FindAsync(found.User, ct) is not { } user)
                return Unknown(http);
            known = known.Add(user.Value.Id, user.Value);
        }

        return await AnswerSessionAsync(exchange, new Outcome<Session>(shown) { Known = known }, ct);
    }, ct);

    /// <summary>Every session of the signed-in user, on whatever client.</summary>
    public Task<IResult> UserSessionsAsync(HttpRequest http, CancellationToken ct) => WithSessionsAsync(http, (exchange, user, sessions) => WireResult.Of(
        200, [.. sessions.Select(session => SessionResource.From(session, user, null, instance, exchange.Facts.Now))],
        WireJson.Default.ImmutableArraySessionResource), ct);

    /// <summary>The same with the devices and without the user.</summary>
    public Task<IResult> ActiveSessionsAsync(HttpRequest http, CancellationToken ct) => WithSessionsAsync(http, (exchange, _, sessions) => WireResult.Of(
        200, [.. sessions.Select(session => ActiveSessionResource.From(session, exchange.Facts.Now))],
        WireJson.Default.ImmutableArrayActiveSessionResource), ct);

    /// <summary>A session of the signed-in user ends, on whatever client.</summary>
    public Task<IResult> RevokeSessionAsync(HttpRequest http, string id, CancellationToken ct) => WithUserAsync(http, async (exchange, caller) =>
    {
        if (exchange.Method is not "POST" || SessionId.TryParse(id) is not { } session)
            return await UnknownAsync(exchange, ct);

        return await AnswerSessionAsync(
            exchange,
            exchange.Own?.Find(session) is not null
                ? await loop.RunAsync(exchange, exchange.Facts, (client, facts) => SessionFlow.Revoke(client, caller.Id, session, facts))
                : new Outcome<Session>(await sessions.RevokeAsync(caller.User, session, exchange)) { Known = exchange.Known },
            ct);
    }, ct);

    private Task<IResult> WithSessionsAsync(HttpRequest http, Func<Exchange, User, ImmutableArray<Session>, IResult> show, CancellationToken ct) =>
        WithUserAsync(http, async (exchange, caller) =>
            exchange.Method is not "GET" ? await UnknownAsync(exchange, ct)
            : exchange.Known.TryGetValue(caller.User, out var user)
                ? show(exchange, user, await sessions.ListAsync(user, exchange.Own!, exchange.Facts.Now, ct))
            : await RefuseAsync(exchange, [AuthErrors.AuthenticationInvalid], ct), ct);
}
