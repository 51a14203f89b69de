using System.Diagnostics;
using System.Diagnostics.Metrics;
using FuncAuth.Azure;
using FuncAuth.Errors;
using FuncAuth.Strategies;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// What is measured of a request: one span, one attempt, and what it asked of the storage. Each request is the root of a trace of its own,
/// whatever <c>traceparent</c> it came with: whoever could choose the id could mix his requests into the traces of others, and decide what
/// is recorded. The span that the host made around it, which follows the caller's, is linked.
/// </summary>
public static class StepTelemetry
{
    private static readonly Counter<long> Attempts = Telemetry.Meter.CreateCounter<long>(
        "funcauth.attempts", "{attempt}", "Steps asked for, by step, strategy and outcome: the code of the error, or ok.");

    private static readonly Counter<long> Lockouts = Telemetry.Meter.CreateCounter<long>(
        "funcauth.lockouts", "{lockout}", "Locks after too many wrong codes and passwords, by what is locked: an account, an identifier without one, or a browser.");

    private static readonly Histogram<double> HashDuration = Telemetry.Meter.CreateHistogram<double>(
        "funcauth.password.hash.duration", "s", "How long one password took to hash.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>Runs an HTTP function; both hosts put it around each of them.</summary>
    /// <param name="http">The request.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="run">The function, and what answers in its place if it throws.</param>
    public static async Task RunAsync(HttpContext http, string function, Func<Task> run)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(run);
        if (!Telemetry.Source.HasListeners() && !Attempts.Enabled && !StorageTelemetry.IsHeard)
        {
            await run();
            return;
        }

        var around = Activity.Current;
        Activity.Current = null;
        using var span = Telemetry.Source.StartActivity(
            function, ActivityKind.Server, default(ActivityContext), links: around is null ? null : [new ActivityLink(around.Context)]);
        var step = new Step(span?.TraceId.ToHexString());
        http.Items[typeof(Step)] = step;
        try
        {
            using (StorageTelemetry.Begin(function))
                await run();
        }
        finally
        {
            span?.SetTag(StorageTelemetry.StepTag, function);
            span?.SetTag("http.request.method", Verb(http.Request.Method));
            span?.SetTag("funcauth.outcome", step.Outcome);
            if (step.Strategy is not null)
                span?.SetTag("funcauth.strategy", step.Strategy);
            if (step.Attempt is not null)
                span?.SetTag("funcauth.attempt", step.Attempt);
            if (step.Status is { } status)
                span?.SetTag("http.response.status_code", status);
            if (step.Status >= 500)
                span?.SetStatus(ActivityStatusCode.Error);
            if (step.IsAttempt)
                Attempts.Add(1, Tags(function, step));
            span?.Dispose();
            Activity.Current = around;
        }
    }

    /// <summary>32 hex digits that find this request again, for support and telemetry: the id of its trace, never one that came with it.</summary>
    public static string TraceId(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Of(http)?.TraceId ?? (string)(http.Items[typeof(StepTelemetry)] ??= ActivityTraceId.CreateRandom().ToHexString());
    }

    /// <summary>The W3C context of the request's span, for messages that it sends; null where nobody listens.</summary>
    internal static string? TraceParent => Telemetry.Current?.Id;

    /// <summary>The request asks for a step of the protocol, and is counted.</summary>
    internal static void Admit(HttpContext http)
    {
        if (Of(http) is { } step)
            step.IsAttempt = true;
    }

    /// <summary>Which strategy is asked for. A name that is none of ours is not passed on: it is whatever somebody typed.</summary>
    internal static void Strategy(HttpContext http, string? name, StrategyCatalog known)
    {
        if (name is not null && Of(http) is { } step)
            step.Strategy = known.Find<IStrategy>(name) is null ? "unknown" : name;
    }

    /// <summary>Which attempt the step was about; its id ties the traces of its steps together. Null where there was none of the caller's.</summary>
    internal static void Attempt(HttpContext http, string? id)
    {
        if (Of(http) is { } step)
            step.Attempt = id;
    }

    /// <summary>The answer is a refusal.</summary>
    internal static void Refused(HttpContext http, AuthError error)
    {
        if (Of(http) is { } step)
            (step.Outcome, step.Status) = (error.Code, error.Status);
    }

    /// <summary>The browser is sent on to a page, which is told why nothing came of the step.</summary>
    internal static void Led(HttpContext http, string? code)
    {
        if (Of(http) is { } step)
            (step.Outcome, step.Status) = (code ?? step.Outcome, StatusCodes.Status303SeeOther);
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    internal static void Abandoned(HttpContext http)
    {
        if (Of(http) is { } step)
            step.Outcome = "abandoned";
    }

    /// <summary>A miss has been counted, and locks.</summary>
    /// <param name="what"><c>account</c>, <c>contacts</c> (which an account adds), <c>identifier</c> (which has no account) or <c>client</c> (which knows the user).</param>
    internal static void LockedOut(string what) => Lockouts.Add(1, new KeyValuePair<string, object?>("funcauth.locked", what));

    /// <summary>A password has been hashed.</summary>
    /// <param name="began">The time stamp of its beginning.</param>
    internal static void Hashed(long began)
    {
        if (HashDuration.Enabled)
            HashDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static TagList Tags(string function, Step step)
    {
        var tags = new TagList { { StorageTelemetry.StepTag, function }, { "funcauth.outcome", step.Outcome } };
        if (step.Strategy is not null)
            tags.Add("funcauth.strategy", step.Strategy);
        return tags;
    }

    // A method is any word that the caller likes.
    private static string Verb(string method) => method is "GET" or "POST" or "PATCH" or "PUT" or "DELETE" or "OPTIONS" or "HEAD" ? method : "_OTHER";

    private static Step? Of(HttpContext http) => (Step?)http.Items[typeof(Step)];

    private sealed class Step(string? traceId)
    {
        public string? TraceId { get; } = traceId;

        public bool IsAttempt { get; set; }

        public string? Strategy { get; set; }

        public string? Attempt { get; set; }

        public string Outcome { get; set; } = "ok";

        public int? Status { get; set; }
    }
}
