using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using FuncAuth.Azure;
using FuncAuth.Functions.Background;
using FuncAuth.Functions.Pipeline;
using FuncAuth.Functions.Settings;
using FuncAuth.Instances;
using FuncAuth.Keys;
using FuncAuth.OAuth;
using FuncAuth.Sessions;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FuncAuth.Functions;

/// <summary>The one registration of the app: the same in the Functions worker and in LocalHost.</summary>
public static class FuncAuthServices
{
    /// <summary>Registers everything that the functions need. Wrong settings are refused when the host starts, not at the first request.</summary>
    public static IServiceCollection AddFuncAuth(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddFuncAuthSettings(configuration);
        services.AddFuncAuthAzure(provider => AzureSettingsFrom(provider, configuration));
        services.AddFuncAuthOAuth(provider => new OAuthSettings(
            provider.GetRequiredService<IOptions<InstanceOptions>>().Value.OAuthCallback(),
            provider.GetRequiredService<IOptions<ProvidersOptions>>().Value.ToSettings(),
            provider.GetRequiredService<IOptions<OutgoingOptions>>().Value.AllowLoopback));
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton(provider => new OneTimeCodes(Ring(provider.GetRequiredService<KeySettings>(), keys => (keys.Code, keys.OtherCodes))));
        services.AddSingleton(provider => new PasswordHasher(Ring(provider.GetRequiredService<KeySettings>(), keys => (keys.Pepper, keys.OtherPeppers))));
        services.AddSingleton(provider => new PasswordGate(
            provider.GetRequiredService<PasswordHasher>(),
            provider.GetRequiredService<IOptions<PasswordOptions>>().Value.ParallelHashes(
                GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.ProcessorCount),
            provider.GetRequiredService<IMeterFactory>()));
        services.AddMetrics();
        services.AddSingleton<LeakCheck>();
        services.AddSingleton(provider => Signing(provider.GetRequiredService<KeySettings>()));
        services.AddSingleton(provider => new SecretKeys(provider.GetRequiredService<KeySettings>().SecretKeys));
        services.AddSingleton(provider => new PackageFiles(
            provider.GetRequiredService<Instance>(), new Uri(provider.GetRequiredService<IOptions<InstanceOptions>>().Value.NpmBaseUrl)));

        services.AddSingleton<SignUpCompletion>();
        services.AddSingleton<Traces>();
        services.AddSingleton<StepLoop>();
        services.AddSingleton<Accounts>();
        services.AddSingleton<Departures>();
        services.AddSingleton<UserSessions>();
        services.AddSingleton<Answers>();
        services.AddSingleton<FrontendApi>();
        services.AddSingleton<BackendApi>();
        services.AddSingleton(DeliveryTries.From(configuration));
        services.AddSingleton<MessageDelivery>();
        services.AddSingleton<Health>();
        return services;
    }

    private static AzureSettings AzureSettingsFrom(IServiceProvider provider, IConfiguration configuration)
    {
        // The host's own ways to name a storage account: a connection string; or, with an identity, its name or the addresses of its services.
        const string storage = "AzureWebJobsStorage";
        var account = Text(configuration[$"{storage}:accountName"]);
        var communication = provider.GetRequiredService<IOptions<CommunicationOptions>>().Value;
        return new AzureSettings(
            provider.GetRequiredService<InstanceName>().Value,
            Text(configuration[storage]),
            Address(configuration[$"{storage}:tableServiceUri"]) ?? Address(account is null ? null : $"https://{account}.table.core.windows.net"),
            Address(configuration[$"{storage}:queueServiceUri"]) ?? Address(account is null ? null : $"https://{account}.queue.core.windows.net"),
            Address(communication.Endpoint),
            Text(communication.ConnectionString),
            Text(communication.EmailFrom),
            Text(communication.SmsFrom),
            Text(configuration[$"{storage}:clientId"]))
        {
            PasswordRanges = Address(provider.GetRequiredService<IOptions<PasswordOptions>>().Value.RangeServiceUrl),
            Smtp = provider.GetRequiredService<IOptions<SmtpOptions>>().Value.ToSettings(),
            KeyVaultUri = Address(provider.GetRequiredService<IOptions<KeyOptions>>().Value.VaultUri),
        };
    }

    private static Keyring Ring(KeySettings settings, Func<KeySettings, (NamedKey Current, ImmutableArray<NamedKey> Others)> which)
    {
        var (current, others) = which(settings);
        return new Keyring(new SymmetricKey(current.Id, current.Value), [.. others.Select(other => new SymmetricKey(other.Id, other.Value))]);
    }

    private static SigningKeys Signing(KeySettings settings) => new(
        settings.Signing, settings.NextSigning, settings.PreviousSigning is { } previous ? [PublishedKey.FromPkcs8(previous)] : []);

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static Uri? Address(string? value) => Text(value) is { } text ? new Uri(text) : null;
}
