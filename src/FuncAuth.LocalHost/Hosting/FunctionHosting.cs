using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>Hosts the functions of a table in an ASP.NET Core application.</summary>
public static class FunctionHosting
{
    /// <summary>The table, the pumps for its queues and timers, and the guard against headers that only the platform may send.</summary>
    /// <param name="table">The functions to serve.</param>
    /// <param name="hostJson">Null: the <c>host.json</c> next to the app.</param>
    /// <param name="timerClock">Null: the machine's clock, whatever <see cref="TimeProvider"/> the app has.</param>
    public static IServiceCollection AddFunctionHosting(this IServiceCollection services, FunctionTable table, HostJson? hostJson = null, TimeProvider? timerClock = null)
    {
        services.AddSingleton(table);
        services.AddSingleton(s => hostJson ?? HostJson.Read(AppContext.BaseDirectory, s.GetRequiredService<IConfiguration>()));
        services.AddHostedService<QueuePump>();
        services.AddHostedService(s => new TimerPump(
            table,
            s.GetRequiredService<IConfiguration>(),
            s.GetRequiredService<IServiceScopeFactory>(),
            timerClock ?? TimeProvider.System,
            s.GetRequiredService<ILogger<TimerPump>>()));

        // At the very front: even the framework's own reader of forwarded headers, switched on by an environment variable, is a startup filter.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, PlatformHeaders>());
        return services;
    }

    /// <summary>Answers every request that gets here, so it comes last.</summary>
    /// <param name="lastResort">Answers in place of a function that threw.</param>
    /// <param name="around">Stands around each function, and is given its name; null for nothing.</param>
    public static IApplicationBuilder UseFunctions(
        this IApplicationBuilder app, Func<HttpContext, Exception, Task> lastResort, Func<HttpContext, string, Func<Task>, Task>? around = null) =>
        app.UseMiddleware<FunctionEndpoints>(lastResort, around ?? ((_, _, run) => run()));
}
