using FuncAuth.Errors;
using FuncAuth.Sessions;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>The keys that tokens are verified with: to everybody, and to servers that show the secret key (Frontend API).</summary>
public sealed class BackendApi(SigningKeys keys, SecretKeys secrets)
{
    /// <summary>The public keys, for everybody; cached for as long as server SDKs do.</summary>
    public IResult PublicKeys(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return WireResult.Of(200, keys.Jwks, WireJson.Default.JwksResource, "public, max-age=300");
    }

    /// <summary>The same keys, for who shows the secret key: that is where <c>@clerk/backend</c> looks.</summary>
    public IResult KeysForServers(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return secrets.Opens(http.Headers.Authorization) ? PublicKeys(http) : Answers.Refuse(http.HttpContext, [AuthErrors.SecretKeyInvalid]);
    }
}
