using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FuncAuth.Azure;
using FuncAuth.Functions;
using FuncAuth.Http.Tests.Hosting;
using FuncAuth.LocalHost.Hosting;
using FuncAuth.Testing;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The sweeper as the host runs it.</summary>
public sealed class SweepTests
{
    private static readonly Dictionary<string, string?> Telling = new() { ["Logging:LogLevel:FuncAuth.Azure.Sweeping"] = "Information" };

    [Fact]
    public async Task The_hosts_timer_removes_what_was_abandoned_and_nobody_who_is_signed_in_notices()
    {
        var lines = new LogLines();
        using var counted = new Counted();
        await using var host = await FuncAuthHost.StartAsync(
            new HurriedClock(DateTimeOffset.UtcNow, 600), Telling, lines.Register, TestContext.Current.CancellationToken);
        var (left, stayed) = (People.FreshAddress(), People.FreshAddress());
        using var stranger = host.OpenPage();
        var attempt = await stranger.BeginSignUpAsync(left);
        await stranger.PrepareAsync(attempt);
        await host.LastCodeForAsync(left);
        using var jane = host.OpenPage();
        var session = (await jane.SignUpAsync(host, stayed))["created_session_id"]!;

        await AdvanceAsync(host, TimeSpan.FromHours(49));
        await UntilAsync(async () => !(await host.RowsAsync("clients")).Any(row => row.RowKey == "sign-up")
            && !(await host.RowsAsync("deliveries")).Any(row => row.RowKey == "delivery"));

        Assert.DoesNotContain(left, await host.DumpStorageAsync(), StringComparison.Ordinal);
        Assert.Equal(["resource_forbidden"], (await stranger.PrepareAsync(attempt)).Errors);
        Assert.Equal(200, (await jane.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
        Assert.Equal(["session_exists"], (await jane.PostAsync("/v1/client/sign_ups")).Errors);

        // The host has told it, and counted it by kind.
        await UntilAsync(() => Task.FromResult(lines.Count(LogLevel.Information, "2 sign_up") == 1));
        Assert.Equal(2, counted.Of("sign_up"));
        Assert.Equal(2, counted.Of("delivery"));

        await AdvanceAsync(host, TimeSpan.FromDays(8));
        await UntilAsync(async () => (await host.RowsAsync("clients")).Count(row => row.RowKey == "client") == 1);

        Assert.Equal(["signed_out"], (await jane.PostAsync($"/v1/client/sessions/{session}/tokens")).Errors); // over by the clock, and remembered
        Assert.Equal(["resource_not_found"], (await stranger.PrepareAsync(attempt)).Errors);
        using var other = host.OpenPage();
        Assert.Equal("complete", (await other.PostAsync("/v1/client/sign_ins", ("identifier", stayed), ("password", People.Password)))["status"]);
    }

    [Fact]
    public void It_is_a_timer_that_the_real_host_runs_every_quarter_of_an_hour_and_makes_up_for()
    {
        var timer = Assert.Single(FunctionTable.FromAssemblies(typeof(FuncAuthServices).Assembly).Timers);
        var schedule = TimerSchedule.Parse(timer.Schedule);
        var noon = new DateTime(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc);

        Assert.Equal(("sweep", true, false), (timer.Name, timer.UseMonitor, timer.RunOnStartup));
        Assert.Equal(6, timer.Schedule.Split(' ').Length); // the host of this plan takes no time spans
        Assert.Equal(noon.AddMinutes(15), schedule.NextAfter(noon));
        Assert.Equal(noon.AddMinutes(30), schedule.NextAfter(noon.AddMinutes(15)));
    }

    private static async Task AdvanceAsync(FuncAuthHost host, TimeSpan by)
    {
        using var http = new HttpClient();
        using var moved = await http.PostAsync($"{host.BaseUrl}/_dev/clock?advance={by.TotalSeconds:0}", null, TestContext.Current.CancellationToken);
        moved.EnsureSuccessStatusCode();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var time = Stopwatch.StartNew(); !await holds(); await Task.Delay(100, TestContext.Current.CancellationToken))
            Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    /// <summary>What is counted as swept, by kind. No other host's timers run.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly ConcurrentDictionary<string, long> counts = new();

        public Counted()
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Telemetry.Name && instrument.Name == "funcauth.swept")
                    self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
                counts.AddOrUpdate((string)tags[0].Value!, count, (_, before) => before + count));
            listener.Start();
        }

        public long Of(string kind) => counts.GetValueOrDefault(kind);

        public void Dispose() => listener.Dispose();
    }
}
