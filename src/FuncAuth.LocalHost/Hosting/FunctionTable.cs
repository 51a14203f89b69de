using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>Every function of the app, found once at start. What the real host could not serve as it is written is refused here, with a sentence that says why.</summary>
public sealed partial class FunctionTable
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private FunctionTable(IEnumerable<Type> types)
    {
        var found = (from type in types
                     from method in type.GetMethods(Declared)
                     let function = method.GetCustomAttribute<FunctionAttribute>()
                     where function is not null
                     select (function.Name, Method: method)).OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase).ToArray();

        foreach (var (name, method) in found)
            MustBeCallable(name, method);
        foreach (var same in found.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            throw new FunctionTableException($"The function name '{same.Key}' is used more than once: {string.Join(", ", same.Select(f => Place(f.Method)))}.");

        object[] functions = [.. found.Select(f => Describe(f.Name, f.Method))];
        Http = [.. functions.OfType<HttpFunction>()];
        Queues = [.. functions.OfType<QueueFunction>()];
        Timers = [.. functions.OfType<TimerFunction>()];

        if (RouteOverlaps.Find(Http.Select(f => f.Route)) is [var overlap, ..])
            throw new FunctionTableException(overlap.ToString());
    }

    /// <summary>By name, ordinal and without case: the order in which the host tries them.</summary>
    public ImmutableArray<HttpFunction> Http { get; }

    public ImmutableArray<QueueFunction> Queues { get; }

    public ImmutableArray<TimerFunction> Timers { get; }

    /// <exception cref="FunctionTableException">A function could not be served as it is written.</exception>
    public static FunctionTable FromAssemblies(params IEnumerable<Assembly> assemblies) => new(assemblies.SelectMany(a => a.GetTypes()));

    /// <exception cref="FunctionTableException">A function could not be served as it is written.</exception>
    public static FunctionTable FromTypes(params IEnumerable<Type> types) => new(types);

    private static void MustBeCallable(string name, MethodInfo method)
    {
        // The host's own rule for names. Ours lean on it too: a name is a route where none is given, and names are compared by ordinals.
        if (!FunctionName().IsMatch(name))
            throw new FunctionTableException($"The function name '{name}' ({Place(method)}) is not one: a letter, then up to 127 letters, digits, '-' and '_'.");
        if (!method.IsPublic || !method.DeclaringType!.IsVisible || method.IsGenericMethod || method.DeclaringType is { IsAbstract: true, IsSealed: false } or { ContainsGenericParameters: true })
            throw new FunctionTableException($"Function '{name}' ({Place(method)}) cannot be called: it has to be a public method of a public class.");
    }

    private static object Describe(string name, MethodInfo method)
    {
        var triggers = method.GetParameters().SelectMany(p => p.GetCustomAttributes<TriggerBindingAttribute>().Select(t => (Parameter: p, Trigger: t))).ToArray();
        if (triggers is not [var (parameter, trigger)])
            throw new FunctionTableException($"Function '{name}' ({Place(method)}) has {triggers.Length} triggers: it takes exactly one.");

        return trigger switch
        {
            HttpTriggerAttribute http => new HttpFunction(Route(name, http, parameter), Callable(name, method)),
            QueueTriggerAttribute queue => new QueueFunction(name, queue, Callable(name, method)),
            TimerTriggerAttribute timer when parameter.ParameterType == typeof(TimerInfo) => new TimerFunction(name, timer, Callable(name, method)),
            TimerTriggerAttribute => throw new FunctionTableException($"Function '{name}' ({Place(method)}) has its timer trigger on {parameter.ParameterType.Name}: it belongs on a TimerInfo."),
            _ => throw new FunctionTableException($"Function '{name}' ({Place(method)}) has a trigger that is served only by the real host: {trigger.GetType().Name}."),
        };
    }

    private static FunctionRoute Route(string name, HttpTriggerAttribute http, ParameterInfo parameter)
    {
        if (parameter.ParameterType != typeof(HttpRequest))
            throw new FunctionTableException($"Function '{name}' has its HTTP trigger on {parameter.ParameterType.Name}: it belongs on an HttpRequest.");

        // Function keys are not our authentication, and nobody here could check one.
        if (http.AuthLevel != AuthorizationLevel.Anonymous)
            throw new FunctionTableException($"Function '{name}' asks for authorization level {http.AuthLevel}: write AuthorizationLevel.Anonymous.");

        return new FunctionRoute(name, http.Route, http.Methods ?? []);
    }

    private static FunctionMethod Callable(string name, MethodInfo method)
    {
        try
        {
            return new FunctionMethod(method);
        }
        catch (InvalidOperationException e)
        {
            throw new FunctionTableException($"Function '{name}' ({Place(method)}) cannot be called: {e.Message}", e);
        }
    }

    private static string Place(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();
}
