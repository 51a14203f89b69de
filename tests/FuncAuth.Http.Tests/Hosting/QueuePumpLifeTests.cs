using System.Net;
using System.Net.Sockets;
using FuncAuth.LocalHost.Hosting;
using FuncAuth.Testing;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Http.Tests.Hosting;

/// <summary>Starting, stopping and living through an outage.</summary>
public class QueuePumpLifeTests
{
    [Fact]
    public async Task An_idle_pump_stops_at_once_however_long_its_pauses()
    {
        await using var work = await Work.StartAsync<QueuePumpTests.Job>(queues => queues with { MaxPollingInterval = TimeSpan.FromMinutes(1) });

        // By now it pauses for three seconds and more.
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);

        Assert.InRange(await work.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_is_running_at_the_stop_is_let_finish_and_settled()
    {
        await using var work = await Work.StartAsync<QueuePumpTests.Job>();
        var cancelled = false;
        work.Ledger.Do = async (ct, _) =>
        {
            await Task.Delay(1500, CancellationToken.None);
            cancelled = ct.IsCancellationRequested;
        };
        await work.SendAsync("last");
        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);

        await work.StopAsync();

        Assert.False(cancelled);
        Assert.True(await work.IsEmptyAsync());
    }

    [Fact]
    public async Task What_runs_on_is_cancelled_after_five_seconds_and_its_message_left_for_later()
    {
        await using var work = await Work.StartAsync<QueuePumpTests.Job>();
        work.Ledger.Do = (ct, _) => Task.Delay(Timeout.Infinite, ct);
        await work.SendAsync("endless");
        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);

        Assert.InRange(await work.StopAsync(), TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(9));
        Assert.False(await work.IsEmptyAsync());
        Assert.Null(await work.PoisonedAsync());
    }

    [Fact]
    public async Task What_does_not_listen_does_not_hold_up_the_stop()
    {
        await using var work = await Work.StartAsync<QueuePumpTests.Job>();
        var end = new TaskCompletionSource();
        work.Ledger.Do = (_, _) => end.Task;
        await work.SendAsync("deaf");
        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);

        Assert.InRange(await work.StopAsync(), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(12));
        end.SetResult();
    }

    [Fact]
    public async Task An_outage_is_logged_once_and_lived_through()
    {
        var direct = await Storage.ConnectionStringAsync(TestContext.Current.CancellationToken);
        await using var door = new Door(direct);
        await using var work = await Work.CreateAsync(typeof(QueuePumpTests.Job), storage: door.ConnectionString);
        await work.StartAsync();
        await work.UntilAsync(() => work.Log.Contains("job cannot reach queue"));

        await work.SendAsync("patience");
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        Assert.Single(work.Log.Lines);
        door.Open();

        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);
        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Contains("job reaches queue", work.Log.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal(2, work.Log.Lines.Count);
    }

    [Theory]
    [InlineData(typeof(NoConnection), "No storage connection string is set as 'Nowhere'")]
    [InlineData(typeof(NoName), "names the setting 'Unnamed', which is not set")]
    public async Task A_setting_that_is_missing_stops_the_start_with_a_sentence(Type function, string says)
    {
        await using var work = await Work.CreateAsync(function);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(work.StartAsync);

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    public static class NoConnection
    {
        [Function("nowhere")]
        public static void Run([QueueTrigger("queue", Connection = "Nowhere")] string body) => _ = body;
    }

    public static class NoName
    {
        [Function("unnamed")]
        public static void Run([QueueTrigger("%Unnamed%", Connection = "Work")] string body) => _ = body;
    }

    /// <summary>A way to the queue service that is shut until it is opened.</summary>
    private sealed class Door : IAsyncDisposable
    {
        private readonly TcpListener listener;
        private readonly Uri target;
        private Task passing = Task.CompletedTask;

        public Door(string connectionString)
        {
            var parts = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries);
            target = new Uri(parts.Single(p => p.StartsWith("QueueEndpoint=", StringComparison.Ordinal))["QueueEndpoint=".Length..]);

            var port = FreePort();
            listener = new TcpListener(IPAddress.Loopback, port);
            var outside = new UriBuilder(target) { Port = port }.Uri;
            ConnectionString = string.Join(';', parts.Where(p => !p.Contains("Endpoint=", StringComparison.Ordinal)).Append($"QueueEndpoint={outside}"));
        }

        public string ConnectionString { get; }

        public void Open()
        {
            listener.Start();
            passing = PassAsync();
        }

        public async ValueTask DisposeAsync()
        {
            listener.Dispose();
            await passing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private static int FreePort()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        private async Task PassAsync()
        {
            while (true)
                _ = PassAsync(await listener.AcceptTcpClientAsync());
        }

        private async Task PassAsync(TcpClient from)
        {
            using var _ = from;
            using var to = new TcpClient();
            await to.ConnectAsync(target.Host, target.Port);
            await Task.WhenAny(from.GetStream().CopyToAsync(to.GetStream()), to.GetStream().CopyToAsync(from.GetStream()));
        }
    }
}
