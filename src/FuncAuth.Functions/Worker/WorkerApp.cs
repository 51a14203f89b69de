using FuncAuth.Functions.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuncAuth.Functions.Worker;

/// <summary>The composition of the Functions worker, apart from <c>Program.cs</c> so that a test can build it without a Functions host.</summary>
public static class WorkerApp
{
    /// <summary>Registers everything.</summary>
    /// <param name="args">The command line, where the Functions host says how it is reached.</param>
    /// <param name="configure">Adds settings to those of the environment; null for none.</param>
    public static FunctionsApplicationBuilder Configure(string[] args, Action<IConfigurationBuilder>? configure = null)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        configure?.Invoke(builder.Configuration);

        // First: it registers the middleware that makes the HttpContext, and only what comes after it can see one.
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<LastResortMiddleware>();

        builder.Services.AddFuncAuth(builder.Configuration);

        // ASP.NET Core notes each request with its query string: an OAuth code or a ticket would end up in a log.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // Once the worker says that it speaks for itself, the host no longer passes its lines on: so it says so only where they go somewhere.
        builder.Services.AddFuncAuthTelemetry(builder.Configuration)?.UseFunctionsWorkerDefaults();

        // The caller's address and scheme are taken from the host in front; its host name and path base are nobody's to set.
        builder.Services.AddOptions<ForwardedHeadersOptions>().PostConfigure<IOptions<InstanceOptions>>((options, instance) =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            if (instance.Value.ClientAddressHeader is { Length: > 0 } header)
                options.ForwardedForHeaderName = header;
        });
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 64 * 1024;
        });

        return builder;
    }
}
