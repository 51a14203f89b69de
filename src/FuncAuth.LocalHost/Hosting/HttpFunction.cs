using System.Collections.Immutable;
using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>A function that answers requests.</summary>
public sealed class HttpFunction
{
    private readonly FunctionMethod method;
    private readonly Func<HttpContext, object?>[] arguments;

    internal HttpFunction(FunctionRoute route, FunctionMethod method)
    {
        Route = route;
        this.method = method;
        arguments = [.. method.Parameters.Select(Argument)];

        if (method.Returns is { } type && !type.IsAssignableTo(typeof(IResult)))
            throw new FunctionTableException($"Function '{Name}' ({method}) returns {type.Name}: an HTTP function returns IResult, Task<IResult> or Task.");
    }

    public string Name => Route.Function;

    public FunctionRoute Route { get; }

    public string Template => Route.Template;

    /// <summary>Empty: every method.</summary>
    public ImmutableArray<string> Methods => Route.Methods;

    /// <summary>Null where the function has written the response itself.</summary>
    internal async Task<IResult?> InvokeAsync(HttpContext http) =>
        (IResult?)await method.InvokeAsync(http.RequestServices, Array.ConvertAll(arguments, argument => argument(http)));

    private Func<HttpContext, object?> Argument(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
            return http => http.Request;
        if (parameter.ParameterType == typeof(CancellationToken))
            return http => http.RequestAborted;

        // The host would fill any other name from the query string or a JSON body: a value of the caller's choosing in a place that reads like ours.
        if (!Route.Values.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase))
            throw new FunctionTableException($"The parameter '{parameter.Name}' of function '{Name}' ({method}) is neither HttpRequest, CancellationToken nor a value of its route '{Route.Template}'.");

        var converter = TypeDescriptor.GetConverter(parameter.ParameterType);
        if (!converter.CanConvertFrom(typeof(string)))
            throw new FunctionTableException($"The parameter '{parameter.Name}' of function '{Name}' ({method}) is {parameter.ParameterType.Name}, which cannot be made from a route value.");

        return http => http.Request.RouteValues[parameter.Name!] switch
        {
            string text when parameter.ParameterType != typeof(string) => converter.ConvertFromInvariantString(text),
            var value => value,
        };
    }
}
