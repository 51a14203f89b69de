using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace FuncAuth.LocalHost.Dev;

/// <summary>Prints what was counted since it last did, a line each; nothing where nothing was.</summary>
internal sealed class ConsoleMetrics(TextWriter output) : BaseExporter<Metric>
{
    private const int EveryMilliseconds = 10_000;

    /// <summary>Reads the metrics every ten seconds, and once more at the end.</summary>
    public static MetricReader Reader(TextWriter output) =>
        new PeriodicExportingMetricReader(new ConsoleMetrics(output), EveryMilliseconds) { TemporalityPreference = MetricReaderTemporalityPreference.Delta };

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder();
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
                Add(text, metric, point);
        }

        lock (output)
            output.Write(text);
        return ExportResult.Success;
    }

    private static void Add(StringBuilder text, Metric metric, in MetricPoint point)
    {
        text.Append(CultureInfo.InvariantCulture, $"metric {metric.Name,-32} ");
        if (metric.MetricType is MetricType.Histogram)
        {
            var (count, sum) = (point.GetHistogramCount(), point.GetHistogramSum());
            text.Append(CultureInfo.InvariantCulture, $"{count} × {sum / count:0.###} {metric.Unit}");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{point.GetSumLong()} {metric.Unit}");
        }

        foreach (var (tag, value) in point.Tags)
            text.Append(CultureInfo.InvariantCulture, $" {tag.Replace("funcauth.", "", StringComparison.Ordinal)}={value}");
        text.AppendLine();
    }
}
