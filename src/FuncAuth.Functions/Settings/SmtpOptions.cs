using FuncAuth.Azure.Smtp;

namespace FuncAuth.Functions.Settings;

/// <summary>A mail server that e-mails go out by: alone, or when Communication Services does not take one.</summary>
public sealed record SmtpOptions : IChecked
{
    public const string Section = "FuncAuth:Smtp";

    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary><c>starttls</c>, <c>tls</c> (from the first byte, mostly port 465) or, in development, <c>none</c>.</summary>
    public string Security { get; set; } = "starttls";

    public string? Username { get; set; }

    public string? Password { get; set; }

    /// <summary>Whom e-mails come from: an address, or a name and an address in angle brackets.</summary>
    public string? From { get; set; }

    /// <summary>Whether passwords and codes would travel in clear: for a mail catcher on a developer's machine, never in production.</summary>
    public bool IsOpen => IsSet && SecurityNamed is SmtpSecurity.None;

    public static string OpenInProduction { get; } =
        $"{Name(nameof(Security))} must not be none in production: codes and the password would travel in clear.";

    private bool IsSet => Has(Host) || Has(Username) || Has(Password) || Has(From);

    private SmtpSecurity? SecurityNamed => Security.ToLowerInvariant() switch
    {
        "none" => SmtpSecurity.None,
        "starttls" => SmtpSecurity.StartTls,
        "tls" => SmtpSecurity.Tls,
        _ => null,
    };

    /// <summary>Null where there is no mail server.</summary>
    public SmtpSettings? ToSettings() => !Has(Host) ? null : new SmtpSettings(
        Host!, Port, SecurityNamed ?? SmtpSecurity.StartTls, Has(Username) ? Username : null, Has(Password) ? new Secret(Password!) : null, From!);

    public IEnumerable<string> Complaints()
    {
        if (!IsSet)
            yield break;

        if (!Has(Host) || !Has(From))
            yield return $"{Name(nameof(Host))} and {Name(nameof(From))} must both be set, or nothing of {Section.Replace(":", "__", StringComparison.Ordinal)}.";
        else if (Uri.CheckHostName(Host) is UriHostNameType.Unknown)
            yield return $"{Name(nameof(Host))} must be the name of a host and nothing else.";

        if (Has(From) && !SmtpSettings.IsSender(From!))
            yield return $"{Name(nameof(From))} must be an e-mail address, or a name and an address in angle brackets.";

        if (Has(Username) != Has(Password))
            yield return $"{Name(nameof(Username))} and {Name(nameof(Password))} must both be set or both be missing.";

        if (SecurityNamed is null)
            yield return $"{Name(nameof(Security))} must be none, starttls or tls.";

        foreach (var complaint in Setting.Outside(Name(nameof(Port)), Port, 1, 65535))
            yield return complaint;
    }

    private static bool Has(string? value) => !string.IsNullOrWhiteSpace(value);

    private static string Name(string member) => Setting.Name(Section, member);

    /// <summary>Only the name: the printed form of a record would hold the password.</summary>
    public override string ToString() => nameof(SmtpOptions);
}
