using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FuncAuth.Azure.Smtp;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using ServiceProvider = SmtpServer.ComponentModel.ServiceProvider;

namespace FuncAuth.Azure.Tests.Smtp;

/// <summary>A real mail server on a port of its own, with a certificate that it made itself. It answers what a test tells it to.</summary>
internal sealed class MailServer : MessageStore, IMailboxFilter, IUserAuthenticator, IAsyncDisposable
{
    public const string Username = "funcauth";
    public const string Password = "Zq9-mail-password";

    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2 certificate = Certificate();
    private Task running = Task.CompletedTask;

    private MailServer(int port) => Port = port;

    public int Port { get; }

    /// <summary>What it took.</summary>
    public ConcurrentQueue<MimeMessage> Taken { get; } = new();

    /// <summary>Who signed in, and whether in cipher.</summary>
    public ConcurrentQueue<(string User, bool InCipher)> SignIns { get; } = new();

    /// <summary>Its answer to the message as a whole.</summary>
    public SmtpResponse ToData { get; set; } = SmtpResponse.Ok;

    /// <summary>Its answer to whom mail is from; null takes anybody.</summary>
    public SmtpResponse? ToSender { get; set; }

    /// <summary>Its answer to whom mail is for; null takes anybody.</summary>
    public SmtpResponse? ToRecipient { get; set; }

    /// <summary>It never says what became of a message.</summary>
    public bool FallsSilent { get; set; }

    public static MailServer Start(SmtpSecurity security, bool wantsSignIn = false)
    {
        var server = new MailServer(FreePort());
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint =>
            {
                endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, server.Port));
                if (security is not SmtpSecurity.None)
                    endpoint.Certificate(server.certificate);
                endpoint.IsSecure(security is SmtpSecurity.Tls).AuthenticationRequired(wantsSignIn);
            })
            .Build();
        var services = new ServiceProvider();
        services.Add((IMessageStore)server);
        services.Add((IMailboxFilter)server);
        services.Add((IUserAuthenticator)server);
        server.running = new SmtpServer.SmtpServer(options, services).StartAsync(server.stop.Token);
        return server;
    }

    public SmtpSettings Settings(SmtpSecurity security, string? password = null) => new(
        "localhost", Port, security, password is null ? null : Username, password is null ? null : new Secret(password), "Acme <auth@acme.example>");

    /// <summary>Whether a certificate is the one that this server made.</summary>
    public bool IsItsOwn(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(certificate.RawData);

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        if (FallsSilent)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        if (ToData.ReplyCode is SmtpReplyCode.Ok)
            Taken.Enqueue(await MimeMessage.LoadAsync(new MemoryStream(buffer.ToArray()), cancellationToken));
        return ToData;
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
        ToSender is null ? Task.FromResult(true) : throw new SmtpResponseException(ToSender);

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
        ToRecipient is null ? Task.FromResult(true) : throw new SmtpResponseException(ToRecipient);

    public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
    {
        SignIns.Enqueue((user, context.Pipe.IsSecure));
        return Task.FromResult((user, password) == (Username, Password));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        certificate.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
