using System.Globalization;
using System.Text;

namespace FuncAuth.Strategies.Password;

/// <summary>
/// An Argon2id hash as text, in the PHC string format: <c>$argon2id$v=19$m=…,t=…,p=…,keyid=…$salt$hash</c>, with the parameters in
/// Argon2's order and base64 without padding.
/// </summary>
public sealed record PhcString
{
    /// <summary>Bytes of a salt; libsodium takes no other length.</summary>
    public const int SaltLength = 16;

    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = 32;

    /// <summary>Most memory that a hash may ask for, in KiB: more than OWASP's most (46 MiB), and little beside a 512 MB instance.</summary>
    public const int MaxMemory = 64 * 1024;

    /// <summary>Most passes that a hash may ask for.</summary>
    public const int MaxPasses = 8;

    // Ours has 147 characters at most: nothing much longer is looked at.
    private const int MaxLength = 160;

    private const string Algorithm = "argon2id";

    // Version 1.3 of Argon2: the one of RFC 9106.
    private const string Version = "v=19";

    /// <summary>Memory in KiB.</summary>
    public required int Memory { get; init; }

    /// <summary>Passes over the memory.</summary>
    public required int Passes { get; init; }

    /// <summary>Lanes; libsodium computes one.</summary>
    public required int Lanes { get; init; }

    /// <summary>
    /// The name of the pepper. Argon2's notation has room for eight bytes; ours may be longer, because people name keys, and a tool
    /// that minds cannot check the hash without the pepper anyhow.
    /// </summary>
    public required string KeyId { get; init; }

    public required ReadOnlyMemory<byte> Salt { get; init; }

    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>
    /// Parses a hash that we could have written; null for any other text, and for one that asks for more memory or time than a sign-in
    /// may cost. Whoever gets a hash into the storage, by import or by other means, must not exhaust the instance with it.
    /// </summary>
    public static PhcString? TryParse(string? text)
    {
        if (text is null || text.Length > MaxLength)
            return null;

        if (text.Split('$') is not ["", Algorithm, Version, var parameters, var salt, var hash]
            || parameters.Split(',') is not [var m, var t, var p, var keyId]
            || Number("m=", m) is not { } memory || memory is < 8 or > MaxMemory
            || Number("t=", t) is not { } passes || passes is < 1 or > MaxPasses
            || Number("p=", p) is not 1
            || !keyId.StartsWith("keyid=", StringComparison.Ordinal) || Bytes(keyId["keyid=".Length..]) is not { } key
            || Bytes(salt) is not { Length: SaltLength } saltBytes
            || Bytes(hash) is not { Length: HashLength } hashBytes)
        {
            return null;
        }

        var parsed = new PhcString
        {
            Memory = memory,
            Passes = passes,
            Lanes = 1,
            KeyId = Encoding.ASCII.GetString(key),
            Salt = saltBytes,
            Hash = hashBytes,
        };

        // The format knows one spelling for one hash: no leading zeros, no stray bits, no padding.
        return parsed.Text == text ? parsed : null;
    }

    /// <summary>The hash as it is stored.</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture,
        $"${Algorithm}${Version}$m={Memory},t={Passes},p={Lanes},keyid={Base64(Encoding.ASCII.GetBytes(KeyId))}"
        + $"${Base64(Salt.Span)}${Base64(Hash.Span)}");

    // A hash in a log is a hash in one more place that can be stolen.
    public override string ToString() => "[password hash]";

    private static int? Number(string name, string parameter) =>
        parameter.StartsWith(name, StringComparison.Ordinal)
        && int.TryParse(parameter.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static byte[]? Bytes(string text)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), buffer, out var length) ? buffer[..length] : null;
    }

    private static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}
