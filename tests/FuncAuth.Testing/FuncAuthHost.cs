using System.Security.Cryptography;
using FuncAuth.LocalHost;
using FuncAuth.LocalHost.Dev;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>
/// FuncAuth as people run it, inside the test: a port, an instance, keys, a clock and an inbox of its own, so that tests run beside each other.
/// </summary>
public sealed class FuncAuthHost : IAsyncDisposable
{
    private readonly LocalHostApp app;
    private readonly DirectoryInfo folder;
    private readonly CodeWatch codes;

    private FuncAuthHost(LocalHostApp app, DirectoryInfo folder, CodeWatch codes) => (this.app, this.folder, this.codes) = (app, folder, codes);

    /// <summary>Where it answers, without a slash at the end.</summary>
    public string BaseUrl => app.BaseUrl;

    public string PublishableKey => app.PublishableKey;

    public string SecretKey => app.SecretKey;

    /// <summary>What its tables and queues begin with.</summary>
    public string Instance => app.Instance;

    public IServiceProvider Services => app.Services;

    /// <summary>The host's time of day.</summary>
    public ShiftedClock Clock => app.Services.GetRequiredService<ShiftedClock>();

    /// <summary>What it sent.</summary>
    public Inbox Inbox => app.Services.GetRequiredService<Inbox>();

    /// <param name="settings">By their full names, above the local defaults; neither the environment nor local.settings.json counts.</param>
    /// <param name="services">Changes what is registered; an <c>IStartupFilter</c> sees each request first and each response last.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<FuncAuthHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, CancellationToken ct = default) =>
        StartAsync(new StoppedClock(), settings, services, ct);

    /// <summary>The same, with timers that run: in any other host they stand still, so that no test meets one by chance.</summary>
    public static async Task<FuncAuthHost> StartAsync(
        TimeProvider timers, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, CancellationToken ct = default)
    {
        var folder = Directory.CreateTempSubdirectory("funcauth-");
        try
        {
            var all = new Dictionary<string, string?>
            {
                ["urls"] = "http://localhost:0",
                ["AzureWebJobsStorage"] = await Storage.ConnectionStringAsync(ct),
                ["FUNCAUTH_INSTANCE"] = "t" + RandomNumberGenerator.GetHexString(12, lowercase: true),
                ["FUNCAUTH_DATA"] = folder.FullName,
                ["Logging:LogLevel:Default"] = "Warning",
            };
            foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
                all[name] = value;

            var codes = new CodeWatch();
            var options = new LocalHostOptions
            {
                Settings = all,
                ReadsSurroundings = false,
                TimerClock = timers,
                Services = added =>
                {
                    added.AddSingleton<IStartupFilter>(codes);
                    services?.Invoke(added);
                },
            };
            return new FuncAuthHost(await LocalHostApp.StartAsync(options, ct), folder, codes);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>What it sent to somebody, oldest first.</summary>
    public InboxMessage[] MessagesTo(string destination) => [.. Inbox.Messages(destination)];

    /// <summary>The answers so far that held a code of the inbox; there must never be any.</summary>
    public string[] AnswersWithCodes() => codes.AnswersWith(Inbox.Messages().Select(message => message.Code));

    /// <summary>Ends it. Whatever it was used for: a code in an answer fails the test (SECURITY.md C11).</summary>
    public async ValueTask DisposeAsync()
    {
        var told = AnswersWithCodes();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
        Assert.Empty(told);
    }
}
