using Azure.Core;
using Azure.Core.Pipeline;
using FuncAuth.Azure;
using FuncAuth.Functions.Pipeline;
using FuncAuth.Functions.Settings;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>Health checks: what they say, and what they cost whoever pays for the storage.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private readonly Watch watch = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        services: services => services.AddStoragePolicy(watch),
        ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Being_alive_costs_nothing()
    {
        using var probe = host.OpenPage(origin: null);
        watch.Breaks = true;

        var answer = await probe.GetAsync("/healthz");

        Assert.Equal((200, """{"status":"healthy"}""", 0), (answer.Status, answer.Body, watch.Count));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("/healthz/ready")]
    [InlineData("/v1/health")]
    public async Task Being_ready_costs_one_read_however_many_ask(string path)
    {
        using var probe = host.OpenPage(origin: null);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => probe.GetAsync(path)));

        Assert.All(answers, answer => Assert.Equal((200, """{"status":"healthy"}"""), (answer.Status, answer.Body)));
        Assert.Equal(1, watch.Count);
    }

    [Fact]
    public async Task A_storage_that_is_down_is_told_in_one_word()
    {
        using var probe = host.OpenPage(origin: null);
        watch.Breaks = true;

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => probe.GetAsync("/healthz/ready")));

        Assert.All(answers, answer => Assert.Equal((503, """{"status":"unhealthy"}"""), (answer.Status, answer.Body)));
        Assert.Equal(1, watch.Count);
    }

    [Fact]
    public async Task A_missing_table_is_not_ready()
    {
        await host.Services.GetRequiredService<global::Azure.Data.Tables.TableServiceClient>()
            .DeleteTableAsync(host.Instance + "clients", TestContext.Current.CancellationToken);
        using var probe = host.OpenPage(origin: null);

        Assert.Equal(503, (await probe.GetAsync("/healthz/ready")).Status);
    }

    [Fact]
    public async Task An_answer_is_old_after_five_seconds()
    {
        var clock = new FakeTimeProvider();
        using var health = new Health(
            host.Services.GetRequiredService<KeySource>(), host.Services.GetRequiredService<StorageProbe>(), clock, NullLogger<Health>.Instance);
        InRequest.Mark();

        await health.ReadyAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        await health.ReadyAsync(CancellationToken.None);
        Assert.Equal(1, watch.Count);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await health.ReadyAsync(CancellationToken.None);

        Assert.Equal(2, watch.Count);
    }

    [Theory]
    [InlineData("POST", "/healthz")]
    [InlineData("HEAD", "/healthz")]
    [InlineData("GET", "/healthz/else")]
    public async Task Nothing_else_is_answered_there(string method, string path)
    {
        using var probe = host.OpenPage(origin: null);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        Assert.Equal(404, (await probe.SendAsync(request)).Status);
    }

    /// <summary>Counts what requests ask of the storage, and can be in the way.</summary>
    private sealed class Watch : HttpPipelinePolicy
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public bool Breaks { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (InRequest.IsTrue)
                Interlocked.Increment(ref count);
            return Breaks && InRequest.IsTrue
                ? throw new global::Azure.RequestFailedException(503, "account key = hunter2 at 10.0.0.1")
                : ProcessNextAsync(message, pipeline);
        }
    }
}
