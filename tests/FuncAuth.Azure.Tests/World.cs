using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FuncAuth.Azure.Sweeping;
using FuncAuth.Azure.Tables;
using FuncAuth.Messages;
using FuncAuth.Stores;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Azure.Tests;

/// <summary>Tables and queues of a test's own, reached as the product reaches them; counts operations and can let answers get lost.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private World(ServiceProvider services, StoppedClock clock, OperationCounter operations, Mischief mischief, Death death)
    {
        this.services = services;
        Clock = clock;
        Operations = operations;
        Mischief = mischief;
        Death = death;
    }

    public StoppedClock Clock { get; }

    /// <summary>The operations since the start or the last reset; a transaction is one, its retries are none.</summary>
    public OperationCounter Operations { get; }

    public Mischief Mischief { get; }

    public Death Death { get; }

    public IClientStore Clients => services.GetRequiredService<IClientStore>();

    public IUserStore Users => services.GetRequiredService<IUserStore>();

    public IIdentifierStore Identifiers => services.GetRequiredService<IIdentifierStore>();

    public IDeliveryStore Deliveries => services.GetRequiredService<IDeliveryStore>();

    public IStrayMissStore StrayMisses => services.GetRequiredService<IStrayMissStore>();

    public Sweeper Sweeper => services.GetRequiredService<Sweeper>();

    public IMessageQueue Queue => services.GetRequiredService<IMessageQueue>();

    public StorageLayout Layout => services.GetRequiredService<StorageLayout>();

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<World> NewAsync()
    {
        var clock = new StoppedClock();
        var operations = new OperationCounter();
        var mischief = new Mischief();
        var death = new Death();
        var settings = new AzureSettings(
            $"t{Guid.NewGuid().ToString("N")[..15]}", await Storage.ConnectionStringAsync(Ct), null, null, null, null, null, null, null)
        {
            ConfigureStorage = options =>
            {
                options.AddPolicy(operations, HttpPipelinePosition.PerCall);
                options.AddPolicy(death, HttpPipelinePosition.PerCall);
                options.AddPolicy(mischief, HttpPipelinePosition.PerRetry);
            },
        };
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddFuncAuthAzure(settings);
        var world = new World(services.BuildServiceProvider(validateScopes: true), clock, operations, mischief, death);
        await world.Layout.EnsureAsync(Ct);
        operations.Reset();
        return world;
    }

    public TableClient Table(string name) => Layout.Table(name);

    public QueueClient QueueOf(Channel channel) => Layout.Queue(channel);

    public async Task<List<TableEntity>> RowsAsync(string table)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in Table(table).QueryAsync<TableEntity>(cancellationToken: Ct))
            rows.Add(row);
        return rows;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>A clock that moves when told.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Notes every operation, however many tries it took.</summary>
internal sealed class OperationCounter : HttpPipelinePolicy
{
    private readonly List<string> seen = [];

    public int Count
    {
        get
        {
            lock (seen)
                return seen.Count;
        }
    }

    public void Reset()
    {
        lock (seen)
            seen.Clear();
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Note(message);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Note(message);
        return ProcessNextAsync(message, pipeline);
    }

    private void Note(HttpMessage message)
    {
        lock (seen)
            seen.Add($"{message.Request.Method} {message.Request.Uri}");
    }
}

/// <summary>Stands between the client library and the storage, below the retries.</summary>
internal sealed class Mischief : HttpPipelinePolicy
{
    private int answersToLose;

    /// <summary>Done to every request before it is sent.</summary>
    public Action<Request>? OnRequest { get; set; }

    /// <summary>Answers in the storage's stead; null lets the request through.</summary>
    public Func<Request, Response?>? AnswerInstead { get; set; }

    /// <summary>Done after every answer, before the client library sees it.</summary>
    public Func<Request, Task>? OnAnswer { get; set; }

    /// <summary>The next writes are done, and then the connection breaks.</summary>
    public void LoseAnswers(int count) => answersToLose = count;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        OnRequest?.Invoke(message.Request);
        if (AnswerInstead?.Invoke(message.Request) is { } answer)
        {
            message.Response = answer;
            return;
        }

        await ProcessNextAsync(message, pipeline);
        if (message.Request.Method != RequestMethod.Get && Interlocked.Decrement(ref answersToLose) >= 0)
            throw new IOException("The connection broke before the answer came.");
        if (OnAnswer is { } done)
            await done(message.Request);
    }
}

/// <summary>What a process that dies looks like to the storage: from the chosen operation on nothing more is done.</summary>
internal sealed class Death : HttpPipelinePolicy
{
    private int left = int.MaxValue;
    private Moment moment;

    /// <summary>Operation number <paramref name="operation"/> (from 1) and all later ones fail.</summary>
    public void Arm(int operation, Moment when) => (left, moment) = (operation, when);

    /// <summary>Whether it came to that; and from now on all is well again.</summary>
    public bool Disarm() => Interlocked.Exchange(ref left, int.MaxValue) <= 0;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var before = left == int.MaxValue ? int.MaxValue : Interlocked.Decrement(ref left);
        if (before > 0 || (before == 0 && moment is Moment.After))
            await ProcessNextAsync(message, pipeline);
        if (before <= 0)
            throw new IOException("The process died here, as the test wants it.");
    }
}
