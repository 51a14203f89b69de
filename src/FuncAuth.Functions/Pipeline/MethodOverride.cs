using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Browsers of the protocol send PATCH, PUT and DELETE as POST with <c>_method</c> (Frontend API). The host routes by the real method
/// before our code runs, so a function that serves such a verb lists <c>post</c> too and asks here what is meant.
/// </summary>
public static class MethodOverride
{
    /// <summary>
    /// The method that is meant, in upper case. Only POST can be overridden: a GET that changed something could be planted in a link
    /// or an image (SECURITY.md X03).
    /// </summary>
    public static string Of(HttpRequest http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!HttpMethods.IsPost(http.Method) || !http.Query.TryGetValue("_method", out var wanted) || wanted.Count == 0)
            return http.Method.ToUpperInvariant();

        return wanted.ToString().ToUpperInvariant() switch
        {
            "PATCH" => HttpMethods.Patch,
            "PUT" => HttpMethods.Put,
            "DELETE" => HttpMethods.Delete,
            "POST" or "" => HttpMethods.Post,
            _ => "UNKNOWN",
        };
    }
}
