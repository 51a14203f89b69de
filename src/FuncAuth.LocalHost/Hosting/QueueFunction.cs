using System.Reflection;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>A function that is run for each message of a queue.</summary>
public sealed class QueueFunction
{
    private readonly FunctionMethod method;
    private readonly Func<QueueMessage, CancellationToken, object?>[] arguments;

    internal QueueFunction(string name, QueueTriggerAttribute trigger, FunctionMethod method)
    {
        Name = name;
        Queue = trigger.QueueName;
        Connection = trigger.Connection;
        this.method = method;
        arguments = [.. method.Parameters.Select(Argument)];

        if (method.Returns is { } type)
            throw new FunctionTableException($"Function '{Name}' ({method}) returns {type.Name}: a queue function returns Task or nothing.");
    }

    public string Name { get; }

    /// <summary>As written: may hold <c>%NAME%</c> for a setting.</summary>
    public string Queue { get; }

    /// <summary>The setting with the connection string. Null: the host's own storage.</summary>
    public string? Connection { get; }

    /// <summary>A body that does not fit the parameter fails the invocation, as an exception from the function does.</summary>
    internal Task InvokeAsync(IServiceProvider services, QueueMessage message, CancellationToken ct) =>
        method.InvokeAsync(services, Array.ConvertAll(arguments, argument => argument(message, ct)));

    private Func<QueueMessage, CancellationToken, object?> Argument(ParameterInfo parameter)
    {
        if (parameter.IsDefined(typeof(QueueTriggerAttribute)))
            return (message, _) => QueuePayload.Read(message, parameter.ParameterType);
        if (parameter.ParameterType == typeof(CancellationToken))
            return (_, ct) => ct;
        throw new FunctionTableException($"The parameter '{parameter.Name}' of function '{Name}' ({method}) is neither the message nor a CancellationToken.");
    }
}
