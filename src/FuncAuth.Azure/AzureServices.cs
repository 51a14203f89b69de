using Azure.Communication.Email;
using Azure.Communication.Sms;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Queues;
using FuncAuth.Azure.Communication;
using FuncAuth.Azure.Keys;
using FuncAuth.Azure.Queues;
using FuncAuth.Azure.Smtp;
using FuncAuth.Azure.Sweeping;
using FuncAuth.Azure.Tables;
using FuncAuth.Messages;
using FuncAuth.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Azure;

/// <summary>The one registration of the world: stores, queues, senders, and the list of leaked passwords.</summary>
public static class AzureServices
{
    /// <summary>Registers the world at <paramref name="settings"/>.</summary>
    public static IServiceCollection AddFuncAuthAzure(this IServiceCollection services, AzureSettings settings) =>
        services.AddFuncAuthAzure(_ => settings);

    /// <summary>The same with settings that are known only once the services are built.</summary>
    public static IServiceCollection AddFuncAuthAzure(this IServiceCollection services, Func<IServiceProvider, AzureSettings> settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.TryAddSingleton<TokenCredential>(provider => Identity(provider.GetRequiredService<AzureSettings>()));

        services.AddSingleton(Vault);
        services.AddSingleton(Tables);
        services.AddSingleton(Queues);
        services.AddSingleton(provider => new StorageLayout(
            provider.GetRequiredService<AzureSettings>().Instance,
            provider.GetRequiredService<TableServiceClient>(),
            provider.GetRequiredService<QueueServiceClient>()));

        services.AddSingleton<StorageProbe>();
        services.AddSingleton<ClientTable>();
        services.AddSingleton<IClientStore>(provider => provider.GetRequiredService<ClientTable>());
        services.AddSingleton<UserTable>();
        services.AddSingleton<IUserStore>(provider => provider.GetRequiredService<UserTable>());
        services.AddSingleton<IdentifierTable>();
        services.AddSingleton<IIdentifierStore>(provider => provider.GetRequiredService<IdentifierTable>());
        services.AddSingleton<IStrayMissStore, StrayMissTable>();
        services.AddSingleton<IDeliveryStore, DeliveryTable>();
        services.AddSingleton<IMessageQueue, StorageMessageQueue>();
        services.AddSingleton(provider => new Sweeper(
            provider.GetRequiredService<StorageLayout>(),
            provider.GetRequiredService<ClientTable>(),
            provider.GetRequiredService<UserTable>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Sweeper>>()));

        services.AddSingleton<ILeakedPasswords>(provider => provider.GetRequiredService<AzureSettings>().PasswordRanges is { } address
            ? new PasswordRanges(address, provider.GetRequiredService<ILogger<PasswordRanges>>())
            : new NoPasswordRanges());

        services.AddSingleton(Email);
        services.AddSingleton(Sms);
        return services;
    }

    private static VaultSecrets Vault(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<AzureSettings>();
        var vault = settings.KeyVaultUri ?? throw new InvalidOperationException("No key vault is configured.");

        // The start of the app waits for this: a few quick tries, and then it says what is the matter.
        var options = new SecretClientOptions();
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        settings.ConfigureKeyVault?.Invoke(options);
        return new VaultSecrets(new SecretClient(vault, provider.GetRequiredService<TokenCredential>(), options));
    }

    private static TableServiceClient Tables(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<AzureSettings>();
        var options = Storage(new TableClientOptions(), settings);
        return Account(settings) is { } connection
            ? new TableServiceClient(connection, options)
            : new TableServiceClient(settings.TableServiceUri, provider.GetRequiredService<TokenCredential>(), options);
    }

    private static QueueServiceClient Queues(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<AzureSettings>();
        var options = Storage(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }, settings);
        return Account(settings) is { } connection
            ? new QueueServiceClient(connection, options)
            : new QueueServiceClient(settings.QueueServiceUri, provider.GetRequiredService<TokenCredential>(), options);
    }

    private static IMessageSender Email(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<AzureSettings>();
        var smtp = settings.Smtp is { } server ? new SmtpSender(server, provider.GetRequiredService<TimeProvider>()) : null;
        if (settings.EmailFrom is not { } from || Resource(settings) is not { } resource)
            return (IMessageSender?)smtp ?? new NoSender(Channel.Email);

        var options = AcsFailure.Once(new EmailClientOptions());
        var client = resource.Connection is { } connection
            ? new EmailClient(connection, options)
            : new EmailClient(resource.Endpoint, provider.GetRequiredService<TokenCredential>(), options);
        var sender = new AcsEmailSender(
            client, from, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AcsEmailSender>>());
        return smtp is null ? sender : new FailoverSender(sender, smtp, provider.GetRequiredService<ILogger<FailoverSender>>());
    }

    private static IMessageSender Sms(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<AzureSettings>();
        if (settings.SmsFrom is not { } from || Resource(settings) is not { } resource)
            return new NoSender(Channel.Sms);

        var options = AcsFailure.Once(new SmsClientOptions());
        var client = resource.Connection is { } connection
            ? new SmsClient(connection, options)
            : new SmsClient(resource.Endpoint, provider.GetRequiredService<TokenCredential>(), options);
        return new AcsSmsSender(client, from, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AcsSmsSender>>());
    }

    /// <summary>The connection string of the account; null where it is reached by its addresses.</summary>
    private static string? Account(AzureSettings settings) =>
        (settings.StorageConnectionString, settings.TableServiceUri, settings.QueueServiceUri) switch
        {
            ({ Length: > 0 } connection, null, null) => connection,
            (null or "", not null, not null) => null,
            _ => throw new InvalidOperationException(
                "The storage account needs either a connection string or the addresses of both its table and its queue service."),
        };

    /// <summary>Communication Services; null where there is none.</summary>
    private static (string? Connection, Uri? Endpoint)? Resource(AzureSettings settings) =>
        (settings.CommunicationConnectionString, settings.CommunicationEndpoint) switch
        {
            (null or "", null) => null,
            (null or "", { } endpoint) => (null, endpoint),
            ({ } connection, null) => (connection, null),
            _ => throw new InvalidOperationException("Communication Services needs either a connection string or an address, not both."),
        };

    // The app's own identity by name where there is one: finding it out takes tries that cost a cold start seconds.
    private static TokenCredential Identity(AzureSettings settings) => settings.ManagedIdentityClientId is { Length: > 0 } id
        ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id))
        : new DefaultAzureCredential();

    // Three more tries after 0.2, 0.4 and 0.8 seconds, give or take (the client library adds the jitter). A try that has no answer after
    // five seconds will not have a useful one later: storage answers in milliseconds, and a whole request has a minute.
    private static T Storage<T>(T options, AzureSettings settings)
        where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        options.AddPolicy(StorageTelemetry.Policy, HttpPipelinePosition.PerCall);
        settings.ConfigureStorage?.Invoke(options);
        return options;
    }
}
