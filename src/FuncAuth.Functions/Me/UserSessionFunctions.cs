using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Me;

/// <summary>The sessions of the signed-in user, on all clients (Frontend API).</summary>
public sealed class UserSessionFunctions(FrontendApi api)
{
    [Function("me_sessions")]
    public Task<IResult> Sessions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/sessions")] HttpRequest http, CancellationToken ct) =>
        api.UserSessionsAsync(http, ct);

    [Function("me_sessions_active")]
    public Task<IResult> Active(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me/sessions/active")] HttpRequest http, CancellationToken ct) =>
        api.ActiveSessionsAsync(http, ct);

    [Function("me_session_revoke")]
    public Task<IResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/sessions/{id}/revoke")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.RevokeSessionAsync(http, id, ct);
}
