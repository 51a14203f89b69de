using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FuncAuth.Sessions;

namespace FuncAuth.Functions.Settings;

/// <summary>Every secret of the deployment, read and ready for use. Its printed form shows none.</summary>
public sealed record KeySettings
{
    public required NamedKey Code { get; init; }

    /// <summary>Keys of codes that are still under way, and of a next one that other instances may use already.</summary>
    public ImmutableArray<NamedKey> OtherCodes { get; init; } = [];

    public required NamedKey Pepper { get; init; }

    /// <summary>The peppers of hashes that were not made anew since, and of a next one that other instances may use already.</summary>
    public ImmutableArray<NamedKey> OtherPeppers { get; init; } = [];

    /// <summary>The RSA private key that signs session tokens, as PKCS#8 DER.</summary>
    public required byte[] Signing { get; init; }

    /// <summary>Those that follow it, each from an instant on: published now, so that caches know them by then.</summary>
    public ImmutableArray<NextSigningKey> NextSigning { get; init; } = [];

    /// <summary>The one before: nothing is signed with it, and it is published until the last of its tokens is gone.</summary>
    public byte[]? PreviousSigning { get; init; }

    /// <summary>What backends may show; the current key first.</summary>
    public required ImmutableArray<Secret> SecretKeys { get; init; }

    /// <summary>Reads options that have no complaints left.</summary>
    /// <exception cref="FormatException">They have.</exception>
    public static KeySettings From(KeyOptions keys, InstanceOptions instance)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(instance);
        return new KeySettings
        {
            Code = Read(keys.Code),
            OtherCodes = string.IsNullOrWhiteSpace(keys.PreviousCode) ? [] : [Read(keys.PreviousCode)],
            Pepper = Read(keys.Pepper),
            OtherPeppers = string.IsNullOrWhiteSpace(keys.PreviousPepper) ? [] : [Read(keys.PreviousPepper)],
            Signing = Convert.FromBase64String(keys.Signing),
            PreviousSigning = string.IsNullOrWhiteSpace(keys.PreviousSigning) ? null : Convert.FromBase64String(keys.PreviousSigning),
            SecretKeys = string.IsNullOrEmpty(instance.PreviousSecretKey)
                ? [new Secret(instance.SecretKey)]
                : [new Secret(instance.SecretKey), new Secret(instance.PreviousSecretKey)],
        };
    }

    private static NamedKey Read(string text) =>
        NamedKey.TryParse(text) ?? throw new FormatException("A key does not have the form id:base64 of 32 bytes.");

    public override string ToString() => nameof(KeySettings);
}

/// <summary>A key of 32 bytes and the id by which stored things name it.</summary>
public readonly partial record struct NamedKey(string Id, byte[] Value)
{
    /// <summary>What a text has to be to be one, for whoever has written another.</summary>
    internal const string Shape = "an id of at most 32 letters, digits, - or _, a colon, and the base64 of 32 bytes";

    /// <summary>Reads <c>id:base64 of 32 bytes</c>; null where it has another form.</summary>
    public static NamedKey? TryParse(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true } match)
            return null;

        var value = new byte[32];
        return Convert.TryFromBase64String(match.Groups["key"].Value, value, out var length) && length == value.Length
            ? new NamedKey(match.Groups["id"].Value, value)
            : null;
    }

    public override string ToString() => Id;

    [GeneratedRegex(@"\A(?<id>[A-Za-z0-9_-]{1,32}):(?<key>[A-Za-z0-9+/]{43}=)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>How the key that signs session tokens is written down.</summary>
internal static class SigningKeyText
{
    // Exactly this kind: @clerk/backend cuts the key apart at fixed places and takes no other (Frontend API).
    internal const string Shape = "the base64 of an RSA private key of 2048 bits, with the exponent 65537, in PKCS#8 form";

    /// <summary>The key as DER; null where the text is none.</summary>
    public static byte[]? TryParse(string text)
    {
        try
        {
            using var rsa = System.Security.Cryptography.RSA.Create();
            var der = Convert.FromBase64String(text);
            rsa.ImportPkcs8PrivateKey(der, out var read);
            return read == der.Length && rsa.KeySize == 2048
                && rsa.ExportParameters(includePrivateParameters: false).Exponent is [1, 0, 1] ? der : null;
        }
        catch (Exception wrong) when (wrong is FormatException or System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
