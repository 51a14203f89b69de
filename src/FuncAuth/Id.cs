using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace FuncAuth;

/// <summary>
/// How ids are made: a prefix that says what it names, then 27 letters and digits (160 bits). Ids of things created on the way are
/// derived from what created them, so that a half-done commit that is done again makes the same thing and not a second one.
/// </summary>
public static class Id
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Letters and digits behind the prefix: 62^27 is a little more than 2^160.</summary>
    private const int Length = 27;

    /// <summary>The id that <paramref name="source"/> gives rise to under <paramref name="prefix"/>; the same one every time.</summary>
    public static string Derive(string prefix, string source)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{prefix}\n{source}"), hash);
        return prefix + Encode(hash[..20]);
    }

    /// <summary>Whether <paramref name="text"/> looks like one of ours: anything else is nobody's id and never reaches a store.</summary>
    public static bool IsWellFormed(string prefix, string? text) =>
        text is not null
        && text.Length == prefix.Length + Length
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && text.AsSpan(prefix.Length).IndexOfAnyExcept(Characters) < 0;

    private static readonly System.Buffers.SearchValues<char> Characters = System.Buffers.SearchValues.Create(Alphabet);

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        Span<char> text = stackalloc char[Length];
        for (var i = Length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, Alphabet.Length, out var digit);
            text[i] = Alphabet[(int)digit];
        }

        return text.ToString();
    }
}
