using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FuncAuth.Keys;

namespace FuncAuth.Strategies;

/// <summary>What one code is for. Another purpose, attempt, field, destination or preparation is another subject and has another code.</summary>
/// <param name="Purpose">What the code opens, such as a sign-up or a first factor.</param>
/// <param name="Attempt">The id of the sign-up or sign-in.</param>
/// <param name="Field">The attribute that it verifies.</param>
/// <param name="Destination">The address or number that it is sent to, normalised.</param>
/// <param name="Verification">The preparation: a new one has a new code, and the old code is dead.</param>
public sealed record CodeSubject(string Purpose, string Attempt, string Field, string Destination, VerificationId Verification);

/// <summary>
/// One-time codes, computed and never stored. A code is a keyed function of its subject, so the storage holds nothing of it, not even
/// a hash: a million candidates would be tried against a hash in a second, and are of no use against a key that is not there.
/// </summary>
public sealed class OneTimeCodes(Keyring keys)
{
    /// <summary>Digits of a code.</summary>
    public const int Length = 6;

    private const char FullWidthZero = '\uFF10';
    private const char FullWidthNine = '\uFF19';

    private const uint Codes = 1_000_000;

    // The largest multiple of a million below 2^32. Draws from there on are thrown away: they would make the low codes likelier.
    private const uint Fair = uint.MaxValue / Codes * Codes;

    // Says what is derived and how, so that the same key in another use, or in a later version of this one, gives something else.
    private const string Label = "FuncAuth one-time code 1";

    // A message of its own shape: that of a code begins with a length, which is no letter.
    private const string BytesLabel = "FuncAuth bytes 1";

    /// <summary>The key that new codes are made with: to be kept with the verification, so that a rotation kills no code.</summary>
    public string CurrentKeyId => keys.Current.Id;

    /// <summary>The code for <paramref name="subject"/>; null where the key is not on the ring any more.</summary>
    public Secret? Derive(string keyId, CodeSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return keys.Find(keyId) is { } key ? new Secret(Digits(key, Encode(subject))) : null;
    }

    /// <summary>
    /// 32 bytes that nobody else knows, for another use than a code; null where the key is not on the ring any more. Another use or preparation has
    /// others, and none of them tell anything of a code.
    /// </summary>
    /// <param name="keyId">The key.</param>
    /// <param name="use">What they are for.</param>
    /// <param name="verification">The preparation that they belong to.</param>
    public byte[]? DeriveBytes(string keyId, string use, VerificationId verification)
    {
        ArgumentNullException.ThrowIfNull(use);
        return keys.Find(keyId) is { } key
            ? HMACSHA256.HashData(key.Value.Span, Encoding.UTF8.GetBytes($"{BytesLabel}\0{use}\0{verification.Value}"))
            : null;
    }

    /// <summary>Whether <paramref name="typed"/>, blanks around it aside, is the code for <paramref name="subject"/>.</summary>
    public bool Matches(string keyId, CodeSubject subject, Secret typed)
    {
        ArgumentNullException.ThrowIfNull(typed);

        // Derived first, whatever was typed: a malformed try takes as long as a wrong one.
        return Derive(keyId, subject) is { } code && Normalise(typed.Reveal()) is { } candidate && code.Matches(candidate);
    }

    /// <summary>
    /// What somebody typed, as a code: without the blanks around it, and with the full-width digits of East Asian keyboards as plain
    /// ones (their NFKC form). Null where it is anything else than six digits then; blanks inside are not forgiven.
    /// </summary>
    public static Secret? Normalise(string? typed)
    {
        var trimmed = typed.AsSpan().Trim();
        if (trimmed.Length != Length)
            return null;

        Span<char> digits = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            var c = trimmed[i];
            digits[i] = c is >= FullWidthZero and <= FullWidthNine ? (char)(c - FullWidthZero + '0') : c;
            if (!char.IsAsciiDigit(digits[i]))
                return null;
        }

        return new Secret(digits.ToString());
    }

    private static string Digits(SymmetricKey key, byte[] message)
    {
        Span<byte> block = stackalloc byte[HMACSHA256.HashSizeInBytes];

        // The last four bytes of the message count the blocks. One block holds eight draws and one draw in 4,400 is thrown away,
        // so a second block is not for this world; the loop is there because "almost never" is no end.
        for (var count = 0u; ; count++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - sizeof(uint)), count);
            HMACSHA256.HashData(key.Value.Span, message, block);

            for (var rest = (ReadOnlySpan<byte>)block; rest.Length > 0; rest = rest[sizeof(uint)..])
            {
                var draw = BinaryPrimitives.ReadUInt32BigEndian(rest);
                if (draw < Fair)
                    return (draw % Codes).ToString("D6", CultureInfo.InvariantCulture);
            }
        }
    }

    // Every part behind its length, so that no two subjects share a message ("ab", "c" and "a", "bc"). Parts are UTF-16 as they stand:
    // UTF-8 has one replacement for all broken surrogates, and two different strings must not come out as one.
    private static byte[] Encode(CodeSubject subject)
    {
        ReadOnlySpan<string> parts =
            [Label, subject.Purpose, subject.Attempt, subject.Field, subject.Destination, subject.Verification.Value];

        var length = sizeof(uint);
        foreach (var part in parts)
            length += sizeof(int) + (part.Length * sizeof(char));

        var message = new byte[length];
        var rest = message.AsSpan();
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, part.Length);
            rest = rest[sizeof(int)..];
            foreach (var c in part)
            {
                BinaryPrimitives.WriteUInt16BigEndian(rest, c);
                rest = rest[sizeof(char)..];
            }
        }

        return message;
    }
}
