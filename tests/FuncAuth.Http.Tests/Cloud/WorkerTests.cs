using System.Net;
using System.Reflection;
using FuncAuth.Functions;
using FuncAuth.LocalHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>The worker's own composition, built as <c>Program.cs</c> builds it; only the Functions host is missing.</summary>
public sealed class WorkerTests
{
    [Fact]
    public void Everything_that_a_function_needs_is_registered_in_the_worker()
    {
        using var worker = Built();
        var table = FunctionTable.FromAssemblies(typeof(FuncAuthServices).Assembly);

        using var invocation = worker.Services.CreateScope();
        var classes = typeof(FuncAuthServices).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(Microsoft.Azure.Functions.Worker.FunctionAttribute))))
            .Select(type => ActivatorUtilities.CreateInstance(invocation.ServiceProvider, type)).ToList();

        Assert.True(classes.Count >= 8, $"{classes.Count} classes of functions.");
        Assert.NotEmpty(table.Http);
    }

    [Fact]
    public void The_worker_takes_up_telemetry_where_it_is_told_where_to_and_only_there()
    {
        using var silent = Built();
        using var speaking = Built(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317"));
        using var monitored = Built(
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://localhost:1/"),
            ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=AAD;ClientId=00000000-0000-0000-0000-000000000001"));

        Assert.Null(silent.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
        Assert.NotNull(speaking.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
        Assert.NotNull(speaking.Services.GetService<OpenTelemetry.Metrics.MeterProvider>());
        Assert.NotNull(monitored.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
    }

    [Theory]
    [InlineData("", "198.51.100.1")]
    [InlineData("X-Azure-ClientIP", "203.0.113.7")]
    public async Task The_callers_address_is_taken_from_the_header_that_is_set(string header, string address)
    {
        using var worker = Built(("FuncAuth__Instance__ClientAddressHeader", header));
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } };
        http.Request.Headers["X-Forwarded-For"] = "192.0.2.1, 198.51.100.1";
        http.Request.Headers["X-Azure-ClientIP"] = "203.0.113.7";

        await new ForwardedHeadersMiddleware(
            _ => Task.CompletedTask, NullLoggerFactory.Instance, worker.Services.GetRequiredService<IOptions<ForwardedHeadersOptions>>()).Invoke(http);

        Assert.Equal(IPAddress.Parse(address), http.Connection.RemoteIpAddress);
    }

    // By name: where the feed lacks the worker packages, this part of the app is not built.
    private static IHost Built(params (string Name, string? Value)[] more)
    {
        var app = typeof(FuncAuthServices).Assembly.GetType("FuncAuth.Functions.Worker.WorkerApp");
        Assert.SkipWhen(app is null, "This feed lacks the Functions worker packages, so the worker's composition is not built here.");

        var settings = Development.With([.. more, ("AzureWebJobsStorage", "UseDevelopmentStorage=true")]).AsConfiguration();
        Action<IConfigurationBuilder> configure = configuration => configuration.AddConfiguration(settings);
        var builder = app!.GetMethod("Configure", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [Array.Empty<string>(), configure])!;
        return (IHost)builder.GetType().GetMethod("Build", [])!.Invoke(builder, [])!;
    }
}
