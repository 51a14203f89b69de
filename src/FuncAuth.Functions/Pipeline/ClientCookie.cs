using FuncAuth.Clients;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>The cookie that says which client is calling (frontend-api 3.1).</summary>
public static class ClientCookie
{
    /// <summary>Its name.</summary>
    public const string Name = "__client";

    /// <summary>What the request carries; null where it carries none, or something that was never ours.</summary>
    public static (ClientId Client, ClientToken Token)? Read(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return ClientToken.TryParse(http.Cookies[Name]);
    }

    /// <summary>
    /// Gives the browser a new value. Not for scripts, not for other sites, only for this host; <c>Secure</c> exactly when the request came
    /// over https, because a local host has only http (ruling 7).
    /// </summary>
    public static void Write(HttpRequest http, ClientId client, ClientToken token, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(token);
        http.HttpContext.Response.Cookies.Append(Name, token.ToCookie(client), new CookieOptions
        {
            HttpOnly = true,
            Secure = http.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = lifetime,
        });
    }
}
