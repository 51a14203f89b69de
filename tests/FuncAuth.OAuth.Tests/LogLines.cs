using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FuncAuth.OAuth.Tests;

/// <summary>What was logged.</summary>
public sealed class LogLines : ILogger<ExternalProviders>
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> All => lines;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{formatter(state, exception)} {exception}");
}
