using FuncAuth.Functions.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace FuncAuth.Functions.Worker;

/// <summary>
/// The outermost of our middlewares: measures each HTTP function, and answers whatever it throws in the contract's shape. Queue and timer
/// functions keep their exceptions: a failure is how the host learns to try again.
/// </summary>
public sealed class LastResortMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        await StepTelemetry.RunAsync(http, context.FunctionDefinition.Name, async () =>
        {
            try
            {
                await next(context);
            }
            catch (Exception fault)
            {
                await LastResort.AnswerAsync(http, fault);
            }
        });
    }
}
