using System.Collections.Concurrent;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FuncAuth.LocalHost.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Hosting;

/// <summary>What becomes of a message. Every test has a queue of its own.</summary>
public class QueuePumpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_was_run_is_deleted()
    {
        await using var work = await Work.StartAsync<Job>();

        await work.SendAsync("hello");

        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);
        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Equal("hello", work.Ledger.Runs.Single().Body);
        Assert.Null(await work.PoisonedAsync());
    }

    [Fact]
    public async Task A_failed_message_stays_hidden_for_the_visibility_timeout_and_is_tried_again_with_its_body()
    {
        await using var work = await Work.StartAsync<Job>(queues => queues with { VisibilityTimeout = TimeSpan.FromSeconds(2) });
        work.Ledger.Do = (_, run) => run == 1 ? throw new TimeoutException("first try") : Task.CompletedTask;

        await work.SendAsync("again");

        await work.UntilAsync(() => work.Ledger.Runs.Count == 2);
        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Equal(["again", "again"], work.Ledger.Runs.Select(r => r.Body));
        Assert.InRange(work.Ledger.Runs.Last().At - work.Ledger.Runs.First().At, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(20));
        Assert.Null(await work.PoisonedAsync());
    }

    [Fact]
    public async Task After_its_last_try_a_message_lies_in_the_poison_queue_and_nowhere_else()
    {
        await using var work = await Work.StartAsync<Job>(queues => queues with { MaxDequeueCount = 3 });
        work.Ledger.Do = (_, _) => throw new InvalidOperationException();

        await work.SendAsync("hopeless");

        await work.UntilAsync(async () => await work.PoisonedAsync() is not null);
        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Equal("hopeless", await work.PoisonedAsync());
        Assert.Equal(3, work.Ledger.Runs.Count);
    }

    [Fact]
    public async Task A_message_dequeued_too_often_goes_to_the_poison_queue_without_a_run()
    {
        await using var work = await Work.CreateAsync<Job>(queues => queues with { MaxDequeueCount = 2 });
        await work.SendAsync("crashed its hosts");
        for (var crash = 0; crash < 2; crash++)
        {
            QueueMessage taken = await work.Queue.ReceiveMessageAsync(TimeSpan.FromMinutes(1), Ct);
            await work.Queue.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: Ct);
        }

        await work.StartAsync();

        await work.UntilAsync(async () => await work.PoisonedAsync() is not null);
        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Equal("crashed its hosts", await work.PoisonedAsync());
        Assert.Empty(work.Ledger.Runs);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"To":12}""")]
    public async Task A_body_that_does_not_fit_fails_its_tries_and_is_set_aside(string body)
    {
        await using var work = await Work.StartAsync<JsonJob>(queues => queues with { MaxDequeueCount = 2 });

        await work.SendAsync(body);

        await work.UntilAsync(async () => await work.PoisonedAsync() is not null);
        Assert.Equal(body, await work.PoisonedAsync());
        Assert.Empty(work.Ledger.Runs);
        await work.UntilAsync(() => work.Log.Contains("dequeued 2 times: that was its last try"));
    }

    [Fact]
    public async Task A_body_that_is_not_base64_is_set_aside_at_once_and_as_it_came()
    {
        await using var work = await Work.StartAsync<Job>();

        await work.SendRawAsync("plain text, no base64!");

        await work.UntilAsync(async () => await work.PoisonedRawAsync() is not null);
        Assert.Equal("plain text, no base64!", await work.PoisonedRawAsync());
        Assert.Empty(work.Ledger.Runs);
    }

    [Fact]
    public async Task A_poison_queue_has_no_poison_queue_and_its_failures_stay_hidden()
    {
        await using var work = await Work.StartAsync<Job>(queues => queues with { MaxDequeueCount = 1 }, name: $"q{Guid.NewGuid():N}-poison");
        work.Ledger.Do = (_, _) => throw new InvalidOperationException();

        await work.SendAsync("twice poisoned");

        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);
        await Task.Delay(TimeSpan.FromSeconds(1), Ct);
        Assert.Single(work.Ledger.Runs);
        Assert.False(await work.Poison.ExistsAsync(Ct));
        Assert.False(await work.IsEmptyAsync());
        Assert.Empty((await work.Queue.PeekMessagesAsync(cancellationToken: Ct)).Value);
    }

    [Fact]
    public async Task The_messages_of_a_batch_run_side_by_side()
    {
        await using var work = await Work.CreateAsync<Job>();
        var all = new TaskCompletionSource();
        work.Ledger.Do = (_, run) =>
        {
            if (run == 8)
                all.SetResult();
            return all.Task.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        };
        for (var i = 0; i < 8; i++)
            await work.SendAsync($"message {i}");

        await work.StartAsync();

        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Equal(8, work.Ledger.Runs.Select(r => r.Body).Distinct().Count());
    }

    [Fact]
    public async Task A_batch_of_one_and_no_threshold_runs_one_message_after_the_other()
    {
        await using var work = await Work.CreateAsync<Job>(queues => queues with { BatchSize = 1, NewBatchThreshold = 0 });
        var (now, most) = (0, 0);
        work.Ledger.Do = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(100, CancellationToken.None);
            Interlocked.Decrement(ref now);
        };
        for (var i = 0; i < 5; i++)
            await work.SendAsync($"message {i}");

        await work.StartAsync();

        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Equal((5, 1), (work.Ledger.Runs.Count, most));
    }

    [Fact]
    public async Task A_message_stays_hidden_for_as_long_as_it_runs()
    {
        await using var work = await Work.StartAsync<Job>(queues => queues with { Lease = TimeSpan.FromSeconds(2) });
        work.Ledger.Do = (_, _) => Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None);

        await work.SendAsync("long");

        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);
        await work.UntilAsync(work.IsEmptyAsync);
        Assert.Single(work.Ledger.Runs);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_yet_is_waited_for()
    {
        await using var work = await Work.CreateAsync<Job>(withQueue: false);
        await work.StartAsync();
        await Task.Delay(500, Ct);
        Assert.Empty(work.Log.Lines);

        await work.Queue.CreateAsync(cancellationToken: Ct);
        await work.SendAsync("first");

        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);
    }

    [Theory]
    [InlineData(typeof(Job))]
    [InlineData(typeof(BytesJob))]
    [InlineData(typeof(BinaryJob))]
    [InlineData(typeof(JsonJob))]
    [InlineData(typeof(MessageJob))]
    public async Task A_function_gets_the_body_as_the_type_that_it_asks_for(Type function)
    {
        await using var work = await Work.CreateAsync(function);
        await work.StartAsync();

        await work.SendAsync("""{"to":"grüße"}""");

        await work.UntilAsync(() => work.Ledger.Runs.Count == 1);
        Assert.Equal("""{"to":"grüße"}""", work.Ledger.Runs.Single().Body);
    }

    [Fact]
    public async Task Each_message_has_a_scope_of_its_own()
    {
        await using var work = await Work.StartAsync<Job>();

        await work.SendAsync("one");
        await work.SendAsync("two");

        await work.UntilAsync(() => work.Ledger.Runs.Count == 2);
        Assert.Equal(2, work.Ledger.Runs.Select(r => r.Scope).Distinct().Count());
    }

    [Fact]
    public async Task The_log_names_function_message_and_count_and_never_the_body()
    {
        await using var work = await Work.StartAsync<JsonJob>(queues => queues with { MaxDequeueCount = 2 });
        work.Ledger.Do = (_, _) => throw new InvalidOperationException("no");

        var unfit = await work.SendAsync("sesame 424242");
        var fit = await work.SendAsync("""{"to":"sesame 424242"}""");

        foreach (var id in (string[])[unfit, fit])
        {
            await work.UntilAsync(() => work.Log.Contains($"jsonJob failed for message {id}, dequeued 1 times"));
            await work.UntilAsync(() => work.Log.Contains($"jsonJob: message {id}, dequeued 2 times, now lies in {work.Queue.Name}-poison"));
        }

        Assert.DoesNotContain(work.Log.Lines, line => line.Contains("sesame", StringComparison.Ordinal) || line.Contains("424242", StringComparison.Ordinal));
    }

    public sealed class Job(Ledger ledger, InvocationScope scope)
    {
        [Function("job")]
        public Task Run([QueueTrigger("%Queue%", Connection = "Work")] string body, CancellationToken ct) => ledger.RunAsync(body, scope, ct);
    }

    public sealed class BytesJob(Ledger ledger, InvocationScope scope)
    {
        [Function("job")]
        public Task Run([QueueTrigger("%Queue%", Connection = "Work")] byte[] body, CancellationToken ct) => ledger.RunAsync(new BinaryData(body).ToString(), scope, ct);
    }

    public sealed class BinaryJob(Ledger ledger, InvocationScope scope)
    {
        [Function("job")]
        public Task Run([QueueTrigger("%Queue%", Connection = "Work")] BinaryData body) => ledger.RunAsync(body.ToString(), scope, default);
    }

    public sealed class MessageJob(Ledger ledger, InvocationScope scope)
    {
        [Function("job")]
        public Task Run([QueueTrigger("%Queue%", Connection = "Work")] QueueMessage message) => ledger.RunAsync(message.MessageText, scope, default);
    }

    public sealed class JsonJob(Ledger ledger, InvocationScope scope)
    {
        [Function("jsonJob")]
        public Task Run([QueueTrigger("%Queue%", Connection = "Work")] Mail mail) => ledger.RunAsync($$"""{"to":"{{mail.To}}"}""", scope, default);
    }

    public sealed record Mail(string To);
}

/// <summary>What was run, and what running does.</summary>
public sealed class Ledger
{
    private readonly ConcurrentQueue<Run> runs = new();
    private int count;

    public IReadOnlyCollection<Run> Runs => runs;

    /// <summary>Takes the token and the number of the run, from 1.</summary>
    internal Func<CancellationToken, int, Task> Do { get; set; } = (_, _) => Task.CompletedTask;

    public Task RunAsync(string body, InvocationScope scope, CancellationToken ct)
    {
        runs.Enqueue(new Run(body, scope.Id, DateTimeOffset.UtcNow));
        return Do(ct, Interlocked.Increment(ref count));
    }
}

public sealed record Run(string Body, Guid Scope, DateTimeOffset At);
