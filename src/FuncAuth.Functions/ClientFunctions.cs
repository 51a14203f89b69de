using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>The calling client, and signing it out.</summary>
public sealed class ClientFunctions(FrontendApi api)
{
    [Function("client")]
    public Task<IResult> Client(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "delete", "post", Route = "v1/client")] HttpRequest http, CancellationToken ct) =>
        api.ClientAsync(http, ct);

    [Function("client_sessions")]
    public Task<IResult> ClientSessions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", "post", Route = "v1/client/sessions")] HttpRequest http, CancellationToken ct) =>
        api.ClientSessionsAsync(http, ct);
}
