using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Me;

/// <summary>The phone numbers of the signed-in user (Frontend API).</summary>
public sealed class PhoneNumberFunctions(FrontendApi api)
{
    [Function("phone_number")]
    public Task<IResult> PhoneNumber(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "patch", "delete", "post", Route = "v1/me/phone_numbers/{id}")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.PhoneNumberAsync(http, id, ct);
}
