using System.Globalization;
using System.Net.Sockets;
using FuncAuth.Azure.Communication;
using FuncAuth.Messages;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace FuncAuth.Azure.Smtp;

/// <summary>
/// Hands e-mails to a mail server (RFC 5321), one connection each. SMTP knows no repeats; each try has the same Message-ID, by which
/// mailboxes that look for doubles find them.
/// </summary>
/// <param name="settings">The server.</param>
/// <param name="time">For the Date header.</param>
/// <param name="trust">Whether a certificate that is not trusted is; null trusts none. A test's server has one that it made itself.</param>
/// <param name="patience">How long one try may take as a whole; null is <see cref="Patience"/>.</param>
internal sealed class SmtpSender(
    SmtpSettings settings, TimeProvider time, System.Net.Security.RemoteCertificateValidationCallback? trust = null, TimeSpan? patience = null)
    : IMessageSender
{
    /// <summary>More than a slow server needs, and well within the minute that a function has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly MailboxAddress from = MailboxAddress.Parse(settings.From);

    public Channel Channel => Channel.Email;

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var mail = Compose(message);
        using var smtp = new SmtpClient { ServerCertificateValidationCallback = trust };
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patient.CancelAfter(patience ?? Patience);
        var phase = "connecting";
        try
        {
            await smtp.ConnectAsync(settings.Host, settings.Port, Options(settings.Security), patient.Token);
            phase = "signing in";
            if (settings is { Username: { } username, Password: { } password })
                await smtp.AuthenticateAsync(username, password.Reveal(), patient.Token);
            phase = "sending";
            await smtp.SendAsync(Format(mail, smtp), mail, patient.Token);
        }
        catch (SmtpCommandException e)
        {
            return Judge(e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Later($"the mail server did not answer in time while {phase}");
        }
        catch (ServiceNotAuthenticatedException)
        {
            return Later("the mail server wants a sign-in, and none is set");
        }
        catch (Exception e) when (e is AuthenticationException or SslHandshakeException || (e is NotSupportedException && phase != "sending"))
        {
            // The server or its settings, and no word on the message.
            return Later($"the mail server does not let the app in while {phase} ({e.GetType().Name})");
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or ServiceNotConnectedException)
        {
            return Later($"the connection to the mail server failed while {phase} ({e.GetType().Name})");
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException or FormatException or InvalidOperationException)
        {
            // Its text may name the address: an address in other letters than ASCII, say, to a server that knows no others.
            return new SendOutcome.Refused($"the mail server or the mail library cannot carry this message ({e.GetType().Name})");
        }

        await QuitAsync(smtp, ct);
        return new SendOutcome.Accepted();
    }

    private MimeMessage Compose(OutgoingMessage message)
    {
        var mail = new MimeMessage
        {
            Subject = message.Subject,
            Date = time.GetUtcNow(),
            MessageId = $"{OperationId.Of(message.Id):N}@{from.Domain}",
            Body = new BodyBuilder { TextBody = message.Text, HtmlBody = message.Html }.ToMessageBody(),
        };
        mail.From.Add(from);
        mail.To.Add(new MailboxAddress("", message.To));
        mail.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
        return mail;
    }

    // 4yz is "not now" and 5yz "never" (RFC 5321 4.2.1); but a 5yz to who we are, or to whom the mail is from, says nothing of this
    // message: it is the settings that are wrong, and the message ends where operators see it.
    private static SendOutcome Judge(SmtpCommandException e)
    {
        var status = (int)e.StatusCode;
        var reason = string.Create(CultureInfo.InvariantCulture, $"the mail server answered {status}");
        return status switch
        {
            530 or 534 or 535 or 538 => Later($"{reason}: it wants another sign-in"),
            _ when e.ErrorCode is SmtpErrorCode.SenderNotAccepted => Later($"{reason} to whom the mail is from"),
            >= 500 => new SendOutcome.Refused(reason),
            _ => Later(reason),
        };
    }

    private static SendOutcome.Postponed Later(string reason) => new(reason, RetryAfter: null);

    // The mail is taken: what becomes of the farewell is of no account.
    private static async Task QuitAsync(SmtpClient smtp, CancellationToken ct)
    {
        try
        {
            using var brief = CancellationTokenSource.CreateLinkedTokenSource(ct);
            brief.CancelAfter(TimeSpan.FromSeconds(2));
            await smtp.DisconnectAsync(quit: true, brief.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
        {
        }
    }

    private static FormatOptions Format(MimeMessage mail, SmtpClient smtp)
    {
        var options = FormatOptions.Default.Clone();
        options.International = smtp.Capabilities.HasFlag(SmtpCapabilities.UTF8) && mail.To.Mailboxes.Any(to => !to.Address.All(char.IsAscii));
        return options;
    }

    private static SecureSocketOptions Options(SmtpSecurity security) => security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}
