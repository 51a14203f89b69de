using FuncAuth.LocalHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Http.Tests.Hosting;

/// <summary>A few function classes behind a real Kestrel.</summary>
internal sealed class ServedFunctions : IAsyncDisposable
{
    private readonly WebApplication app;

    private ServedFunctions(WebApplication app, Uri address)
    {
        this.app = app;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public HttpClient Http { get; }

    public static Task<ServedFunctions> StartAsync<TFunctions>(Func<HttpContext, Exception, Task>? lastResort = null, Action<WebApplication>? before = null) =>
        StartAsync([typeof(TFunctions)], lastResort, before);

    public static async Task<ServedFunctions> StartAsync(Type[] functions, Func<HttpContext, Exception, Task>? lastResort = null, Action<WebApplication>? before = null)
    {
        var ct = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddScoped<InvocationScope>();
        builder.Services.AddFunctionHosting(FunctionTable.FromTypes(functions), new HostJson());

        var app = builder.Build();
        before?.Invoke(app);
        app.UseFunctions(lastResort ?? ((_, e) => throw new InvalidOperationException("No exception was expected.", e)));
        await app.StartAsync(ct);

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new ServedFunctions(app, new Uri(addresses.Addresses.Single()));
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        with?.Invoke(request);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The body of a 200, or the status.</summary>
    public async Task<string> AnswerAsync(string method, string path)
    {
        using var response = await SendAsync(method, path);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? body : $"{(int)response.StatusCode}{body}";
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}

/// <summary>One for each invocation.</summary>
public sealed class InvocationScope
{
    public Guid Id { get; } = Guid.NewGuid();
}
