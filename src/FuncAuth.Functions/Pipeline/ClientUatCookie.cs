using System.Globalization;
using FuncAuth.Clients;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// The cookies that tell the application's own server when the set of sessions last changed, in seconds since 1970; 0 is "nobody is signed
/// in" (Frontend API). They hold a time and nothing else, and open nothing. On development instances the client library writes them itself.
/// </summary>
public static class ClientUatCookie
{
    /// <summary>Their name; the second one has a suffix that belongs to the publishable key alone.</summary>
    public const string Name = "__client_uat";

    /// <summary>
    /// Writes them where the active sessions are others than on arrival. Only then: a server takes every token older than this time for
    /// outdated, and an answer that changes the sessions brings a fresh one.
    /// </summary>
    /// <param name="exchange">The request, with the client as it was on arrival.</param>
    /// <param name="after">The client as it is now; null where there is none any more.</param>
    public static void Follow(Exchange exchange, Client? after)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        var now = exchange.Facts.Now;
        if (exchange.Facts.Instance.IsDevelopment)
            return;

        var current = after is null ? [] : after.ActiveSessions(now).Select(session => session.Id).ToHashSet();
        var before = exchange.Client?.Value.ActiveSessions(now).Select(session => session.Id) ?? [];
        if (!current.SetEquals(before) || (current.Count == 0 && SaysSomebodyIsThere(exchange)))
            Write(exchange, current.Count == 0 ? 0 : now.ToUnixTimeSeconds());
    }

    // A session that ended by the clock changes nothing in any request: the page's own word is what is outdated then. A request whose
    // client cookie opens nothing may have been overtaken by one that replaced it, and cannot tell.
    private static bool SaysSomebodyIsThere(Exchange exchange) =>
        exchange.Http.Cookies.TryGetValue(Name, out var said) && said is not "0"
        && (exchange.Client is not null || !ClientCookie.Read(exchange.Http).Any());

    private static void Write(Exchange exchange, long seconds)
    {
        var instance = exchange.Facts.Instance;
        var options = new CookieOptions
        {
            Domain = instance.CookieDomain,
            HttpOnly = false,
            Secure = exchange.Http.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = instance.ClientLifetime,
        };
        var value = seconds.ToString(CultureInfo.InvariantCulture);
        var cookies = exchange.Http.HttpContext.Response.Cookies;
        cookies.Append(Name, value, options);
        cookies.Append($"{Name}_{instance.PublishableKey.CookieSuffix}", value, options);
    }
}
