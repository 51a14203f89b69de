using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>
/// The end of the pipeline: the first function by name whose template, constraints and methods fit, or 404 without a body.
/// A wrong method is 404 as well, and HEAD and OPTIONS are methods like any other. What a form says in <c>_method</c> is not looked at: the real host cannot know it.
/// </summary>
/// <param name="around">What stands around each function and what answers in its place; it is given the function's name.</param>
/// <param name="lastResort">What to do with an exception that a function let out. Stands where the worker's outermost middleware stands.</param>
public sealed class FunctionEndpoints(RequestDelegate next, FunctionTable table, Func<HttpContext, Exception, Task> lastResort, Func<HttpContext, string, Func<Task>, Task> around)
{
    public Task InvokeAsync(HttpContext http)
    {
        // Something that this host mapped for itself, before and beside the functions.
        if (http.GetEndpoint() is not null)
            return next(http);

        if (!FunctionRoute.IsReserved(http.Request.Path))
        {
            foreach (var function in table.Http)
            {
                if (function.Route.Match(http.Request.Method, http.Request.Path) is { } values)
                    return around(http, function.Name, () => RunAsync(function, values, http));
            }
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task RunAsync(HttpFunction function, RouteValueDictionary values, HttpContext http)
    {
        http.Request.RouteValues = values;
        try
        {
            if (await function.InvokeAsync(http) is { } result)
                await result.ExecuteAsync(http);
        }
        catch (Exception e)
        {
            await lastResort(http, e);
        }
    }
}
