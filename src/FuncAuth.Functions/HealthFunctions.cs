using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>For whoever watches over the app: platforms, load balancers, front doors.</summary>
public sealed class HealthFunctions(Health health)
{
    [Function("health_live")]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "healthz")] HttpRequest http) => Health.Live();

    [Function("health_ready")]
    public Task<IResult> Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "healthz/ready")] HttpRequest http, CancellationToken ct) =>
        health.ReadyAsync(ct);

    [Function("health_of_frontend_api")]
    public Task<IResult> OfFrontendApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/health")] HttpRequest http, CancellationToken ct) =>
        health.ReadyAsync(ct);
}
