namespace FuncAuth.LocalHost.Hosting;

/// <summary>The pauses between looks at a queue that has nothing: from 100 ms, doubling, a fifth more or less at random, up to the maximum.</summary>
internal sealed class BackOff(TimeSpan longest)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private TimeSpan next = Shortest;

    public void Reset() => next = Shortest;

    public TimeSpan Next()
    {
        var pause = next * (0.8 + (0.4 * Random.Shared.NextDouble()));
        next = Least(next * 2, longest);
        return Least(pause, longest);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
