namespace FuncAuth.LocalHost.Dev;

/// <summary>The machine's clock, put forward. It moves the time of day and nothing else: what waits, waits in real time.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long ticks;

    /// <summary>How far it is ahead of the machine's clock.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref ticks));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    /// <summary>Puts it forward by so much more.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref ticks, by.Ticks);
    }

    /// <summary>Back to the machine's time.</summary>
    public void Reset() => Interlocked.Exchange(ref ticks, 0);
}
