using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Me;

/// <summary>The phone numbers of the signed-in user (Frontend API).</summary>
public sealed class PhoneNumberFunctions(FrontendApi api)
{
    [Function("phone_number_create")]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/phone_numbers")] HttpRequest http, CancellationToken ct) =>
        api.AddPhoneNumberAsync(http, ct);

    [Function("phone_number")]
    public Task<IResult> PhoneNumber(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "patch", "delete", "post", Route = "v1/me/phone_numbers/{id}")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.PhoneNumberAsync(http, id, ct);

    [Function("phone_number_prepare_verification")]
    public Task<IResult> PrepareVerification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/phone_numbers/{id}/prepare_verification")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.PreparePhoneNumberAsync(http, id, ct);

    [Function("phone_number_attempt_verification")]
    public Task<IResult> AttemptVerification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/phone_numbers/{id}/attempt_verification")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.AttemptPhoneNumberAsync(http, id, ct);
}
