using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Me;

/// <summary>The accounts of the signed-in user at external providers (Frontend API).</summary>
public sealed class ExternalAccountFunctions(FrontendApi api)
{
    [Function("external_account_create")]
    public Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/external_accounts")] HttpRequest http, CancellationToken ct) =>
        api.AddExternalAccountAsync(http, ct);

    [Function("external_account")]
    public Task<IResult> ExternalAccount(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", "post", Route = "v1/me/external_accounts/{id}")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.RemoveExternalAccountAsync(http, id, ct);

    [Function("external_account_reauthorize")]
    public Task<IResult> Reauthorize(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "post", Route = "v1/me/external_accounts/{id}/reauthorize")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.ReauthorizeExternalAccountAsync(http, id, ct);

    [Function("external_account_tokens")]
    public Task<IResult> Tokens(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", "post", Route = "v1/me/external_accounts/{id}/tokens")] HttpRequest http,
        string id, CancellationToken ct) =>
        api.RevokeExternalTokensAsync(http, id, ct);
}
