using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>The method behind a function, called on an object made for the invocation, as the worker does.</summary>
public sealed class FunctionMethod
{
    private readonly MethodInfo method;
    private readonly ObjectFactory? create;
    private readonly PropertyInfo? result;

    internal FunctionMethod(MethodInfo method)
    {
        this.method = method;
        create = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        if (method.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>))
            result = type.GetProperty(nameof(Task<>.Result));
    }

    /// <summary>What the method returns, or what its task brings.</summary>
    public Type? Returns => result?.PropertyType ?? (method.ReturnType == typeof(void) || method.ReturnType == typeof(Task) ? null : method.ReturnType);

    internal IEnumerable<ParameterInfo> Parameters => method.GetParameters();

    /// <summary>Where it is written, for whoever has to find it.</summary>
    public override string ToString() => $"{method.DeclaringType!.Name}.{method.Name}";

    internal async Task<object?> InvokeAsync(IServiceProvider services, object?[] arguments)
    {
        var target = create?.Invoke(services, null);
        try
        {
            var outcome = method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            if (outcome is not Task task)
                return outcome;
            await task;
            return result?.GetValue(task);
        }
        finally
        {
            switch (target)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }
}
