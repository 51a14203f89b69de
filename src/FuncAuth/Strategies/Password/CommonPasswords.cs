using Zxcvbn.Matcher;

namespace FuncAuth.Strategies.Password;

/// <summary>
/// Passwords that everybody's list begins with: the 30,000 most frequent ones of past leaks, which come with the zxcvbn package.
/// Refused whatever the rules say about strength (SECURITY.md P05).
/// </summary>
internal static class CommonPasswords
{
    // Longer than any entry. The matcher looks at every part of its text, and only the whole of it counts here.
    private const int MaxLength = 40;

    // Read when the first password comes: other requests of a fresh process should not wait for a list that they do not need.
    private static readonly Lazy<DictionaryMatcher> List = new(() => new DictionaryMatcher("passwords", "passwords.lst"));

    /// <summary>
    /// Whether <paramref name="text"/> (in NFKC) is on the list in any case, with or without punctuation and blanks around it: who tries
    /// a list tries <c>Password</c> and <c>password!</c> in the same breath.
    /// </summary>
    public static bool Contain(string text)
    {
        var whole = text.ToLowerInvariant();
        return IsListed(whole) || (Bare(whole) is { } bare && bare.Length < whole.Length && IsListed(bare));
    }

    private static string Bare(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && !char.IsLetterOrDigit(text[start]) && !char.IsSurrogate(text[start]))
            start++;
        while (start < end && !char.IsLetterOrDigit(text[end - 1]) && !char.IsSurrogate(text[end - 1]))
            end--;
        return text[start..end];
    }

    private static bool IsListed(string text) =>
        text.Length is > 0 and <= MaxLength
        && List.Value.MatchPassword(text).Any(match => match.i == 0 && match.j == text.Length - 1);
}
