using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions;

/// <summary>The keys that session tokens are verified with (Frontend API).</summary>
public sealed class WellKnownFunctions(BackendApi api)
{
    [Function("jwks_public")]
    public IResult PublicKeys([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ".well-known/jwks.json")] HttpRequest http) =>
        api.PublicKeys(http);

    [Function("jwks_for_servers")]
    public IResult KeysForServers([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/jwks")] HttpRequest http) =>
        api.KeysForServers(http);
}
