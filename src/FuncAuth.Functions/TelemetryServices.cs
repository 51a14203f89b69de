using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using FuncAuth.Azure;
using FuncAuth.Functions.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FuncAuth.Functions;

/// <summary>Where traces, metrics and logs go.</summary>
public static class TelemetryServices
{
    private const string Monitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string MonitorAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Sends them to Application Insights, to a collector, or to both, as the standard variables say. Null where they say nothing: then
    /// nothing is registered, and nothing is measured.
    /// </summary>
    public static IOpenTelemetryBuilder? AddFuncAuthTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var toMonitor = !string.IsNullOrWhiteSpace(configuration[Monitor]);
        var toCollector = !string.IsNullOrWhiteSpace(configuration[Collector]);
        if (!toMonitor && !toCollector)
            return null;

        var telemetry = services.AddOpenTelemetry().WithFuncAuth();
        if (toMonitor)
            telemetry.UseAzureMonitorExporter(monitor => monitor.Credential = MonitorIdentity(configuration[MonitorAuthentication]));
        if (toCollector)
            telemetry.UseOtlpExporter();
        return telemetry;
    }

    /// <summary>Listens to what FuncAuth measures, and to nobody else: what libraries note of requests holds addresses and keys of rows.</summary>
    public static IOpenTelemetryBuilder WithFuncAuth(this IOpenTelemetryBuilder telemetry)
    {
        ArgumentNullException.ThrowIfNull(telemetry);
        return telemetry
            .WithTracing(traces => traces.AddSource(Telemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(Telemetry.Name, LeakCheck.MeterName));
    }

    /// <summary>
    /// The identity of the variable that the host reads too: <c>Authorization=AAD</c>, with <c>;ClientId=…</c> where it is a user-assigned
    /// one. Null where telemetry is sent without.
    /// </summary>
    private static ManagedIdentityCredential? MonitorIdentity(string? text)
    {
        var parts = (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        if (!parts["Authorization"].Contains("AAD", StringComparer.OrdinalIgnoreCase))
            return null;

        return new ManagedIdentityCredential(parts["ClientId"].FirstOrDefault() is { Length: > 0 } id
            ? ManagedIdentityId.FromUserAssignedClientId(id)
            : ManagedIdentityId.SystemAssigned);
    }
}
