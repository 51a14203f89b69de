using System.Text;

namespace FuncAuth.Users;

/// <summary>What somebody typed into a field.</summary>
public static class TypedText
{
    /// <summary>
    /// Whether it is text: no half of a surrogate pair and no code point that is no character (U+FFFE). The reader of forms lets both
    /// through as they stand, and <see cref="string.Normalize()"/> throws on them.
    /// </summary>
    public static bool IsWellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || (rune.Value & 0xFFFE) == 0xFFFE)
                return false;
        }

        return true;
    }

    /// <summary>Yes or no, as forms write it; nothing is null, which is no. Null where it is neither.</summary>
    public static bool? Truth(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" or "" => false,
            _ => null,
        };
    }
}
