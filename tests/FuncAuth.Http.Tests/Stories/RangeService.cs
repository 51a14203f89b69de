using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>A range service of leaked passwords that notes what it is asked, and can be told to misbehave.</summary>
internal sealed class RangeService : IAsyncDisposable
{
    private readonly WebApplication app;

    private RangeService(WebApplication app) => this.app = app;

    /// <summary>What the setting is to name.</summary>
    public string Address => $"{app.Urls.Single()}/range";

    /// <summary>Each request whole: its line, its headers, its body.</summary>
    public ConcurrentQueue<(string Target, Dictionary<string, string> Headers, string Body)> Asked { get; } = [];

    /// <summary>Passwords on the list.</summary>
    public ConcurrentBag<string> Leaked { get; } = [];

    /// <summary>Passwords that look like entries and are padding.</summary>
    public ConcurrentBag<string> Padding { get; } = [];

    /// <summary>What it does instead of answering; null answers.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static string Sha1(string text) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    public static async Task<RangeService> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var service = new RangeService(builder.Build());
        service.app.Run(service.AnswerAsync);
        await service.app.StartAsync(ct);
        return service;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Asked.Enqueue((context.Request.Path + context.Request.QueryString.ToString(), context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), await reader.ReadToEndAsync()));
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        var prefix = context.Request.Path.Value!.Split('/')[^1];
        var lines = Enumerable.Range(0, 20).Select(_ => $"{RandomNumberGenerator.GetHexString(35)}:{Random.Shared.Next(1, 99)}")
            .Concat(Entries(Leaked, prefix, "7"))
            .Concat(Entries(Padding, prefix, "0"));
        await context.Response.WriteAsync(string.Join("\r\n", lines));
    }

    private static IEnumerable<string> Entries(IEnumerable<string> passwords, string prefix, string count) =>
        passwords.Select(Sha1).Where(hash => hash.StartsWith(prefix, StringComparison.Ordinal)).Select(hash => $"{hash[5..]}:{count}");
}
