using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>The headers that every answer carries (SECURITY.md X06).</summary>
public static class SecurityHeaders
{
    /// <summary>Writes them. HSTS goes over https only, as RFC 6797 7.2 demands.</summary>
    public static void Write(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
    }
}
