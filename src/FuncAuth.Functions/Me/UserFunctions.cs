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

    [Function("me_metadata")]
    public Task<IResult> Metadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", "post", Route = "v1/me/metadata")] HttpRequest http, CancellationToken ct) =>
        api.MetadataAsync(http, ct);

    [Function("me_change_password")]
    public Task<IResult> ChangePassword(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/change_password")] HttpRequest http, CancellationToken ct) =>
        api.ChangePasswordAsync(http, ct);

    [Function("me_remove_password")]
    public Task<IResult> RemovePassword(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/me/remove_password")] HttpRequest http, CancellationToken ct) =>
        api.RemovePasswordAsync(http, ct);

    [Function("me_profile_image")]
    public IResult ProfileImage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "delete", Route = "v1/me/profile_image")] HttpRequest http) =>
        api.ProfileImage(http);
}
