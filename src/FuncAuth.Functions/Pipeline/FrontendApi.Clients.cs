using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

public sealed partial class FrontendApi
{
    /// <summary>The calling client, shown (null where there is none, and never a refusal because of that) or signed out and forgotten.</summary>
    public Task<IResult> ClientAsync(HttpRequest http, CancellationToken ct) => AdmitAsync(http, exchange => exchange.Method switch
    {
        "GET" => ShowClientAsync(exchange, ct),
        "DELETE" => ForgetClientAsync(exchange),
        _ => UnknownAsync(exchange, ct),
    }, ct);

    private async Task<IResult> ShowClientAsync(Exchange exchange, CancellationToken ct)
    {
        var view = await answers.ViewAsync(exchange, exchange.Own, exchange.Known, ct);
        ClientUatCookie.Follow(exchange, exchange.Own);
        return WireResult.Of(200, new Envelope<ClientResource>(view.Resource, null), WireJson.Default.EnvelopeClientResource);
    }

    // The sign-out gives the client a new cookie, which the browser never learns: nobody opens it again.
    private async Task<IResult> ForgetClientAsync(Exchange exchange)
    {
        var outcome = await loop.RunAsync(exchange, exchange.Facts, SessionFlow.EndAll);
        if (!outcome.Decision.IsAccepted)
            return Answers.Refuse(exchange.Http.HttpContext, outcome.Decision.Errors);

        ClientCookie.Clear(exchange.Http);
        ClientUatCookie.Follow(exchange, null);
        return WireResult.Of(200, new Envelope<ClientResource>(null, null), WireJson.Default.EnvelopeClientResource);
    }

    /// <summary>Signs everybody out of the calling client.</summary>
    public Task<IResult> ClientSessionsAsync(HttpRequest http, CancellationToken ct) => AdmitAsync(http, async exchange =>
        exchange.Method is "DELETE"
            ? await answers.OfAsync(
                exchange, await loop.RunAsync(exchange, exchange.Facts, SessionFlow.EndAll), (_, view) => view.Resource,
                WireJson.Default.EnvelopeClientResource, ct, withClient: false)
            : await UnknownAsync(exchange, ct), ct);

    /// <summary>A session becomes the active one.</summary>
    public Task<IResult> TouchSessionAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithSessionAsync(http, id, async (exchange, session) => await AnswerSessionAsync(
            exchange, await loop.RunAsync(exchange, exchange.Facts, (client, facts) => SessionFlow.Touch(client, session, facts)), ct), ct);

    /// <summary>A session ends.</summary>
    public Task<IResult> EndSessionAsync(HttpRequest http, string id, SessionEnd end, CancellationToken ct) =>
        WithSessionAsync(http, id, async (exchange, session) => await AnswerSessionAsync(
            exchange, await loop.RunAsync(exchange, exchange.Facts, (client, facts) => SessionFlow.End(client, session, end, facts)), ct), ct);

    /// <summary>A fresh token for a session: the hottest call there is, two reads and a signature.</summary>
    public Task<IResult> TokenAsync(HttpRequest http, string id, CancellationToken ct) =>
        WithSessionAsync(http, id, async (exchange, session) =>
        {
            var outcome = await loop.RunAsync(exchange, exchange.Facts, (client, facts) => SessionFlow.Refresh(client, session, facts));
            if (!outcome.Decision.IsAccepted)
                return Answers.Refuse(exchange.Http.HttpContext, outcome.Decision.Errors);

            return WireResult.Of(
                200, new TokenResource("token", answers.Token(exchange, outcome.Decision.Subject!)), WireJson.Default.TokenResource);
        }, ct, withClient: false, SessionId.TryParse(id));

    private Task<IResult> WithSessionAsync(
        HttpRequest http, string id, Func<Exchange, SessionId, Task<IResult>> step, CancellationToken ct, bool withClient = true,
        SessionId? about = null) =>
        AdmitAsync(http, exchange =>
            exchange.Method is "POST" && SessionId.TryParse(id) is { } session ? step(exchange, session)
            : withClient ? UnknownAsync(exchange, ct)
            : Task.FromResult<IResult>(Unknown(exchange.Http)), ct, about);
}
