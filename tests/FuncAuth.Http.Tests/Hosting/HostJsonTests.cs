using FuncAuth.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace FuncAuth.Http.Tests.Hosting;

public sealed class HostJsonTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-host-json-");

    [Fact]
    public void A_missing_file_means_the_host_s_defaults()
    {
        var queues = Read(null).Queues;

        Assert.Equal(new QueueSettings(), queues);
        Assert.Equal((16, 5, TimeSpan.Zero, TimeSpan.FromMinutes(1), true), (queues.BatchSize, queues.MaxDequeueCount, queues.VisibilityTimeout, queues.MaxPollingInterval, queues.Base64));
        Assert.Equal(8 * Environment.ProcessorCount, queues.NewBatchThreshold);
    }

    [Fact]
    public void What_the_file_says_is_heeded()
    {
        var queues = Read("""
            {
              "version": "2.0", // comments are allowed
              "extensions": {
                "http": { "routePrefix": "" },
                "queues": { "batchSize": 4, "newBatchThreshold": 0, "maxDequeueCount": 3, "visibilityTimeout": "00:00:30", "maxPollingInterval": "00:00:01", "messageEncoding": "none" }
              }
            }
            """).Queues;

        Assert.Equal(
            new QueueSettings { BatchSize = 4, NewBatchThreshold = 0, MaxDequeueCount = 3, VisibilityTimeout = TimeSpan.FromSeconds(30), MaxPollingInterval = TimeSpan.FromSeconds(1), Base64 = false },
            queues);
    }

    [Fact]
    public void A_setting_overrides_the_file()
    {
        var queues = Read(
            """{ "extensions": { "http": { "routePrefix": "" }, "queues": { "maxPollingInterval": "00:00:01", "batchSize": 4 } } }""",
            ("AzureFunctionsJobHost:extensions:queues:maxPollingInterval", "00:00:00.100")).Queues;

        Assert.Equal((4, TimeSpan.FromMilliseconds(100)), (queues.BatchSize, queues.MaxPollingInterval));
    }

    [Theory]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "" }, "queues": { "batchSize": 33 } } }""", "batchSize")]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "" }, "queues": { "maxPollingInterval": "00:00:00.05" } } }""", "maxPollingInterval")]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "" }, "queues": { "visibilityTimeout": "soon" } } }""", "visibilityTimeout")]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "" }, "queues": { "messageEncoding": "utf8" } } }""", "messageEncoding")]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "auth" } } }""", "under '/auth'")]
    [InlineData("""{ "version": "2.0" }""", "under '/api'")]
    public void What_the_host_would_not_take_or_we_do_not_serve_is_refused(string json, string says)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Read(json));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private HostJson Read(string? json, params (string Key, string Value)[] settings)
    {
        if (json is not null)
            File.WriteAllText(Path.Combine(folder.FullName, "host.json"), json);
        return HostJson.Read(folder.FullName, new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
    }
}
