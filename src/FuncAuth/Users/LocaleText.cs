using System.Text.RegularExpressions;

namespace FuncAuth.Users;

/// <summary>
/// A person's language as a tag in the manner of BCP 47. Well-formed is enough, for nobody types it: it is what a browser says of itself, and
/// a browser on an unusual machine says <c>en-US@posix</c>.
/// </summary>
public static partial class LocaleText
{
    /// <summary>Long enough for every tag in use (RFC 5646 4.4.1).</summary>
    public const int MaxLength = 35;

    /// <summary>The tag, its parts separated by hyphens; null where <paramref name="sent"/> is none.</summary>
    public static string? Canonicalise(string sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var text = sent.Trim();
        var end = text.AsSpan().IndexOfAny('@', '.');
        var tag = (end < 0 ? text : text[..end]).Replace('_', '-');
        return tag.Length <= MaxLength && text.Length <= 2 * MaxLength && Tag().IsMatch(tag) ? tag : null;
    }

    // \z and not $, which would let a line feed through at the end.
    [GeneratedRegex(@"\A[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
