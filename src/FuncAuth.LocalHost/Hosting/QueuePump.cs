using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>Listens to the queues of all queue functions, each on its own, for as long as the host runs.</summary>
public sealed class QueuePump(FunctionTable table, HostJson hostJson, IConfiguration settings, IServiceScopeFactory scopes, ILogger<QueuePump> logger) : BackgroundService
{
    private QueueListener[] listeners = [];

    // Names and connections are settled before the start is reported as done: a missing setting stops the host with a sentence.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        listeners = [.. table.Queues.Select(Listener)];
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(listeners.Select(listener => listener.ListenAsync(stoppingToken)));

    private QueueListener Listener(QueueFunction function)
    {
        // Bodies are encoded and decoded by the listener: what is not base64 has to reach the poison queue as it came.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };

        // The listener comes back by itself, so the client need not be patient.
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);

        var service = new QueueServiceClient(settings.StorageConnection(function.Connection), options);
        var name = settings.Resolve(function.Queue).ToLowerInvariant();
        return new QueueListener(function, service.GetQueueClient(name), PoisonQueue.For(service, name), hostJson.Queues, scopes, logger);
    }
}
