using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>
/// Drops what the platform says about a request and a client must not: the host replaces these headers on its way to the worker.
/// A startup filter, because those run before every middleware of the app, including any that would believe them.
/// </summary>
internal sealed class PlatformHeaders : IStartupFilter
{
    private static readonly string[] Dropped =
        ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "x-ms-invocation-id"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            foreach (var header in Dropped)
                http.Request.Headers.Remove(header);
            return rest(http);
        });
        next(app);
    };
}
