using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FuncAuth.LocalHost.Hosting;
using FuncAuth.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FuncAuth.Http.Tests.Hosting;

/// <summary>A host with one background function, and the queue that it listens to.</summary>
internal sealed class Work : IAsyncDisposable
{
    private readonly IHost host;
    private readonly QueueClient raw;
    private readonly QueueClient rawPoison;

    private Work(IHost host, string storage, string name)
    {
        var base64 = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        this.host = host;
        Queue = new QueueClient(storage, name, base64);
        Poison = new QueueClient(storage, name + "-poison", base64);
        raw = new QueueClient(storage, name);
        rawPoison = new QueueClient(storage, name + "-poison");
    }

    public QueueClient Queue { get; }

    public QueueClient Poison { get; }

    public Ledger Ledger => host.Services.GetRequiredService<Ledger>();

    public LinesLogged Log => host.Services.GetRequiredService<LinesLogged>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Work> StartAsync<TFunction>(Func<QueueSettings, QueueSettings>? queues = null, string? name = null)
    {
        var work = await CreateAsync(typeof(TFunction), queues, name);
        await work.StartAsync();
        return work;
    }

    public static Task<Work> CreateAsync<TFunction>(Func<QueueSettings, QueueSettings>? queues = null, bool withQueue = true) =>
        CreateAsync(typeof(TFunction), queues, withQueue: withQueue);

    /// <param name="storage">Where the function looks for its queue; the test itself always goes to the storage directly.</param>
    public static async Task<Work> CreateAsync(Type function, Func<QueueSettings, QueueSettings>? queues = null, string? name = null, bool withQueue = true, string? storage = null)
    {
        var direct = await Storage.ConnectionStringAsync(Ct);
        name ??= $"q{Guid.NewGuid():N}";
        var quick = new QueueSettings { MaxPollingInterval = TimeSpan.FromMilliseconds(100) };

        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Queue", (string?)name), KeyValuePair.Create("Work", (string?)(storage ?? direct))]);
        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddScoped<InvocationScope>();
        builder.Services.AddSingleton<LinesLogged>();
        builder.Services.AddSingleton<ILoggerProvider>(s => s.GetRequiredService<LinesLogged>());
        builder.Services.AddFunctionHosting(FunctionTable.FromTypes(function), new HostJson { Queues = queues?.Invoke(quick) ?? quick });

        var work = new Work(builder.Build(), direct, name);
        if (withQueue)
            await work.Queue.CreateAsync(cancellationToken: Ct);
        return work;
    }

    public Task StartAsync() => host.StartAsync(Ct);

    /// <summary>How long the stop took.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var time = Stopwatch.StartNew();
        await host.StopAsync(CancellationToken.None);
        return time.Elapsed;
    }

    /// <summary>The message's id.</summary>
    public async Task<string> SendAsync(string body) => (await Queue.SendMessageAsync(body, Ct)).Value.MessageId;

    public Task SendRawAsync(string text) => raw.SendMessageAsync(text, Ct);

    /// <summary>Neither visible nor hidden messages.</summary>
    public async Task<bool> IsEmptyAsync() => (await Queue.GetPropertiesAsync(Ct)).Value.ApproximateMessagesCount == 0;

    /// <summary>The body of the one message in the poison queue, or null.</summary>
    public Task<string?> PoisonedAsync() => OnlyBodyAsync(Poison);

    public Task<string?> PoisonedRawAsync() => OnlyBodyAsync(rawPoison);

    public Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var time = Stopwatch.StartNew(); !await isSo(); await Task.Delay(50, Ct))
        {
            if (time.Elapsed > TimeSpan.FromSeconds(30))
                Assert.Fail("It did not come to pass. Logged: " + string.Join(Environment.NewLine, Log.Lines));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }

    private static async Task<string?> OnlyBodyAsync(QueueClient queue)
    {
        if (!await queue.ExistsAsync(Ct))
            return null;
        PeekedMessage[] messages = await queue.PeekMessagesAsync(maxMessages: 32, Ct);
        return messages.Length == 0 ? null : Assert.Single(messages).Body.ToString();
    }
}

/// <summary>What LocalHost logged at Information and above, with its exceptions.</summary>
internal sealed class LinesLogged : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public bool Contains(string text) => lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("FuncAuth.LocalHost", StringComparison.Ordinal) ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            lines.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
