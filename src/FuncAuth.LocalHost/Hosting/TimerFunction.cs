using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>A function that is run on a schedule.</summary>
public sealed class TimerFunction
{
    private readonly FunctionMethod method;
    private readonly Func<TimerInfo, CancellationToken, object?>[] arguments;

    internal TimerFunction(string name, TimerTriggerAttribute trigger, FunctionMethod method)
    {
        Name = name;
        Schedule = trigger.Schedule;
        RunOnStartup = trigger.RunOnStartup;
        UseMonitor = trigger.UseMonitor;
        this.method = method;
        arguments = [.. method.Parameters.Select(Argument)];

        if (method.Returns is { } type)
            throw new FunctionTableException($"Function '{Name}' ({method}) returns {type.Name}: a timer function returns Task or nothing.");
    }

    public string Name { get; }

    /// <summary>As written: may be <c>%NAME%</c> for a setting.</summary>
    public string Schedule { get; }

    public bool RunOnStartup { get; }

    public bool UseMonitor { get; }

    internal Task InvokeAsync(IServiceProvider services, TimerInfo timer, CancellationToken ct) =>
        method.InvokeAsync(services, Array.ConvertAll(arguments, argument => argument(timer, ct)));

    private Func<TimerInfo, CancellationToken, object?> Argument(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(TimerInfo))
            return (timer, _) => timer;
        if (parameter.ParameterType == typeof(CancellationToken))
            return (_, ct) => ct;
        throw new FunctionTableException($"The parameter '{parameter.Name}' of function '{Name}' ({method}) is neither TimerInfo nor CancellationToken.");
    }
}
