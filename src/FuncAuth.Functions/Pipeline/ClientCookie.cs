using FuncAuth.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SameSiteMode = Microsoft.AspNetCore.Http.SameSiteMode;

namespace FuncAuth.Functions.Pipeline;

/// <summary>The cookie that says which client is calling (Frontend API).</summary>
public static class ClientCookie
{
    /// <summary>Its name.</summary>
    public const string Name = "__client";

    /// <summary>
    /// What the request carries that could be ours, three at most: a neighbour under the same domain can put a cookie of this name beside
    /// the right one, and must not be able to hide it.
    /// </summary>
    public static IEnumerable<(ClientId Client, ClientToken Token)> Read(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return CookieHeaderValue.TryParseList(http.Headers.Cookie, out var cookies)
            ? cookies.Where(cookie => cookie.Name.Equals(Name, StringComparison.Ordinal))
                .Select(cookie => ClientToken.TryParse(cookie.Value.Value)).OfType<(ClientId, ClientToken)>().Distinct().Take(3)
            : [];
    }

    /// <summary>
    /// Gives the browser a new value. Not for scripts, not for other sites, only for this host; <c>Secure</c> exactly when the request came
    /// over https, because a local host has only http.
    /// </summary>
    public static void Write(HttpRequest http, ClientId client, ClientToken token, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(token);
        http.HttpContext.Response.Cookies.Append(Name, token.ToCookie(client), Options(http, lifetime));
    }

    /// <summary>Takes the cookie from the browser.</summary>
    public static void Clear(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.HttpContext.Response.Cookies.Append(Name, "", Options(http, TimeSpan.Zero));
    }

    private static CookieOptions Options(HttpRequest http, TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        Secure = http.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = lifetime,
    };
}
