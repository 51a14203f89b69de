using FuncAuth.Errors;
using FuncAuth.Instances;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>Which pages may call, and what their browsers are told (Frontend API; SECURITY.md X01, X02).</summary>
public static class Origins
{
    /// <summary>
    /// Writes the CORS headers and says why the call is refused, or null. An origin that is not on the list gets no CORS header at all:
    /// its browser keeps even the refusal from it.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="instance">Whose list of origins it is.</param>
    /// <param name="changesSomething">Whether the call has to say where it comes from.</param>
    public static AuthError? Check(HttpRequest http, Instance instance, bool changesSomething)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(instance);
        var headers = http.HttpContext.Response.Headers;
        headers.Append("Vary", "Origin");

        var origins = http.Headers.Origin;
        if (origins.Count == 0)
            return changesSomething ? AuthErrors.OriginMissing : null;

        if (origins is not [{ } origin] || !instance.AllowedOrigins.Allow(origin))
            return AuthErrors.OriginInvalid;

        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = "Clerk-Db-Jwt, X-Country, Retry-After, Authorization";
        return http.Headers.Authorization.Count > 0 ? AuthErrors.OriginAndAuthorization : null;
    }

    /// <summary>Answers a preflight for an allowed origin.</summary>
    public static void AllowPreflight(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, X-Mobile";
        response.Headers.AccessControlMaxAge = "600";
    }
}
