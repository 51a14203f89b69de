using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>The steps of a sign-in (Frontend API).</summary>
public sealed class SignInFunctions(FrontendApi api)
{
    [Function("sign_in_create")]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ins")] HttpRequest http, CancellationToken ct) =>
        api.CreateSignInAsync(http, ct);

    [Function("sign_in")]
    public Task<IResult> SignIn(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/client/sign_ins/{id}")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.SignInAsync(http, id, ct);

    [Function("sign_in_prepare_first_factor")]
    public Task<IResult> PrepareFirstFactor(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ins/{id}/prepare_first_factor")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.PrepareFirstFactorAsync(http, id, ct);

    [Function("sign_in_attempt_first_factor")]
    public Task<IResult> AttemptFirstFactor(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ins/{id}/attempt_first_factor")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.AttemptFirstFactorAsync(http, id, ct);

    [Function("sign_in_prepare_second_factor")]
    public Task<IResult> PrepareSecondFactor(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ins/{id}/prepare_second_factor")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.PrepareSecondFactorAsync(http, id, ct);

    [Function("sign_in_attempt_second_factor")]
    public Task<IResult> AttemptSecondFactor(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ins/{id}/attempt_second_factor")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.AttemptSecondFactorAsync(http, id, ct);

    [Function("sign_in_reset_password")]
    public Task<IResult> ResetPassword(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/client/sign_ins/{id}/reset_password")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.ResetPasswordAsync(http, id, ct);
}
