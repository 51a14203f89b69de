using Azure.Core;
using FuncAuth.Azure.Smtp;

namespace FuncAuth.Azure;

/// <summary>Where the world is: the storage account and, where messages go out, the Communication Services resource.</summary>
/// <param name="Instance">What the names of all tables and queues begin with.</param>
/// <param name="StorageConnectionString">The account by a shared key, as the emulator needs it; or else the two addresses.</param>
/// <param name="TableServiceUri">The account's tables, reached with the app's own identity.</param>
/// <param name="QueueServiceUri">The account's queues, reached the same way.</param>
/// <param name="CommunicationEndpoint">Communication Services, reached with the app's own identity.</param>
/// <param name="CommunicationConnectionString">Communication Services by a shared key.</param>
/// <param name="EmailFrom">Whom e-mails come from; without it none are sent.</param>
/// <param name="SmsFrom">Whom SMS come from; without it none are sent.</param>
/// <param name="ManagedIdentityClientId">Which user-assigned identity is the app's own; null finds one.</param>
public sealed record AzureSettings(
    string Instance,
    string? StorageConnectionString,
    Uri? TableServiceUri,
    Uri? QueueServiceUri,
    Uri? CommunicationEndpoint,
    string? CommunicationConnectionString,
    string? EmailFrom,
    string? SmsFrom,
    string? ManagedIdentityClientId)
{
    /// <summary>The range service of leaked passwords; null asks none.</summary>
    public Uri? PasswordRanges { get; init; }

    /// <summary>
    /// Has the last word on the options of the table and the queue client. Tests count operations with it (a policy per call counts an
    /// operation, one per retry each try) and let answers get lost.
    /// </summary>
    public Action<ClientOptions>? ConfigureStorage { get; init; }

    /// <summary>A mail server for e-mails, alone or behind Communication Services; null where there is none.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>Where the keys are kept; null where they are settings.</summary>
    public Uri? KeyVaultUri { get; init; }

    /// <summary>The same last word on the options of the key vault's client.</summary>
    public Action<ClientOptions>? ConfigureKeyVault { get; init; }

    /// <summary>Only the name: the printed form of a record would hold the connection strings.</summary>
    public override string ToString() => $"{nameof(AzureSettings)} of {Instance}";
}
