using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>Counts what requests ask of the storage.</summary>
public sealed class StorageCounter : HttpPipelinePolicy
{
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Puts it into a host's storage clients.</summary>
    public void Register(IServiceCollection services) => services.AddStoragePolicy(this);

    public void Reset() => Volatile.Write(ref count, 0);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (InRequest.IsTrue)
            Interlocked.Increment(ref count);
        return ProcessNextAsync(message, pipeline);
    }
}
