using System.Security.Cryptography;

namespace FuncAuth.Functions.Settings;

/// <summary>The keys as they are written in settings. <see cref="KeySettings"/> is what the rest of the code gets.</summary>
public sealed record KeyOptions : IChecked
{
    public const string Section = "FuncAuth:Keys";

    /// <summary>Derives one-time codes: <c>id:base64 of 32 bytes</c>.</summary>
    public string Code { get; set; } = "";

    /// <summary>Goes into every password hash; the same form.</summary>
    public string Pepper { get; set; } = "";

    public string? PreviousCode { get; set; }

    public string? PreviousPepper { get; set; }

    /// <summary>Signs session tokens: base64 of an RSA private key of 2048 bits in PKCS#8.</summary>
    public string Signing { get; set; } = "";

    public string? PreviousSigning { get; set; }

    public IEnumerable<string> Complaints() =>
    [
        .. NamedKeyComplaints(nameof(Code), Code, isRequired: true),
        .. NamedKeyComplaints(nameof(Pepper), Pepper, isRequired: true),
        .. NamedKeyComplaints(nameof(PreviousCode), PreviousCode, isRequired: false),
        .. NamedKeyComplaints(nameof(PreviousPepper), PreviousPepper, isRequired: false),
        .. SigningComplaints(nameof(Signing), Signing, isRequired: true),
        .. SigningComplaints(nameof(PreviousSigning), PreviousSigning, isRequired: false),
        .. SameKeyComplaints(),
    ];

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
            yield return $"{Name(member)} must be an id of at most 32 letters, digits, - or _, a colon, and the base64 of 32 bytes.";
        }
    }

    private static IEnumerable<string> SigningComplaints(string member, string? text, bool isRequired)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (isRequired)
                yield return $"{Name(member)} is missing.";
        }
        else if (!IsSigningKey(text))
        {
            // Exactly this kind: @clerk/backend cuts the key apart at fixed places and takes no other (Frontend API).
            yield return $"{Name(member)} must be the base64 of an RSA private key of 2048 bits, with the exponent 65537, in PKCS#8 form.";
        }
    }

    private static bool IsSigningKey(string text)
    {
        try
        {
            using var rsa = RSA.Create();
            var der = Convert.FromBase64String(text);
            rsa.ImportPkcs8PrivateKey(der, out var read);
            return read == der.Length && rsa.KeySize == 2048
                && rsa.ExportParameters(includePrivateParameters: false).Exponent is [1, 0, 1];
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static string Name(string member) => Setting.Name(Section, member);

    /// <summary>Only the name: the printed form of a record would hold the keys.</summary>
    public override string ToString() => nameof(KeyOptions);
}
