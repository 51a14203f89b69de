using System.Globalization;
using System.Text;

namespace FuncAuth.Users;

/// <summary>The canonical form of a first or last name: blanks around it dropped, accents composed (NFC). Any script, any case.</summary>
public static class NameText
{
    /// <summary>Most UTF-16 code units of the canonical form.</summary>
    public const int MaxLength = 256;

    /// <summary>
    /// The canonical form, however long; null where <paramref name="typed"/> holds control characters, marks that turn the direction of
    /// writing around (a message that quotes the name would be turned with it), or nothing that can be seen.
    /// </summary>
    public static string? Canonicalise(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);

        // Normalize throws on what is no text, which form decoding lets through as it stands.
        if (!TypedText.IsWellFormed(typed))
            return null;

        var text = typed.Trim().Normalize(NormalizationForm.FormC);
        return !text.Any(IsDisruptive) && text.EnumerateRunes().Any(IsVisible) ? text : null;
    }

    private static bool IsDisruptive(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.OtherNotAssigned);
}
