using FuncAuth.Errors;
using FuncAuth.Instances;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// What is answered when a function throws, in both hosts. Without it the worker would answer 200 with an empty body, and the host a bare
/// 500 that keeps headers already set, cookies too.
/// </summary>
public static class LastResort
{
    /// <summary>Logs the fault and answers in the contract's shape, with a trace id and nothing of the inside.</summary>
    public static async Task AnswerAsync(HttpContext http, Exception fault)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(fault);
        if (fault is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            StepTelemetry.Abandoned(http); // the caller has gone; nobody is there to answer
            return;
        }

        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(LastResort));
        var trace = StepTelemetry.TraceId(http);
        if (fault is not BadHttpRequestException)
            Log.Unhandled(log, trace, fault);

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        Origins.Check(http.Request, http.RequestServices.GetRequiredService<Instance>(), changesSomething: false);
        var error = fault switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => AuthErrors.BodyTooLarge,
            BadHttpRequestException => AuthErrors.BodyInvalid,
            _ => AuthErrors.Internal,
        };
        await Answers.Refuse(http, [error]).ExecuteAsync(http);
    }
}
