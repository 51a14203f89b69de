using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Me;

/// <summary>The signed-in user (Frontend API).</summary>
public sealed class UserFunctions(FrontendApi api)
{
    [Function("me")]
    public Task<IResult> Me(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "patch", "delete", "post", Route = "v1/me")] HttpRequest http, CancellationToken ct) =>
        api.MeAsync(http, ct);
}
