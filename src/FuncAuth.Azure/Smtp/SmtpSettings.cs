using MimeKit;

namespace FuncAuth.Azure.Smtp;

/// <summary>How the way to a mail server is guarded.</summary>
public enum SmtpSecurity
{
    /// <summary>Not at all: for a mail catcher on a developer's machine.</summary>
    None,

    /// <summary>In clear until both agree on TLS; a server that does not offer it gets nothing.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,
}

/// <summary>A mail server.</summary>
/// <param name="Host">Its name; its certificate has to be for it.</param>
/// <param name="Port">587 for <see cref="SmtpSecurity.StartTls"/> and 465 for <see cref="SmtpSecurity.Tls"/>, mostly.</param>
/// <param name="Security">How the way there is guarded.</param>
/// <param name="Username">Null where it asks for none.</param>
/// <param name="Password">Null where it asks for none.</param>
/// <param name="From">Whom e-mails come from: an address, or a name and an address in angle brackets.</param>
public sealed record SmtpSettings(string Host, int Port, SmtpSecurity Security, string? Username, Secret? Password, string From)
{
    /// <summary>Whether that can stand in a From header.</summary>
    public static bool IsSender(string text) => MailboxAddress.TryParse(text, out var sender) && sender.Address.Count(letter => letter == '@') == 1;

    /// <summary>Nothing of the account.</summary>
    public override string ToString() => $"{nameof(SmtpSettings)} of {Host}:{Port}";
}
