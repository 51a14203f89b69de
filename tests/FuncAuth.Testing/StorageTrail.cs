using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>
/// Writes down what requests ask of the storage, in order and by kind: one row, several rows, a transaction, a message. That is what a stranger can
/// time. Which table it is they cannot see, nor does it take longer.
/// </summary>
public sealed class StorageTrail : HttpPipelinePolicy
{
    private readonly List<string> operations = [];

    /// <summary>The operations since the last call of this.</summary>
    public string[] Take()
    {
        lock (operations)
        {
            string[] taken = [.. operations];
            operations.Clear();
            return taken;
        }
    }

    /// <summary>Puts it into a host's storage clients.</summary>
    public void Register(IServiceCollection services) => services.AddStoragePolicy(this);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (InRequest.IsTrue)
        {
            lock (operations)
                operations.Add($"{message.Request.Method} {KindOf(message.Request.Uri.Path)}");
        }

        return ProcessNextAsync(message, pipeline);
    }

    private static string KindOf(string path) =>
        path.EndsWith("batch", StringComparison.Ordinal) ? "transaction"
        : path.EndsWith("/messages", StringComparison.Ordinal) ? "message"
        : path.Contains("(PartitionKey", StringComparison.Ordinal) ? "row"
        : path.EndsWith("()", StringComparison.Ordinal) ? "rows"
        : path;
}
