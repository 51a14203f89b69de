using FuncAuth.Strategies.OAuth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuncAuth.OAuth;

/// <summary>The one registration of the external providers.</summary>
public static class OAuthServices
{
    /// <summary>Registers <see cref="IExternalProviders"/>.</summary>
    public static IServiceCollection AddFuncAuthOAuth(this IServiceCollection services, Func<IServiceProvider, OAuthSettings> settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(settings);

        // Tokens are of the world's time, also where a host's own can be put forward.
        services.AddSingleton<IExternalProviders>(provider => new ExternalProviders(
            settings(provider), TimeProvider.System, provider.GetRequiredService<ILogger<ExternalProviders>>()));
        return services;
    }
}
