using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FuncAuth.Azure;

/// <summary>How many operations a step asks of the storage: what it costs, and most of how long it takes.</summary>
public static class StorageTelemetry
{
    /// <summary>The step that an operation was done for: a function's name.</summary>
    public const string StepTag = "funcauth.step";

    private static readonly Histogram<int> Operations = Telemetry.Meter.CreateHistogram<int>(
        "funcauth.storage.operations", "{operation}", "Table and queue operations of one step; a transaction on one partition is one, and so is a try that was repeated.");

    private static readonly AsyncLocal<Count?> Current = new();

    /// <summary>Sees every call of the table and the queue client, once, however often it is tried.</summary>
    internal static HttpPipelinePolicy Policy { get; } = new Watch();

    /// <summary>Whether somebody listens.</summary>
    public static bool IsHeard => Operations.Enabled;

    /// <summary>Counts for <paramref name="step"/> until it is disposed of; null where nobody listens.</summary>
    public static IDisposable? Begin(string step) => Operations.Enabled ? Current.Value = new Count(step) : null;

    private sealed class Count(string step) : IDisposable
    {
        private int operations;

        public void Add() => Interlocked.Increment(ref operations);

        public void Dispose()
        {
            Current.Value = null;
            Telemetry.Current?.SetTag("funcauth.storage.operations", operations);
            Operations.Record(operations, new KeyValuePair<string, object?>(StepTag, step));
        }
    }

    private sealed class Watch : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Current.Value?.Add();
            using var span = Begin(message);
            ProcessNext(message, pipeline);
            End(span, message);
        }

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Current.Value?.Add();

            // What pumps and hosts ask of a queue belongs to no step and is not traced.
            return Telemetry.Current is null ? ProcessNextAsync(message, pipeline) : TracedAsync(message, pipeline);
        }

        private static async ValueTask TracedAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            using var span = Begin(message);
            await ProcessNextAsync(message, pipeline);
            End(span, message);
        }

        private static Activity? Begin(HttpMessage message)
        {
            if (Telemetry.Current is null || Telemetry.Source.StartActivity("storage", ActivityKind.Client) is not { } span)
                return null;

            var (method, resource) = (message.Request.Method.Method, Resource(message.Request.Uri.Path));
            span.DisplayName = $"{method} {resource}";
            span.SetTag("http.request.method", method);
            span.SetTag("db.collection.name", resource);
            return span;
        }

        private static void End(Activity? span, HttpMessage message)
        {
            if (span is null || !message.HasResponse)
                return;

            // 404, 409 and 412 are answers: nothing there, and somebody was quicker.
            span.SetTag("http.response.status_code", message.Response.Status);
            if (message.Response.Status >= 500)
                span.SetStatus(ActivityStatusCode.Error);
        }

        // The table or the queue and nothing that stands behind it: keys of rows are not for telemetry.
        private static string Resource(string path)
        {
            var end = path.IndexOf('(', StringComparison.Ordinal);
            var parts = (end < 0 ? path : path[..end]).Split('/', StringSplitOptions.RemoveEmptyEntries);
            return parts switch
            {
                [.. var before, "messages"] => before.LastOrDefault("messages"),
                [.., "messages", _] => "messages",
                [.., var last] => last,
                [] => "account",
            };
        }
    }
}
