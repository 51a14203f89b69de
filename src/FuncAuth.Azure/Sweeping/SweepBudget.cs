namespace FuncAuth.Azure.Sweeping;

/// <summary>How much one run of the sweeper may take upon itself.</summary>
/// <param name="Pages">Most pages that it reads.</param>
/// <param name="PageSize">Most rows of a page. A row costs at most two operations: a look at what it depends on, and its removal.</param>
/// <param name="Time">After how long it begins no other page.</param>
public sealed record SweepBudget(int Pages, int PageSize, TimeSpan Time)
{
    /// <summary>200 pages of 250 rows, and half the time that a function has.</summary>
    public static SweepBudget Default { get; } = new(200, 250, TimeSpan.FromSeconds(30));
}

/// <summary>What became of one run.</summary>
/// <param name="Removed">How many were removed of each kind.</param>
/// <param name="Pages">How many pages were read.</param>
/// <param name="IsThrough">Whether a pass over all tables has ended with it, or had before.</param>
public sealed record SweepReport(IReadOnlyDictionary<string, int> Removed, int Pages, bool IsThrough);
