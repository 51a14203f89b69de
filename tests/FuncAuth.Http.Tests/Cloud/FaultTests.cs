using Azure.Core;
using Azure.Core.Pipeline;
using FuncAuth.Azure;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>What a caller learns where something behind the app breaks.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly Breaker breaker = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "None" },
        services => services.AddStoragePolicy(breaker),
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("identifiers")]
    [InlineData("clients")]
    [InlineData("-email")]
    [InlineData("deliveries")]
    public async Task L08_a_fault_of_whatever_stands_behind_says_nothing_of_the_inside(string resource)
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        breaker.Breaks = host.Instance + resource;

        Answer[] answers =
        [
            await page.PrepareAsync(id),
            await page.AttemptAsync(id, "000000"),
            await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress())),
            await page.GetAsync("/v1/client"),
            await page.GetAsync("/healthz/ready"),
        ];

        var broken = answers.Where(answer => answer.Status >= 500).ToList();
        Assert.Equal(resource != "deliveries", broken.Count > 0); // that one is no request's business
        foreach (var answer in broken.Where(answer => answer.Body != """{"status":"unhealthy"}"""))
        {
            Assert.Equal((500, "internal_clerk_error"), (answer.Status, answer.Errors.Single()));
            Assert.Matches("^[0-9a-f]{32}$", answer.Json.GetProperty("clerk_trace_id").GetString());
            Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys);
        }

        foreach (var inside in new[] { "hunter2", "10.0.0.1", "RequestFailed", "Exception", "   at ", "FuncAuth.", host.Instance, "Azure" })
            Assert.All(answers, answer => Assert.DoesNotContain(inside, answer.Body + string.Join(' ', answer.Headers.SelectMany(header => header.Value)), StringComparison.Ordinal));
    }

    private sealed class Breaker : HttpPipelinePolicy
    {
        public string? Breaks { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        // A transaction does not name its table in its address but in its body.
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (InRequest.IsTrue && Breaks is { } resource && await NamesAsync(message, resource))
                throw new global::Azure.RequestFailedException(503, "account key = hunter2 at 10.0.0.1", new InvalidOperationException("hunter2"));
            await ProcessNextAsync(message, pipeline);
        }

        private static async Task<bool> NamesAsync(HttpMessage message, string resource)
        {
            if (message.Request.Uri.Path.Contains(resource, StringComparison.Ordinal))
                return true;
            if (message.Request.Content is not { } content)
                return false;

            using var body = new MemoryStream();
            await content.WriteToAsync(body, CancellationToken.None);
            return System.Text.Encoding.UTF8.GetString(body.ToArray()).Contains(resource, StringComparison.Ordinal);
        }
    }
}
