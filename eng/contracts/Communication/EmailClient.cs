using Azure.Core;
using FuncAuth.Contracts.Communication;

namespace Azure.Communication.Email;

/// <summary>Hands e-mails to Communication Services. Here it can be made, passed about and mocked, but not send.</summary>
public class EmailClient
{
    protected EmailClient()
    {
    }

    public EmailClient(string connectionString)
    {
    }

    public EmailClient(string connectionString, EmailClientOptions options)
    {
    }

    public EmailClient(Uri endpoint, AzureKeyCredential credential, EmailClientOptions options = null)
    {
    }

    public EmailClient(Uri endpoint, TokenCredential credential, EmailClientOptions options = null)
    {
    }

    public virtual Task<EmailSendOperation> SendAsync(WaitUntil wait, EmailMessage message, CancellationToken cancellationToken = default) =>
        Task.FromException<EmailSendOperation>(Missing.Email());

    public virtual Task<EmailSendOperation> SendAsync(WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default) =>
        Task.FromException<EmailSendOperation>(Missing.Email());

    public virtual Task<EmailSendOperation> SendAsync(WaitUntil wait, string senderAddress, string recipientAddress, string subject, string htmlContent, string plainTextContent = null, CancellationToken cancellationToken = default) =>
        Task.FromException<EmailSendOperation>(Missing.Email());

    public virtual Task<EmailSendOperation> SendAsync(WaitUntil wait, string senderAddress, string recipientAddress, string subject, string htmlContent, Guid operationId, string plainTextContent = null, CancellationToken cancellationToken = default) =>
        Task.FromException<EmailSendOperation>(Missing.Email());

    public virtual EmailSendOperation Send(WaitUntil wait, EmailMessage message, CancellationToken cancellationToken = default) =>
        throw Missing.Email();

    public virtual EmailSendOperation Send(WaitUntil wait, EmailMessage message, Guid operationId, CancellationToken cancellationToken = default) =>
        throw Missing.Email();

    public virtual EmailSendOperation Send(WaitUntil wait, string senderAddress, string recipientAddress, string subject, string htmlContent, string plainTextContent = null, CancellationToken cancellationToken = default) =>
        throw Missing.Email();

    public virtual EmailSendOperation Send(WaitUntil wait, string senderAddress, string recipientAddress, string subject, string htmlContent, Guid operationId, string plainTextContent = null, CancellationToken cancellationToken = default) =>
        throw Missing.Email();
}

public class EmailClientOptions(EmailClientOptions.ServiceVersion version = EmailClientOptions.ServiceVersion.V2025_09_01) : ClientOptions
{
    internal ServiceVersion Version { get; } = version;

    public enum ServiceVersion
    {
        V2021_10_01_Preview = 1,
        V2023_01_15_Preview = 2,
        V2023_03_31 = 3,
        V2024_07_01_Preview = 4,
        V2025_09_01 = 5,
    }
}
