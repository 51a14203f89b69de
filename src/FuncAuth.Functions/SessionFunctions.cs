using FuncAuth.Functions.Pipeline;
using FuncAuth.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>The sessions of the calling client (Frontend API).</summary>
public sealed class SessionFunctions(FrontendApi api)
{
    [Function("session")]
    public Task<IResult> Session(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/client/sessions/{id}")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.SessionAsync(http, id, ct);

    [Function("session_touch")]
    public Task<IResult> Touch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sessions/{id}/touch")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.TouchSessionAsync(http, id, ct);

    [Function("session_tokens")]
    public Task<IResult> Tokens(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sessions/{id}/tokens")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.TokenAsync(http, id, ct);

    [Function("session_end")]
    public Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sessions/{id}/end")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.EndSessionAsync(http, id, SessionEnd.Ended, ct);

    [Function("session_remove")]
    public Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sessions/{id}/remove")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.EndSessionAsync(http, id, SessionEnd.Removed, ct);
}
