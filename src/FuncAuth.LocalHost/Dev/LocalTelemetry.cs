using FuncAuth.Functions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FuncAuth.LocalHost.Dev;

/// <summary>Telemetry on a developer's machine: to the console, to a collector, or to nobody.</summary>
internal static class LocalTelemetry
{
    public const string Setting = "FUNCAUTH_TELEMETRY";

    /// <summary>Registers what the settings ask for.</summary>
    /// <exception cref="LocalHostException">They ask for something that there is not.</exception>
    public static void Add(IServiceCollection services, IConfiguration settings)
    {
        var telemetry = services.AddFuncAuthTelemetry(settings);
        if (string.IsNullOrEmpty(settings["OTEL_SERVICE_NAME"]))
            telemetry?.ConfigureResource(resource => resource.AddService("funcauth"));

        switch (settings[Setting])
        {
            case null or "":
                return;
            case "console":
                (telemetry ?? services.AddOpenTelemetry().WithFuncAuth())
                    .WithTracing(traces => traces.AddProcessor(_ => new SimpleActivityExportProcessor(new ConsoleTraces(Console.Out))))
                    .WithMetrics(metrics => metrics.AddReader(_ => ConsoleMetrics.Reader(Console.Out)));
                return;
            default:
                throw new LocalHostException("--telemetry takes one word: console.");
        }
    }
}
