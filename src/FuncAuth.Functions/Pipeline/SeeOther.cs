using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Sends a browser on to another page, to be fetched with GET whatever this one was (RFC 9110, 15.4.4). The page is told by no header where the browser
/// came from, for that address holds an authorization code; and nothing of it is kept (SECURITY.md X06). No public properties, as
/// <see cref="WireResult"/> has none.
/// </summary>
/// <param name="location">An absolute address that was checked, or a reference that stays on this one.</param>
public sealed class SeeOther(string location) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        SecurityHeaders.Write(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
