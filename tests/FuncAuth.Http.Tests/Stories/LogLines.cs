using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Everything that a host logs: the text, what is in it by name, and what went wrong.</summary>
internal sealed class LogLines : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    public string[] All => [.. lines.Select(line => line.Text)];

    public string[] Of(LogLevel level, string text) =>
        [.. lines.Where(line => line.Level == level && line.Text.Contains(text, StringComparison.Ordinal)).Select(line => line.Text)];

    public int Count(LogLevel level, string text) => Of(level, text).Length;

    public void Register(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(this);

    public ILogger CreateLogger(string categoryName) => new Logger(lines, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
        // It is its own and only one.
    }

    public void Dispose()
    {
        // The lines are looked at after the host is gone.
    }

    private sealed class Logger(ConcurrentQueue<(LogLevel Level, string Text)> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue((LogLevel.None, $"{category} scope {Named(state)}"));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((logLevel, $"{category} {logLevel} {formatter(state, exception)} {Named(state)} {exception}"));

        private static string Named<TState>(TState state) =>
            state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(' ', named.Select(one => $"{one.Key}={one.Value}")) : $"{state}";
    }
}
