using Azure.Monitor.OpenTelemetry.Exporter;
using FuncAuth.Functions;
using FuncAuth.Functions.Background;
using FuncAuth.Functions.Pipeline;
using FuncAuth.Functions.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

var builder = FunctionsApplication.CreateBuilder(args);

// First: it registers the middleware that makes the HttpContext, and only what comes after it can see one.
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<LastResortMiddleware>();

builder.Services.AddFuncAuth(builder.Configuration);

// ASP.NET Core notes each request with its query string: an OAuth code or a ticket would end up in a log.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

// Once the worker says that it speaks for itself, the host no longer passes its lines on: so it says so only where they go somewhere.
var toAzureMonitor = !string.IsNullOrEmpty(builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"]);
var toCollector = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
if (toAzureMonitor || toCollector)
{
    var telemetry = builder.Services.AddOpenTelemetry();
    telemetry.UseFunctionsWorkerDefaults();
    telemetry.WithTracing(traces => traces.AddSource(MessageDelivery.ActivitySourceName));
    telemetry.WithMetrics(metrics => metrics.AddMeter(LeakCheck.MeterName));
    if (toAzureMonitor)
        telemetry.UseAzureMonitorExporter();
    else
        telemetry.UseOtlpExporter();
}

// The caller's address and scheme are taken from the host in front; its host name and path base are nobody's to set.
builder.Services.PostConfigure<ForwardedHeadersOptions>(options =>
    options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
builder.Services.Configure<KestrelServerOptions>(options =>
{
    options.AddServerHeader = false;
    options.Limits.MaxRequestBodySize = 64 * 1024;
});

await builder.Build().RunAsync();
