namespace FuncAuth.Functions.Settings;

/// <summary>
/// Where the keys are: in a key vault, or written here. <see cref="KeySettings"/> is what the rest of the code gets either way.
/// </summary>
public sealed record KeyOptions : IChecked
{
    public const string Section = "FuncAuth:Keys";

    /// <summary>
    /// The key vault that holds them, as secrets with the names in <see cref="VaultKeys"/>, read with the app's own identity at the start.
    /// All other settings here, and the secret keys of the instance, have to be empty then: a key that is in the vault is nowhere else.
    /// </summary>
    public string? VaultUri { get; set; }

    /// <summary>Derives one-time codes: <c>id:base64 of 32 bytes</c>.</summary>
    public string Code { get; set; } = "";

    /// <summary>Goes into every password hash; the same form.</summary>
    public string Pepper { get; set; } = "";

    public string? PreviousCode { get; set; }

    public string? PreviousPepper { get; set; }

    /// <summary>Signs session tokens: base64 of an RSA private key of 2048 bits in PKCS#8.</summary>
    public string Signing { get; set; } = "";

    public string? PreviousSigning { get; set; }

    /// <summary>Whether the keys are in a vault.</summary>
    internal bool AreInVault => !string.IsNullOrWhiteSpace(VaultUri);

    public IEnumerable<string> Complaints() => AreInVault ? VaultComplaints() :
    [
        .. NamedKeyComplaints(nameof(Code), Code, isRequired: true),
        .. NamedKeyComplaints(nameof(Pepper), Pepper, isRequired: true),
        .. NamedKeyComplaints(nameof(PreviousCode), PreviousCode, isRequired: false),
        .. NamedKeyComplaints(nameof(PreviousPepper), PreviousPepper, isRequired: false),
        .. SigningComplaints(nameof(Signing), Signing, isRequired: true),
        .. SigningComplaints(nameof(PreviousSigning), PreviousSigning, isRequired: false),
        .. SameKeyComplaints(),
    ];

    private IEnumerable<string> VaultComplaints()
    {
        if (!Uri.TryCreate(VaultUri, UriKind.Absolute, out var vault) || vault.Scheme != "https" || vault.PathAndQuery != "/" || vault.UserInfo != "")
            yield return $"{Name(nameof(VaultUri))} must be the address of a key vault, such as https://NAME.vault.azure.net.";

        foreach (var (member, value) in new[]
        {
            (nameof(Code), Code), (nameof(Pepper), Pepper), (nameof(PreviousCode), PreviousCode), (nameof(PreviousPepper), PreviousPepper),
            (nameof(Signing), Signing), (nameof(PreviousSigning), PreviousSigning),
        })
        {
            if (!string.IsNullOrWhiteSpace(value))
                yield return InVault(Name(member));
        }
    }

    /// <summary>The complaint about a key that is a setting although there is a vault.</summary>
    internal static string InVault(string setting) => $"{setting} must be empty where {Name(nameof(VaultUri))} is set: the keys come from one place.";

    private IEnumerable<string> SameKeyComplaints()
    {
        var code = NamedKey.TryParse(Code);
        var pepper = NamedKey.TryParse(Pepper);

        if (code is { } one && pepper is { } other && one.Value.AsSpan().SequenceEqual(other.Value))
            yield return $"{Name(nameof(Code))} and {Name(nameof(Pepper))} must be different keys.";

        // A stored code or hash names its key by the id alone.
        if (code is { } newCode && NamedKey.TryParse(PreviousCode) is { } oldCode && newCode.Id == oldCode.Id)
            yield return $"{Name(nameof(PreviousCode))} must have another id than {Name(nameof(Code))}.";

        if (pepper is { } newPepper && NamedKey.TryParse(PreviousPepper) is { } oldPepper && newPepper.Id == oldPepper.Id)
            yield return $"{Name(nameof(PreviousPepper))} must have another id than {Name(nameof(Pepper))}.";

        if (!string.IsNullOrEmpty(PreviousSigning) && PreviousSigning == Signing)
            yield return $"{Name(nameof(PreviousSigning))} must be another key than {Name(nameof(Signing))}.";
    }

    private static IEnumerable<string> NamedKeyComplaints(string member, string? text, bool isRequired)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (isRequired)
                yield return $"{Name(member)} is missing.";
        }
        else if (NamedKey.TryParse(text) is null)
        {
            yield return $"{Name(member)} must be {NamedKey.Shape}.";
        }
    }

    private static IEnumerable<string> SigningComplaints(string member, string? text, bool isRequired)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (isRequired)
                yield return $"{Name(member)} is missing.";
        }
        else if (SigningKeyText.TryParse(text) is null)
        {
            yield return $"{Name(member)} must be {SigningKeyText.Shape}.";
        }
    }

    private static string Name(string member) => Setting.Name(Section, member);

    /// <summary>Only the name: the printed form of a record would hold the keys.</summary>
    public override string ToString() => nameof(KeyOptions);
}
