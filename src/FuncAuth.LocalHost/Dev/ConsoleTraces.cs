using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenTelemetry;

namespace FuncAuth.LocalHost.Dev;

/// <summary>
/// Prints what a request or a delivery did, as a tree, once it is over. The library's own printer takes a screen for each span; here one
/// sign-up fits on one.
/// </summary>
internal sealed class ConsoleTraces(TextWriter output) : BaseExporter<Activity>
{
    /// <summary>Spans whose request or delivery is not over yet, by the span they belong under.</summary>
    private readonly ConcurrentDictionary<(ActivityTraceId Trace, ActivitySpanId Parent), ConcurrentQueue<Activity>> waiting = new();

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            if (span.Parent is not null)
                waiting.GetOrAdd((span.TraceId, span.ParentSpanId), _ => new()).Enqueue(span);
            else
                Print(span);
        }

        return ExportResult.Success;
    }

    private void Print(Activity root)
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"trace {root.TraceId}");
        Add(text, root, root, depth: 1);
        lock (output)
            output.Write(text);
    }

    private void Add(StringBuilder text, Activity span, Activity root, int depth)
    {
        var name = $"{new string(' ', depth * 2)}{span.DisplayName}";
        var after = (span.StartTimeUtc - root.StartTimeUtc).TotalMilliseconds;
        text.Append(CultureInfo.InvariantCulture, $"{name,-44} {after,7:0.0} {span.Duration.TotalMilliseconds,7:0.0} ms ");
        foreach (var (tag, value) in span.TagObjects.Where(tag => !Said(tag.Key)))
            text.Append(CultureInfo.InvariantCulture, $" {tag.Replace("funcauth.", "", StringComparison.Ordinal)}={value}");
        text.AppendLine();
        if (waiting.TryRemove((span.TraceId, span.SpanId), out var children))
        {
            foreach (var child in children.OrderBy(child => child.StartTimeUtc))
                Add(text, child, root, depth + 1);
        }
    }

    // What the name of the span says already.
    private static bool Said(string tag) => tag is "funcauth.step" or "http.request.method" or "db.collection.name";
}
