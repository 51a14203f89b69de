using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>Where external providers send people back to (Frontend API).</summary>
public sealed class OAuthFunctions(FrontendApi api)
{
    [Function("oauth_callback")]
    public Task<IResult> Callback(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "v1/oauth_callback")] HttpRequest http, CancellationToken ct) =>
        api.OAuthCallbackAsync(http, ct);
}
