using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FuncAuth.Instances;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure.Sweeping;

/// <summary>One run of the sweeper: by which rules and which time it judges, and what it has removed so far.</summary>
internal sealed class SweepRound(Instance instance, TimeProvider time, ILogger log)
{
    private static readonly Counter<long> Swept = Telemetry.Meter.CreateCounter<long>(
        "funcauth.swept", "{item}", "What had died and was removed from the tables, by kind.");

    private readonly ConcurrentDictionary<string, int> removed = new(StringComparer.Ordinal);

    public Instance Instance { get; } = instance;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What was removed, by kind.</summary>
    public IReadOnlyDictionary<string, int> Removed => removed;

    /// <summary>So many of a kind are gone.</summary>
    public void Count(string kind, int count)
    {
        if (count == 0)
            return;
        removed.AddOrUpdate(kind, count, (_, before) => before + count);
        Swept.Add(count, new KeyValuePair<string, object?>("funcauth.kind", kind));
    }

    /// <summary>A partition is left as it is, because it cannot be read.</summary>
    public void Unreadable(string table, string partition, string why) => Log.NotSwept(log, table, partition, why);
}
