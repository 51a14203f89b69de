using System.Collections.Concurrent;
using System.Diagnostics;
using FuncAuth.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FuncAuth.Http.Tests.Hosting;

/// <summary>Timers against a clock that makes a minute of 100 ms.</summary>
public class TimerPumpTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 7, 30, TimeSpan.Zero);

    [Fact]
    public async Task A_timer_runs_when_it_is_due_and_is_told_when_it_last_did()
    {
        await using var timers = await Timers.StartAsync<Quarterly>();

        await timers.UntilAsync(3);

        // The clock hurries, so a machine that is busy has its first run a quarter later.
        var told = timers.Calls.Runs.Take(3).ToArray();
        var first = Quarter(told[0].At);
        Assert.True(first >= Today(10, 15));
        DateTime[] quarters = [first, first.AddMinutes(15), first.AddMinutes(30)];
        Assert.Equal(quarters, told.Select(run => Quarter(run.At)));
        Assert.Equal(quarters, told.Select(run => run.Timer.ScheduleStatus!.Next));
        Assert.Equal([default, .. quarters[..2]], told.Select(run => Quarter(run.Timer.ScheduleStatus!.Last)));
        Assert.All(told, run => Assert.False(run.Timer.IsPastDue));
        Assert.Equal(3, told.Select(run => run.Scope).Distinct().Count());
    }

    [Fact]
    public async Task A_schedule_may_be_a_setting()
    {
        await using var timers = await Timers.StartAsync<BySetting>();

        await timers.UntilAsync(1);

        Assert.Equal(Today(10, 20), timers.Calls.Runs.First().Timer.ScheduleStatus!.Next);
    }

    [Fact]
    public async Task An_exception_does_not_stop_the_schedule()
    {
        await using var timers = await Timers.StartAsync<Quarterly>();
        timers.Calls.Do = _ => throw new TimeoutException();

        await timers.UntilAsync(3);
    }

    [Fact]
    public async Task A_timer_never_overlaps_with_itself_and_what_it_missed_meanwhile_is_one_run()
    {
        await using var timers = await Timers.StartAsync<Quarterly>();
        var (now, most) = (0, 0);
        timers.Calls.Do = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            if (timers.Calls.Runs.Count == 1)
                await Task.Delay(TimeSpan.FromSeconds(4), CancellationToken.None);
            Interlocked.Decrement(ref now);
        };

        await timers.UntilAsync(3);

        var ran = timers.Calls.Runs.ToArray();
        Assert.Equal(1, most);
        Assert.Equal([Today(10, 15), Today(10, 30)], ran.Take(2).Select(run => run.Timer.ScheduleStatus!.Next));
        Assert.InRange(ran[1].At - ran[0].At, TimeSpan.FromMinutes(39), TimeSpan.FromHours(2));
        Assert.Equal(Quarter(ran[1].At).AddMinutes(15), ran[2].Timer.ScheduleStatus!.Next);
    }

    [Fact]
    public async Task Run_on_startup_runs_at_once_and_then_on_schedule()
    {
        await using var timers = await Timers.StartAsync<Eager>();

        await timers.UntilAsync(2);

        var ran = timers.Calls.Runs.ToArray();
        Assert.InRange(ran[0].At, Start.UtcDateTime, Today(10, 14));
        Assert.Equal(Today(10, 15), ran[1].Timer.ScheduleStatus!.Next);
        Assert.Equal(Today(10, 15), Quarter(ran[1].At));
    }

    [Fact]
    public async Task Without_a_monitor_or_within_a_minute_there_is_no_status()
    {
        await using var unmonitored = await Timers.StartAsync<Unmonitored>();
        await using var frequent = await Timers.StartAsync<Frequent>();

        await unmonitored.UntilAsync(1);
        await frequent.UntilAsync(1);

        Assert.Null(unmonitored.Calls.Runs.First().Timer.ScheduleStatus);
        Assert.Null(frequent.Calls.Runs.First().Timer.ScheduleStatus);
    }

    [Fact]
    public async Task A_pump_that_waits_stops_at_once_and_one_that_runs_gets_its_time()
    {
        var waiting = await Timers.StartAsync<Yearly>();
        var running = await Timers.StartAsync<Eager>();
        var finished = false;
        running.Calls.Do = async ct =>
        {
            await Task.Delay(1500, CancellationToken.None);
            finished = !ct.IsCancellationRequested;
        };
        await running.UntilAsync(2);

        Assert.InRange(await waiting.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(await running.StopAsync(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(4));
        Assert.True(finished);
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_read_stops_the_start() =>
        await Assert.ThrowsAsync<FormatException>(Timers.StartAsync<Unreadable>);

    private static DateTime Today(int hour, int minute) => Start.UtcDateTime.Date.Add(new TimeSpan(hour, minute, 0));

    private static DateTime Quarter(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.FromMinutes(15).Ticks));

    public sealed class Quarterly(Calls calls, InvocationScope scope)
    {
        [Function("quarterly")]
        public Task Run([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken ct) => calls.RunAsync(timer, scope, ct);
    }

    public sealed class BySetting(Calls calls, InvocationScope scope)
    {
        [Function("bySetting")]
        public Task Run([TimerTrigger("%Schedule%")] TimerInfo timer, CancellationToken ct) => calls.RunAsync(timer, scope, ct);
    }

    public sealed class Eager(Calls calls, InvocationScope scope)
    {
        [Function("eager")]
        public Task Run([TimerTrigger("0 */15 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken ct) => calls.RunAsync(timer, scope, ct);
    }

    public sealed class Unmonitored(Calls calls, InvocationScope scope)
    {
        [Function("unmonitored")]
        public Task Run([TimerTrigger("0 */15 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken ct) => calls.RunAsync(timer, scope, ct);
    }

    public sealed class Frequent(Calls calls, InvocationScope scope)
    {
        [Function("frequent")]
        public Task Run([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken ct) => calls.RunAsync(timer, scope, ct);
    }

    public sealed class Yearly(Calls calls, InvocationScope scope)
    {
        [Function("yearly")]
        public Task Run([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer, CancellationToken ct) => calls.RunAsync(timer, scope, ct);
    }

    public sealed class Unreadable(Calls calls, InvocationScope scope)
    {
        [Function("unreadable")]
        public Task Run([TimerTrigger("00:15:00")] TimerInfo timer, CancellationToken ct) => calls.RunAsync(timer, scope, ct);
    }

    public sealed class Calls(TimeProvider clock)
    {
        private readonly ConcurrentQueue<(DateTime At, TimerInfo Timer, Guid Scope)> runs = new();

        internal IReadOnlyCollection<(DateTime At, TimerInfo Timer, Guid Scope)> Runs => runs;

        internal Func<CancellationToken, Task> Do { get; set; } = _ => Task.CompletedTask;

        public Task RunAsync(TimerInfo timer, InvocationScope scope, CancellationToken ct)
        {
            runs.Enqueue((clock.GetUtcNow().UtcDateTime, timer, scope.Id));
            return Do(ct);
        }
    }

    private sealed class Timers(IHost host) : IAsyncDisposable
    {
        public Calls Calls => host.Services.GetRequiredService<Calls>();

        public static async Task<Timers> StartAsync<TFunction>()
        {
            var clock = new HurriedClock(Start, 600);
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Schedule", (string?)"0 */20 * * * *")]);
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton<Calls>();
            builder.Services.AddScoped<InvocationScope>();
            builder.Services.AddFunctionHosting(FunctionTable.FromTypes(typeof(TFunction)), new HostJson(), timerClock: clock);
            var host = builder.Build();
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new Timers(host);
        }

        public async Task UntilAsync(int runs)
        {
            for (var time = Stopwatch.StartNew(); Calls.Runs.Count < runs; await Task.Delay(10, TestContext.Current.CancellationToken))
                Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        }

        public async Task<TimeSpan> StopAsync()
        {
            var time = Stopwatch.StartNew();
            await host.StopAsync(CancellationToken.None);
            return time.Elapsed;
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }
    }
}
