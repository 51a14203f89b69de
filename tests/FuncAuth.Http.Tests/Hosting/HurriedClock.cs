namespace FuncAuth.Http.Tests.Hosting;

/// <summary>The machine's time, so many times as fast.</summary>
internal sealed class HurriedClock(DateTimeOffset start, int times) : TimeProvider
{
    private readonly long begun = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + (System.GetElapsedTime(begun) * times);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / times : dueTime, period > TimeSpan.Zero ? period / times : period);
}
