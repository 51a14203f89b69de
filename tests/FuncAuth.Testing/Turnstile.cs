using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>
/// Holds a request between two storage operations: the moment in which to be overtaken. It sits below the storage's own client, so nothing of the
/// stores is stood in for.
/// </summary>
public sealed class Turnstile : HttpPipelinePolicy
{
    private Bar? bar;

    /// <summary>The next request that reads a row of the table with this short name waits behind it until it may go on.</summary>
    public Bar CloseBehindReadOf(string shortName) => Close(new Bar(shortName, IsWrite: false));

    /// <summary>The next request that writes to the table with this short name, in a transaction, waits behind that until it may go on.</summary>
    public Bar CloseBehindWriteTo(string shortName) => Close(new Bar(shortName, IsWrite: true));

    /// <summary>Puts it into a host's storage clients.</summary>
    public void Register(IServiceCollection services) => services.AddStoragePolicy(this);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ArgumentNullException.ThrowIfNull(message);
        await ProcessNextAsync(message, pipeline);
        if (InRequest.IsTrue && Volatile.Read(ref bar) is { } closed && closed.IsFor(message.Request)
            && ReferenceEquals(Interlocked.CompareExchange(ref bar, null, closed), closed))
        {
            await closed.WaitAsync();
        }
    }

    private Bar Close(Bar closed)
    {
        Volatile.Write(ref bar, closed);
        return closed;
    }

    /// <summary>What one request waits at.</summary>
    /// <param name="Table">The short name of the table.</param>
    /// <param name="IsWrite">Whether it is a write to it, or a read.</param>
    public sealed record Bar(string Table, bool IsWrite)
    {
        private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends once somebody waits.</summary>
        public Task SomebodyWaitsAsync() => held.Task.WaitAsync(TimeSpan.FromSeconds(20));

        /// <summary>Whoever waits goes on.</summary>
        public void Open() => open.SetResult();

        internal bool IsFor(Request request) => IsWrite
            ? request.Method == RequestMethod.Post && request.Uri.Path.EndsWith("batch", StringComparison.Ordinal)
                && Body(request).Contains($"{Table}(", StringComparison.Ordinal)
            : request.Method == RequestMethod.Get && request.Uri.Path.Contains($"{Table}(", StringComparison.Ordinal);

        internal Task WaitAsync()
        {
            held.SetResult();
            return open.Task;
        }

        private static string Body(Request request)
        {
            using var body = new MemoryStream();
            request.Content!.WriteTo(body, CancellationToken.None);
            return Encoding.UTF8.GetString(body.GetBuffer().AsSpan(0, (int)body.Length));
        }
    }
}
