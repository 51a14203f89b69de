using Azure.Core;
using Azure.Core.Pipeline;
using FuncAuth.Azure;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Testing;

/// <summary>Puts policies of tests into a host's storage clients.</summary>
public static class StoragePolicies
{
    /// <summary>Puts <paramref name="policy"/> there, and marks what is done for a request (<see cref="InRequest"/>).</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="position">Whether it sees each operation once, or each try at it.</param>
    public static void AddStoragePolicy(
        this IServiceCollection services, HttpPipelinePolicy policy, HttpPipelinePosition position = HttpPipelinePosition.PerCall)
    {
        InRequest.Register(services);
        var settings = services.Last(service => service.ServiceType == typeof(AzureSettings));
        services.Remove(settings);
        services.AddSingleton(provider => ((AzureSettings)settings.ImplementationFactory!(provider)) with
        {
            ConfigureStorage = options => options.AddPolicy(policy, position),
        });
    }
}
