using System.Globalization;
using System.Text;

namespace FuncAuth.Users;

/// <summary>
/// The canonical form of an e-mail address: blanks around it dropped, compatibility forms folded (NFKC), lower case, the domain in its
/// ASCII form (RFC 5890). Stricter than RFC 5321 where mail is not delivered in practice: no quoted local part, no address literal.
/// </summary>
public static class EmailText
{
    /// <summary>Longest address that SMTP carries (RFC 5321 4.5.3.1.3, less the brackets).</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;
    private static readonly System.Buffers.SearchValues<char> LocalCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.");

    /// <summary>The canonical form; null where <paramref name="typed"/> is no address that mail can go to.</summary>
    public static string? Canonicalise(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (typed.Length > 4 * MaxLength || !TypedText.IsWellFormed(typed))
            return null;

        // Up before down: letters with two small forms (the two sigmas) would stay two otherwise.
        var text = typed.Trim().Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormKC);
        var at = text.LastIndexOf('@');
        if (at < 1 || at == text.Length - 1)
            return null;

        var local = text[..at];
        return IsLocalPart(local) && AsciiDomain(text[(at + 1)..]) is { } domain && local.Length + 1 + domain.Length <= MaxLength
            ? $"{local}@{domain}"
            : null;
    }

    /// <summary>
    /// Whether mail to <paramref name="written"/> goes where mail to <paramref name="canonical"/>, its canonical form, goes. Who runs a domain tells its
    /// mailboxes apart, and may do so by letters that are folded here: of the local part no more is taken for the same than the case of ASCII letters. Whoever
    /// has proven the one has proven the other only then (SECURITY.md F06).
    /// </summary>
    public static bool IsSameMailbox(string written, string canonical)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(canonical);
        var own = LocalPart(written.AsSpan().Trim());
        var folded = LocalPart(canonical);
        return own.SequenceEqual(folded) || Ascii.EqualsIgnoreCase(own, folded);

        static ReadOnlySpan<char> LocalPart(ReadOnlySpan<char> address) => address[..Math.Max(0, address.LastIndexOf('@'))];
    }

    private static bool IsLocalPart(string local) =>
        local.Length <= MaxLocalLength
        && local.All(c => LocalCharacters.Contains(c) || (c > 127 && char.IsLetterOrDigit(c)))
        && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);

    private static string? AsciiDomain(string domain)
    {
        try
        {
            var ascii = new IdnMapping { UseStd3AsciiRules = true, AllowUnassigned = false }.GetAscii(domain.EndsWith('.') ? domain[..^1] : domain).ToLowerInvariant();
            // A last label of digits only would be an IPv4 address; no top-level domain is one.
            return ascii.Contains('.', StringComparison.Ordinal) && !ascii[(ascii.LastIndexOf('.') + 1)..].All(char.IsAsciiDigit) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null; // IdnMapping has no Try form: this is its way to say "not a domain name"
        }
    }
}
