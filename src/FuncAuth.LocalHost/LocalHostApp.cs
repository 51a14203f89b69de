using Azure;
using FuncAuth.Azure;
using FuncAuth.Functions;
using FuncAuth.Functions.Pipeline;
using FuncAuth.Instances;
using FuncAuth.LocalHost.Dev;
using FuncAuth.LocalHost.Hosting;
using FuncAuth.LocalHost.Settings;
using FuncAuth.LocalHost.Storage;
using FuncAuth.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuncAuth.LocalHost;

/// <summary>
/// FuncAuth on this machine: Kestrel serving the function app's own classes, with storage, keys and an inbox. Several can run beside each
/// other, in one process or in many.
/// </summary>
public sealed class LocalHostApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly LocalStorage storage;
    private readonly LocalAddress address;

    private LocalHostApp(WebApplication app, LocalStorage storage, LocalAddress address)
    {
        (this.app, this.storage, this.address) = (app, storage, address);
        Instance = LocalSettings.Instance(app.Configuration);
        SecretKey = app.Configuration[LocalSettings.SecretKey] is { Length: > 0 } key ? key : "(in the key vault)";
    }

    /// <summary>Where it answers, without a slash at the end.</summary>
    public string BaseUrl => address.BaseUrl;

    /// <summary>What front ends carry.</summary>
    public string PublishableKey => address.PublishableKey;

    /// <summary>What backends authenticate with.</summary>
    public string SecretKey { get; }

    /// <summary>What its tables and queues begin with.</summary>
    public string Instance { get; }

    /// <summary>Everything that is registered.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Which storage it uses, in words.</summary>
    internal string Storage => storage.Description;

    /// <summary>Whether it listens to other machines too.</summary>
    internal bool IsOpenToOthers => address.IsOpenToOthers;

    /// <summary>Starts a host, and everything it needs that is not running yet. What it started before it failed is ended again.</summary>
    /// <exception cref="LocalHostException">Something that a person has to mend, in one sentence.</exception>
    /// <exception cref="OptionsValidationException">Settings are wrong.</exception>
    public static async Task<LocalHostApp> StartAsync(LocalHostOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = LocalSettings.Read(options);
        var instance = LocalSettings.Instance(settings);
        var folder = LocalSettings.Folder(settings, options.Root);

        using var ports = ReservedPorts.Reserve(LocalSettings.Urls(settings));
        var keys = await LocalKeys.LoadAsync(Path.Combine(folder.Path, instance), ct);
        var storage = await LocalStorage.OpenAsync(settings, options.Root, folder, options.Say, ct);
        WebApplication? app = null;
        try
        {
            settings = LocalSettings.Complete(settings, keys, storage.ConnectionString, ports.BaseUrl);
            var address = new LocalAddress(ports.BaseUrl.GetLeftPart(UriPartial.Authority), settings[LocalSettings.PublishableKey]!, ports.AreOpenToOthers);
            app = Build(settings, ports, address, options);
            await StartAsync(app, ct);
            return new LocalHostApp(app, storage, address);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it is told to end, or cannot go on.</summary>
    /// <exception cref="LocalHostException">The storage went away.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var byApp = app.Lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        using var byCaller = ct.Register(() => stopping.TrySetResult());
        if (await Task.WhenAny(stopping.Task, storage.Lost) == storage.Lost)
            throw new LocalHostException("Azurite ended, and without a storage there is no FuncAuth: start it again.");
    }

    /// <summary>Answers what it is answering, then takes nothing more.</summary>
    public Task StopAsync(CancellationToken ct) => app.StopAsync(ct);

    /// <summary>Ends it and everything that it started.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await storage.DisposeAsync();
    }

    private static WebApplication Build(IConfiguration settings, ReservedPorts ports, LocalAddress address, LocalHostOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Development, ContentRootPath = options.Root });
        builder.Configuration.AddConfiguration(settings);
        builder.Logging.AddConfiguration(settings.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);

        // A start that fails is told by whoever asked for it, in a sentence and without the host's stack trace.
        WebApplication? app = null;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host",
            level => level >= LogLevel.Warning && app!.Lifetime.ApplicationStarted.IsCancellationRequested);
        builder.WebHost.UseKestrel(Limit);
        if (!LocalSettings.KestrelEndpoints(settings).Any())
            builder.WebHost.UseUrls([.. ports.Urls]);
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);

        var services = builder.Services;
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Configure(settings.GetSection("Kestrel")));
        services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = ports.Take);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5)); // as long as the real host gives a worker
        services.RemoveAll<IHostLifetime>().AddSingleton<IHostLifetime, NoLifetime>();

        services.AddSingleton<ShiftedClock>().AddSingleton<TimeProvider>(provider => provider.GetRequiredService<ShiftedClock>());
        services.AddFuncAuth(settings);
        services.AddFunctionHosting(FunctionTable.FromAssemblies(typeof(FuncAuthServices).Assembly), timerClock: options.TimerClock);

        services.AddSingleton(address).AddSingleton<Inbox>().AddSingleton<DevPages>();
        services.RemoveAll<IMessageSender>();
        foreach (var channel in Enum.GetValues<Channel>())
            services.AddSingleton<IMessageSender>(provider => new InboxSender(channel, provider.GetRequiredService<Inbox>()));
        LocalTelemetry.Add(services, settings);
        options.Services?.Invoke(services);

        app = builder.Build();
        app.Map("/_dev", dev => dev.Run(app.Services.GetRequiredService<DevPages>().AnswerAsync));
        app.Use(new NpmFiles(options.Root).AnswerAsync);
        app.UseFunctions(LastResort.AnswerAsync, StepTelemetry.RunAsync);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 64 * 1024;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken ct)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        try
        {
            await app.Services.GetRequiredService<StorageLayout>().EnsureAsync(ct);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            throw new LocalHostException($"The tables and queues cannot be made: {e.Message.Split('\n')[0].Trim()}", e);
        }

        try
        {
            await app.StartAsync(ct);
        }
        catch (InvalidOperationException e) when (e.Message.Contains("HTTPS", StringComparison.Ordinal))
        {
            throw new LocalHostException(
                "https needs a certificate: make one with \"dotnet dev-certs https --trust\", or name one with --Kestrel:Certificates:Default:Path and …:Password.", e);
        }
    }

    /// <summary>Signals are the process's business: a host inside a test must not end with, or keep, the process.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
