using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>What the instance asks for and offers.</summary>
public sealed class EnvironmentFunctions(FrontendApi api)
{
    [Function("environment")]
    public Task<IResult> Environment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "patch", "post", Route = "v1/environment")] HttpRequest http) =>
        api.EnvironmentAsync(http);
}
