using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// An answer in JSON. Has no public properties on purpose: the worker serialises what a function returns a second time and sends it to
/// the host; this crosses as <c>{}</c>, and no token with it.
/// </summary>
public sealed class WireResult : IResult
{
    private readonly int status;
    private readonly byte[] body;
    private readonly string cacheControl;
    private readonly int? retryAfter;

    private WireResult(int status, byte[] body, string cacheControl, int? retryAfter) =>
        (this.status, this.body, this.cacheControl, this.retryAfter) = (status, body, cacheControl, retryAfter);

    /// <summary>
    /// The answer with <paramref name="value"/> as its body. It is serialised here and now: if that fails, no header has been written yet.
    /// </summary>
    public static WireResult Of<T>(int status, T value, JsonTypeInfo<T> type, string cacheControl = "no-store", int? retryAfter = null) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(value, type), cacheControl, retryAfter);

    /// <summary>An answer without a body.</summary>
    public static WireResult Empty(int status) => new(status, [], "no-store", null);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = status;
        SecurityHeaders.Write(httpContext);
        response.Headers.CacheControl = cacheControl;
        if (retryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (body.Length == 0)
            return;

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
