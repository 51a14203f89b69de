using Azure.Core;
using FuncAuth.Contracts.Communication;

namespace Azure.Communication.Sms;

/// <summary>Hands text messages to Communication Services. Here it can be made, passed about and mocked, but not send.</summary>
public class SmsClient
{
    protected SmsClient()
    {
    }

    public SmsClient(string connectionString)
    {
    }

    public SmsClient(string connectionString, SmsClientOptions options)
    {
    }

    public SmsClient(Uri endpoint, AzureKeyCredential keyCredential, SmsClientOptions options = null)
    {
    }

    public SmsClient(Uri endpoint, TokenCredential tokenCredential, SmsClientOptions options = null)
    {
    }

    public virtual Task<Response<SmsSendResult>> SendAsync(string from, string to, string message, SmsSendOptions options = null, CancellationToken cancellationToken = default) =>
        Task.FromException<Response<SmsSendResult>>(Missing.Sms());

    public virtual Task<Response<IReadOnlyList<SmsSendResult>>> SendAsync(string from, IEnumerable<string> to, string message, SmsSendOptions options = null, CancellationToken cancellationToken = default) =>
        Task.FromException<Response<IReadOnlyList<SmsSendResult>>>(Missing.Sms());

    public virtual Response<SmsSendResult> Send(string from, string to, string message, SmsSendOptions options = null, CancellationToken cancellationToken = default) =>
        throw Missing.Sms();

    public virtual Response<IReadOnlyList<SmsSendResult>> Send(string from, IEnumerable<string> to, string message, SmsSendOptions options = null, CancellationToken cancellationToken = default) =>
        throw Missing.Sms();
}

public class SmsClientOptions(SmsClientOptions.ServiceVersion version = SmsClientOptions.ServiceVersion.V2021_03_07) : ClientOptions
{
    internal ServiceVersion Version { get; } = version;

    public enum ServiceVersion
    {
        V2021_03_07 = 1,
    }
}

public class SmsSendOptions(bool enableDeliveryReport)
{
    public bool EnableDeliveryReport { get; } = enableDeliveryReport;

    /// <summary>Comes back in the delivery report.</summary>
    public string Tag { get; set; }
}
