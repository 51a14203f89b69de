using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>
/// Runs timer functions when they are due, each in its own loop, so that none overlaps with itself.
/// Local only: no lease keeps a second host from running the same timer, and no status is stored, so a run that was missed while the host was down is not made up for.
/// </summary>
/// <param name="clock">The machine's, unless a test drives the schedules. Not the app's clock, which tests move by hours.</param>
public sealed class TimerPump(FunctionTable table, IConfiguration settings, IServiceScopeFactory scopes, TimeProvider clock, ILogger<TimerPump> logger) : BackgroundService
{
    // A long wait is cut into pieces: a machine may sleep, or its clock be set, and a delay counts neither.
    private static readonly TimeSpan LongestNap = TimeSpan.FromMinutes(1);

    private (TimerFunction Function, TimerSchedule Schedule)[] timers = [];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        timers = [.. table.Timers.Select(timer => (timer, TimerSchedule.Parse(settings.Resolve(timer.Schedule))))];
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var shutdown = new Shutdown(stoppingToken);
        Task[] running = [.. timers.Select(timer => KeepAsync(timer.Function, timer.Schedule, stoppingToken, shutdown.Late))];
        await Task.WhenAny(Task.Delay(Timeout.Infinite, stoppingToken), Task.WhenAll(running));
        await Shutdown.DrainAsync(running);
    }

    private async Task KeepAsync(TimerFunction function, TimerSchedule schedule, CancellationToken stopping, CancellationToken late)
    {
        // As in the host: what a run is told is the state before it, so Next is the moment that it runs for.
        var status = new ScheduleStatus { Next = schedule.NextAfter(Now) };
        logger.TimerStarted(function.Name, status.Next);

        if (function.RunOnStartup)
            status = await RunAsync(function, schedule, status, late);

        while (await UntilAsync(status.Next, stopping))
            status = await RunAsync(function, schedule, status, late);
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<bool> UntilAsync(DateTime due, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && due - Now is { Ticks: > 0 } wait)
            await Task.Delay(wait < LongestNap ? wait : LongestNap, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    private async Task<ScheduleStatus> RunAsync(TimerFunction function, TimerSchedule schedule, ScheduleStatus status, CancellationToken late)
    {
        var started = Now;
        var isMonitored = function.UseMonitor && !schedule.IsWithinMinutes;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await Task.Run(() => function.InvokeAsync(scope.ServiceProvider, new TimerInfo { ScheduleStatus = isMonitored ? status : null }, late), CancellationToken.None);
            logger.TimerDone(function.Name);
        }
        catch (Exception e)
        {
            // The next run is due all the same.
            logger.TimerFailed(e, function.Name);
        }

        return new ScheduleStatus { Last = started, Next = schedule.NextAfter(started), LastUpdated = started };
    }
}
