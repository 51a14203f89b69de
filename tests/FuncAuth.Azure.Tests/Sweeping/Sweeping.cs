using FuncAuth.Azure.Sweeping;
using FuncAuth.Azure.Tables;

namespace FuncAuth.Azure.Tests.Sweeping;

/// <summary>What tests do with a sweeper.</summary>
internal static class Sweeping
{
    /// <summary>A budget for one page of three rows.</summary>
    public static SweepBudget Small { get; } = new(Pages: 1, PageSize: 3, TimeSpan.FromMinutes(1));

    public static Task<SweepReport> SweepAsync(this World world, SweepBudget? budget = null) =>
        world.Sweeper.RunAsync(Given.Instance, budget ?? SweepBudget.Default, World.Ct);

    /// <summary>Goes on until a pass is through; gives what was removed, by kind.</summary>
    public static async Task<Dictionary<string, int>> SweepAllAsync(this World world, SweepBudget? budget = null)
    {
        var removed = new Dictionary<string, int>();
        for (var run = 0; run < 500; run++)
        {
            var report = await world.SweepAsync(budget);
            foreach (var (kind, count) in report.Removed)
                removed[kind] = removed.GetValueOrDefault(kind) + count;
            if (report.IsThrough)
                return removed;
        }

        throw new InvalidOperationException("The sweeper does not come to an end.");
    }

    /// <summary>The next run begins a pass, as if six hours had gone by.</summary>
    public static Task BeginAnewAsync(this World world) =>
        world.Table(world.Layout.Deliveries).DeleteEntityAsync(SweepRow.Partition, SweepRow.Key, cancellationToken: World.Ct);

    public static async Task<SweepRow?> ProgressAsync(this World world) =>
        await world.Table(world.Layout.Deliveries).FindRowAsync(SweepRow.Partition, SweepRow.Key, World.Ct) is { } row ? SweepRow.Read(row) : null;
}
