using System.Collections.Concurrent;
using System.Text;
using FuncAuth.Testing.Spec;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Testing;

/// <summary>Holds every JSON answer that leaves a host against the published schema: for browsers, whose answers no test sees.</summary>
public sealed class SpecWatch : IStartupFilter
{
    private readonly ConcurrentQueue<string> violations = new();
    private int seen;

    /// <summary>What was wrong with the answers so far.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    /// <summary>How many answers were looked at.</summary>
    public int Seen => Volatile.Read(ref seen);

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(WatchAsync);
        next(app);
    };

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) || FrontendApiSpec.Find(out _) is not { } spec)
        {
            await next(context);
            return;
        }

        var wire = context.Response.Body;
        using var copy = new MemoryStream();
        context.Response.Body = copy;
        await next(context);
        context.Response.Body = wire;
        await wire.WriteAsync(copy.ToArray());

        if (context.Response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) is not true)
            return;

        Interlocked.Increment(ref seen);
        var request = context.Request;
        var method = HttpMethods.IsPost(request.Method) && request.Query["_method"] is [{ } meant] ? meant : request.Method;
        var body = Encoding.UTF8.GetString(copy.ToArray());
        foreach (var violation in spec.Violations(method, request.Path, context.Response.StatusCode, body))
            violations.Enqueue($"{method} {request.Path} {context.Response.StatusCode}: {violation}");
    }
}
