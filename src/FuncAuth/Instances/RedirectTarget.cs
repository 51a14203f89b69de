using System.Buffers;
using FuncAuth.Errors;
using FuncAuth.Users;

namespace FuncAuth.Instances;

/// <summary>
/// A page that people are sent back to. Judged by exact origin when it is named, and kept in canonical form, so that what is compared is what a browser
/// goes to (SECURITY.md X05).
/// </summary>
public static class RedirectTarget
{
    /// <summary>Most characters, as sent and in canonical form.</summary>
    public const int MaxLength = 2048;

    private const string NamesHosts = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";

    // Of anything else browsers and libraries make different things: user names, escapes, letters that look like others.
    private static readonly SearchValues<char> InAuthority = SearchValues.Create(NamesHosts);

    private static readonly SearchValues<char> EndOfAuthority = SearchValues.Create("/?#");

    /// <summary>Why <paramref name="sent"/> is no page to come back to; null where it is one, and then <paramref name="url"/> is absolute and canonical.</summary>
    /// <param name="sent">
    /// An absolute http or https address whose origin may call, or a path on the page that calls; null was not sent.
    /// </param>
    /// <param name="parameter">What it was sent as.</param>
    /// <param name="instance">The instance, which knows who may call.</param>
    /// <param name="pageOrigin">The origin of the page that calls, which may call; null where the request does not say. Then a path is none.</param>
    /// <param name="url">The address.</param>
    public static AuthError? Read(string? sent, string parameter, Instance instance, string? pageOrigin, out string url)
    {
        ArgumentNullException.ThrowIfNull(instance);
        url = "";
        if (string.IsNullOrWhiteSpace(sent))
            return sent is null ? AuthErrors.ParamMissing(parameter) : AuthErrors.ParamNil(parameter);

        if (sent.Length > MaxLength || !IsPlain(sent) || Resolve(sent, pageOrigin) is not { } uri || !instance.AllowedOrigins.Allow(OriginOf(uri))
            || uri.AbsoluteUri is not { Length: <= MaxLength } canonical)
            return AuthErrors.ParamValueInvalid(parameter);

        url = canonical;
        return null;
    }

    private static Uri? Resolve(string sent, string? pageOrigin)
    {
        if (sent[0] is '/')
        {
            // Two of them begin a host.
            return pageOrigin is not null && !sent.StartsWith("//", StringComparison.Ordinal)
                && Uri.TryCreate(pageOrigin + sent, UriKind.Absolute, out var own) && OriginOf(own) == pageOrigin ? own : null;
        }

        var scheme = sent.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : sent.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        if (scheme == 0)
            return null;

        var rest = sent.AsSpan(scheme);
        var end = rest.IndexOfAny(EndOfAuthority);
        var authority = end < 0 ? rest : rest[..end];
        return !authority.IsEmpty && !authority.ContainsAnyExcept(InAuthority) && Uri.TryCreate(sent, UriKind.Absolute, out var uri) ? uri : null;
    }

    private static string OriginOf(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    // Neither blanks nor back-slashes nor control characters, as they stand or as an escape: whoever writes headers by them must find none.
    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\\' || char.IsControl(text[i]) || char.IsWhiteSpace(text[i]) || (text[i] is '%' && IsEscapedControl(text.AsSpan(i + 1))))
                return false;
        }

        return TypedText.IsWellFormed(text);
    }

    private static bool IsEscapedControl(ReadOnlySpan<char> rest) =>
        rest.Length >= 2 && char.IsAsciiHexDigit(rest[1]) && (rest[0] is '0' or '1' || (rest[0] is '7' && rest[1] is 'f' or 'F'));
}
