using Azure.Core;
using Azure.Core.Pipeline;
using FuncAuth.Azure;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>
/// Holds a request between what it has read and what it does with that: the moment in which to be overtaken. It sits below the storage's own
/// client, so nothing of the stores is stood in for.
/// </summary>
public sealed class Turnstile : HttpPipelinePolicy
{
    private string? table;
    private TaskCompletionSource held = new();
    private TaskCompletionSource open = new();

    /// <summary>The next request that reads a row of the table with this short name waits behind it until <see cref="Open"/>.</summary>
    public void CloseBehindReadOf(string shortName)
    {
        held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref table, shortName);
    }

    /// <summary>Ends once somebody waits.</summary>
    public Task SomebodyWaitsAsync() => held.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Whoever waits goes on.</summary>
    public void Open() => open.SetResult();

    /// <summary>Puts it into a host's storage clients.</summary>
    public void Register(IServiceCollection services)
    {
        InRequest.Register(services);
        var settings = services.Last(service => service.ServiceType == typeof(AzureSettings));
        services.Remove(settings);
        services.AddSingleton(provider => ((AzureSettings)settings.ImplementationFactory!(provider)) with
        {
            ConfigureStorage = options => options.AddPolicy(this, HttpPipelinePosition.PerCall),
        });
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ArgumentNullException.ThrowIfNull(message);
        await ProcessNextAsync(message, pipeline);
        if (InRequest.IsTrue && message.Request.Method == RequestMethod.Get && Volatile.Read(ref table) is { } wanted
            && message.Request.Uri.Path.Contains($"{wanted}(", StringComparison.Ordinal) && Interlocked.Exchange(ref table, null) is not null)
        {
            held.SetResult();
            await open.Task;
        }
    }
}
