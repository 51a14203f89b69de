using System.Collections.Concurrent;
using System.Diagnostics;
using FuncAuth.Azure;
using FuncAuth.Functions;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>Counts are of the whole process, so nothing else runs beside these tests.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
public sealed class TelemetryCollection;

/// <summary>What FuncAuth says of itself, as an exporter gets it.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly List<Metric> metrics = [];
    private FuncAuthHost host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        services: services => services.AddOpenTelemetry().WithFuncAuth()
            .WithTracing(traces => traces.AddProcessor(new SimpleActivityExportProcessor(new Collector(spans))))
            .WithMetrics(meters => meters.AddInMemoryExporter(metrics)),
        ct: Ct);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task One_trace_spans_the_request_its_storage_the_queue_and_the_sender()
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);

        await page.PrepareAsync(id);
        await host.LastCodeForAsync(address);
        var delivery = await SpanAsync("deliver_email");

        var request = await SpanAsync("sign_up_prepare_verification");
        Assert.Equal(request.TraceId, delivery.TraceId);
        Assert.Equal(request.SpanId, delivery.ParentSpanId);
        Assert.Equal(default, request.ParentSpanId);
        Assert.Equal((id, id), (request.GetTagItem("funcauth.attempt"), delivery.GetTagItem("funcauth.attempt")));
        Assert.Equal(
            [$"GET {host.Instance}clients", "POST $batch", $"POST {host.Instance}-email"],
            spans.Where(span => span.ParentSpanId == request.SpanId && span.Kind is ActivityKind.Client).OrderBy(span => span.StartTimeUtc).Select(span => span.DisplayName));
        Assert.Equal((3, "ok", "email_code"), (request.GetTagItem("funcauth.storage.operations"), request.GetTagItem("funcauth.outcome"), request.GetTagItem("funcauth.strategy")));
        var send = Assert.Single(spans, span => span.ParentSpanId == delivery.SpanId && span.DisplayName == "send email");
        Assert.Equal(("email", "accepted"), (send.GetTagItem("funcauth.channel"), send.GetTagItem("funcauth.outcome")));
        Assert.Contains(spans, span => span.ParentSpanId == delivery.SpanId && span.DisplayName == $"POST {host.Instance}deliveries");
    }

    [Fact]
    public async Task An_error_names_the_trace_that_it_is_in()
    {
        using var page = host.OpenPage();
        var id = await page.BeginSignUpAsync(People.FreshAddress());

        var answer = await page.AttemptAsync(id, "000000");

        var span = await SpanAsync("sign_up_attempt_verification");
        Assert.Equal(span.TraceId.ToHexString(), answer.Json.GetProperty("clerk_trace_id").GetString());
        Assert.Equal((answer.Errors.Single(), answer.Status), (span.GetTagItem("funcauth.outcome"), span.GetTagItem("http.response.status_code")));
    }

    [Fact]
    public async Task A_caller_chooses_neither_the_trace_nor_what_is_recorded()
    {
        const string chosen = "11111111111111111111111111111111";
        using var page = host.OpenPage();

        foreach (var sampled in new[] { "00", "01" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/client/sign_ups/sua_nobody/prepare_verification") { Content = new FormUrlEncodedContent([]) };
            request.Headers.Add("traceparent", $"00-{chosen}-2222222222222222-{sampled}");
            request.Headers.Add("baggage", "user=mallory");
            var answer = await page.SendAsync(request);

            var span = await SpanAsync("sign_up_prepare_verification"); // which may end after its answer has arrived
            Assert.Single(spans);
            spans.Clear();
            Assert.NotEqual(chosen, span.TraceId.ToHexString());
            Assert.Equal(span.TraceId.ToHexString(), answer.Json.GetProperty("clerk_trace_id").GetString());
            Assert.Empty(span.Baggage);
        }
    }

    [Fact]
    public async Task What_is_counted_says_step_strategy_and_outcome()
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);
        var code = await host.LastCodeForAsync(address);
        await page.AttemptAsync(id, People.Wrong(code));
        await page.PostAsync($"/v1/client/sign_ups/{id}/attempt_verification", ("strategy", "made up by mallory"), ("code", code));
        await page.AttemptAsync(id, code);
        await host.QueuesAreEmptyAsync();

        var points = Points();

        Assert.Equal(
            [
                "outcome=form_code_incorrect step=sign_up_attempt_verification strategy=email_code: 1",
                "outcome=form_param_value_invalid step=sign_up_attempt_verification strategy=unknown: 1",
                "outcome=ok step=sign_up_attempt_verification strategy=email_code: 1",
                "outcome=ok step=sign_up_create: 1",
                "outcome=ok step=sign_up_prepare_verification strategy=email_code: 1",
            ],
            points["funcauth.attempts"]);
        Assert.Equal(["channel=email outcome=accepted: 1"], points["funcauth.sends"]);
        Assert.Equal([": 1"], points["funcauth.password.hash.duration"]);
        Assert.Equal(
            ["step=deliver_email: 1 of 4", "step=sign_up_attempt_verification: 3 of 11", "step=sign_up_create: 1 of 2", "step=sign_up_prepare_verification: 1 of 3"],
            points["funcauth.storage.operations"]);
    }

    [Fact]
    public async Task What_is_counted_of_a_sign_in_says_step_strategy_and_outcome()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();

        await page.SignInAsync(address, "a guess");
        var id = await page.BeginSignInAsync(address, "email_code");
        var code = await host.LastCodeForAsync(address, 2);
        await page.ProveAsync(id, "first", "email_code", People.Wrong(code));
        await page.ProveAsync(id, "first", "made up by mallory", code);
        await page.PrepareAsync(id, "second", "phone_code");
        await page.ProveAsync(id, "first", "email_code", code);
        await host.QueuesAreEmptyAsync();

        Assert.Equal(
            [
                "outcome=client_state_invalid step=sign_in_prepare_second_factor strategy=phone_code: 1",
                "outcome=form_code_incorrect step=sign_in_attempt_first_factor strategy=email_code: 1",
                "outcome=form_param_value_invalid step=sign_in_attempt_first_factor strategy=unknown: 1",
                "outcome=form_password_incorrect step=sign_in_create strategy=password: 1",
                "outcome=ok step=sign_in_attempt_first_factor strategy=email_code: 1",
                "outcome=ok step=sign_in_create strategy=email_code: 1",
            ],
            Points()["funcauth.attempts"].Where(point => point.Contains("step=sign_in_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_lock_is_counted_once_and_says_what_is_locked()
    {
        var address = People.FreshAddress();
        using var own = host.OpenPage();
        await own.SignUpAsync(host, address);
        await own.DeleteAsync("/v1/client/sessions");
        using var stranger = host.OpenPage();

        foreach (var page in new[] { stranger, own })
        {
            for (var miss = 1; miss <= 12; miss++)
            {
                await page.SignInAsync(address, "a guess");
                host.Clock.Advance(TimeSpan.FromSeconds(65));
            }
        }

        Assert.Equal(["locked=account: 1", "locked=client: 1"], Points()["funcauth.lockouts"]);
    }

    [Fact]
    public async Task No_personal_data_is_in_what_is_told()
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var username = $"jane_{Guid.NewGuid():N}";
        var complete = await page.SignUpAsync(host, address);
        using var other = host.OpenPage();
        await other.PostAsync("/v1/client/sign_ups", ("email_address", address), ("password", People.Password), ("username", username), ("phone_number", "+14155550123"));
        await page.GetAsync($"/v1/client?_clerk_session_id={complete["created_session_id"]}&rotating_token_nonce=secret");
        var code = await host.LastCodeForAsync(address);
        var cookie = page.ClientCookie!;
        await host.QueuesAreEmptyAsync();

        var told = string.Join('\n', spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")
                .Concat(span.Events.SelectMany(happened => happened.Tags.Select(tag => $"{tag.Value}"))).Append(span.DisplayName).Append(span.StatusDescription)))
            + string.Join('\n', Points().SelectMany(metric => metric.Value));

        Assert.Contains("sign_up_create", told, StringComparison.Ordinal);
        foreach (var secret in new[] { address, address.Split('@')[0], username, "4155550123", People.Password, cookie, cookie.Split('.')[^1], "rotating_token_nonce", "example.com" })
            Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch($"(?<![0-9A-Za-z]){code}(?![0-9A-Za-z])", told);
        Assert.All(spans, span => Assert.All(span.TagObjects, tag => Assert.Contains(tag.Key, Known)));
    }

    [Fact]
    public void Nothing_is_measured_where_nobody_listens()
    {
        host.Services.GetRequiredService<TracerProvider>().Dispose();
        host.Services.GetRequiredService<MeterProvider>().Dispose();

        Assert.False(Telemetry.Source.HasListeners());
        Assert.False(StorageTelemetry.IsHeard);
        Assert.Null(StorageTelemetry.Begin("step"));
    }

    private static readonly string[] Known =
    [
        "funcauth.step", "funcauth.outcome", "funcauth.strategy", "funcauth.attempt", "funcauth.channel", "funcauth.verification",
        "funcauth.storage.operations", "http.request.method", "http.response.status_code", "db.collection.name",
    ];

    private async Task<Activity> SpanAsync(string name)
    {
        for (var i = 0; i < 500; i++, await Task.Delay(20, Ct))
        {
            if (spans.FirstOrDefault(span => span.DisplayName == name) is { } found)
                return found;
        }

        throw new TimeoutException($"No span {name}; there are {string.Join(", ", spans.Select(span => span.DisplayName))}.");
    }

    private Dictionary<string, string[]> Points()
    {
        metrics.Clear();
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        var points = new Dictionary<string, List<string>>();
        foreach (var metric in metrics)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var tags = new List<string>();
                foreach (var (tag, value) in point.Tags)
                    tags.Add($"{tag.Replace("funcauth.", "", StringComparison.Ordinal)}={value}");
                var count = metric.MetricType is not MetricType.Histogram ? $"{point.GetSumLong()}"
                    : metric.Unit == "s" ? $"{point.GetHistogramCount()}" : $"{point.GetHistogramCount()} of {point.GetHistogramSum()}";
                if (!points.TryGetValue(metric.Name, out var known))
                    points.Add(metric.Name, known = []);
                known.Add($"{string.Join(' ', tags.Order(StringComparer.Ordinal))}: {count}");
            }
        }

        return points.ToDictionary(metric => metric.Key, metric => metric.Value.Order(StringComparer.Ordinal).ToArray());
    }

    private sealed class Collector(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                spans.Enqueue(span);
            return ExportResult.Success;
        }
    }
}
