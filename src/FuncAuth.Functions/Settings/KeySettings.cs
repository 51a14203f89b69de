using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace FuncAuth.Functions.Settings;

/// <summary>Every secret of the deployment, read and ready for use. Its printed form shows none.</summary>
public sealed record KeySettings
{
    public required NamedKey Code { get; init; }

    public NamedKey? PreviousCode { get; init; }

    public required NamedKey Pepper { get; init; }

    public NamedKey? PreviousPepper { get; init; }

    /// <summary>The RSA private key that signs session tokens, as PKCS#8 DER.</summary>
    public required byte[] Signing { get; init; }

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
            PreviousCode = string.IsNullOrWhiteSpace(keys.PreviousCode) ? null : Read(keys.PreviousCode),
            Pepper = Read(keys.Pepper),
            PreviousPepper = string.IsNullOrWhiteSpace(keys.PreviousPepper) ? null : Read(keys.PreviousPepper),
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
