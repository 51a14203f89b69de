using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Everything that a host logs: the text, what is in it by name, and what went wrong.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = [];

    public string[] All => [.. lines];

    public void Register(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(this);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // The lines are looked at after the host is gone.
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.lines.Enqueue($"{category} scope {Named(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.lines.Enqueue($"{category} {logLevel} {formatter(state, exception)} {Named(state)} {exception}");

        private static string Named<TState>(TState state) =>
            state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(' ', named.Select(one => $"{one.Key}={one.Value}")) : $"{state}";
    }
}
