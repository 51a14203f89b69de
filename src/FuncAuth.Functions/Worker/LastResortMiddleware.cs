using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace FuncAuth.Functions.Worker;

/// <summary>
/// The outermost of our middlewares: whatever an HTTP function throws is answered in the contract's shape. Queue and timer functions
/// keep their exceptions: a failure is how the host learns to try again.
/// </summary>
public sealed class LastResortMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            await next(context);
        }
        catch (Exception fault) when (context.GetHttpContext() is not null)
        {
            await LastResort.AnswerAsync(context.GetHttpContext()!, fault);
        }
    }
}
