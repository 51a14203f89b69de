using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Me;

/// <summary>The e-mail addresses of the signed-in user (Frontend API).</summary>
public sealed class EmailAddressFunctions(FrontendApi api)
{
    [Function("email_address_create")]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/email_addresses")] HttpRequest http, CancellationToken ct) =>
        api.AddEmailAddressAsync(http, ct);

    [Function("email_address")]
    public Task<IResult> EmailAddress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "delete", "post", Route = "v1/me/email_addresses/{id}")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.EmailAddressAsync(http, id, ct);

    [Function("email_address_prepare_verification")]
    public Task<IResult> PrepareVerification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/email_addresses/{id}/prepare_verification")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.PrepareEmailAddressAsync(http, id, ct);

    [Function("email_address_attempt_verification")]
    public Task<IResult> AttemptVerification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/email_addresses/{id}/attempt_verification")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.AttemptEmailAddressAsync(http, id, ct);
}
