using System.Net;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.LocalHost.Dev;

/// <summary>
/// Who may use /_dev: this machine's own pages and tools. A website that a developer visits could otherwise make the browser read codes
/// (through a name of its own that points to 127.0.0.1) or move the clock (by a form that it posts here).
/// </summary>
internal static class DevRequests
{
    /// <summary>Why a request is refused, or null.</summary>
    public static string? WhyNot(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
            return "Only requests to localhost are answered here.";
        if (HttpMethods.IsGet(request.Method))
            return null;

        var origin = request.Headers.Origin;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return (origin.Count > 0 && origin != $"{request.Scheme}://{request.Host}") || site is not ("" or "same-origin" or "none")
            ? "Requests of other websites are not taken here."
            : null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
