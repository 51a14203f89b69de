using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>The steps of a sign-up (Frontend API).</summary>
public sealed class SignUpFunctions(FrontendApi api)
{
    [Function("sign_up_create")]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ups")] HttpRequest http, CancellationToken ct) =>
        api.CreateSignUpAsync(http, ct);

    [Function("sign_up")]
    public Task<IResult> SignUp(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "patch", "post", Route = "v1/client/sign_ups/{id}")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.SignUpAsync(http, id, ct);

    [Function("sign_up_prepare_verification")]
    public Task<IResult> PrepareVerification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ups/{id}/prepare_verification")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.PrepareSignUpAsync(http, id, ct);

    [Function("sign_up_attempt_verification")]
    public Task<IResult> AttemptVerification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ups/{id}/attempt_verification")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.AttemptSignUpAsync(http, id, ct);
}
