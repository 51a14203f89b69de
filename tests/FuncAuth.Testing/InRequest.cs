using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>Tells what is done for a request from what the pumps do beside it.</summary>
public static class InRequest
{
    private static readonly AsyncLocal<bool> Flag = new();

    /// <summary>Whether the caller runs on behalf of a request.</summary>
    public static bool IsTrue => Flag.Value;

    /// <summary>Has the caller run as if on behalf of a request.</summary>
    public static void Mark() => Flag.Value = true;

    /// <summary>Marks every request of a host.</summary>
    public static void Register(IServiceCollection services) => services.AddSingleton<IStartupFilter, Marker>();

    private sealed class Marker : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                Flag.Value = true;
                return rest(context);
            });
            next(app);
        };
    }
}
