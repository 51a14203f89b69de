using System.Collections.Frozen;
using System.Text;
using FuncAuth.Errors;
using FuncAuth.Instances;

namespace FuncAuth.Users;

/// <summary>
/// The canonical form of a username: blanks around it dropped, compatibility forms folded (NFKC), lower case, and then ASCII letters,
/// digits, <c>_</c> and <c>-</c> only, so that no letter of another script can pass for one of them.
/// </summary>
public static class UsernameText
{
    // As UTS #39 does it: a character that passes for another becomes its longer look, so that the outcome never depends on the order.
    private static readonly FrozenDictionary<char, string> Looks = new Dictionary<char, string>
    {
        ['0'] = "o",
        ['1'] = "l",
        ['i'] = "l", // told apart from l by its dot alone, and not at all where a page writes names with a capital
        ['m'] = "rn",
        ['w'] = "vv",
    }.ToFrozenDictionary();

    // Nobody takes "r00t" for another name than "root". Only whole reserved words are compared so: as a rule for all it would take
    // too many honest names for one another.
    private static readonly FrozenDictionary<char, char> Digits = new Dictionary<char, char>
    {
        ['3'] = 'e',
        ['4'] = 'a',
        ['5'] = 's',
        ['7'] = 't',
    }.ToFrozenDictionary();

    /// <summary>The canonical form; null where <paramref name="typed"/> is none, and then <paramref name="fault"/> says why.</summary>
    public static string? Canonicalise(string typed, UsernameRules rules, out AuthError? fault)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(rules);
        var text = typed.Trim();
        if (text.Length > 4 * rules.MaxLength)
        {
            fault = AuthErrors.UsernameLength(rules.MinLength, rules.MaxLength);
            return null;
        }

        // Normalize throws on what is no text, which form decoding lets through as it stands.
        if (!TypedText.IsWellFormed(text))
        {
            fault = AuthErrors.UsernameCharacter;
            return null;
        }

        text = Fold(text);
        fault = Judge(text, rules);
        return fault is null ? text : null;
    }

    /// <summary>Compatibility forms folded (NFKC), lower case, no blanks around it.</summary>
    /// <exception cref="ArgumentException">The text is none: see <see cref="TypedText"/>.</exception>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();
    }

    /// <summary>Whether the text, folded, has only characters that usernames have.</summary>
    public static bool IsWord(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');
    }

    /// <summary>
    /// What the username looks like: two that look alike have the same, and only one of them can be taken. Never shown, and not itself a
    /// username.
    /// </summary>
    /// <remarks>Another folding needs the stored claims to be made again: they are kept under it.</remarks>
    public static string Skeleton(string username)
    {
        ArgumentNullException.ThrowIfNull(username);
        var skeleton = new StringBuilder(username.Length);
        var last = '\0';
        foreach (var character in username)
        {
            // A row of underscores or hyphens is one long line.
            if (character is '_' or '-' && character == last)
                continue;

            last = character;
            if (Looks.TryGetValue(character, out var look))
                skeleton.Append(look);
            else
                skeleton.Append(character);
        }

        return skeleton.ToString();
    }

    /// <summary>The form in which reserved words are compared: a skeleton without separators, and with digits read as letters.</summary>
    public static string ReservedForm(string username)
    {
        ArgumentNullException.ThrowIfNull(username);
        return Skeleton(string.Concat(username.Where(c => c is not ('_' or '-')).Select(c => Digits.GetValueOrDefault(c, c))));
    }

    private static AuthError? Judge(string text, UsernameRules rules)
    {
        if (LooksLikePhoneNumber(text, rules))
            return AuthErrors.UsernameIsPhoneNumber;

        if (text.Length < rules.MinLength || text.Length > rules.MaxLength)
            return AuthErrors.UsernameLength(rules.MinLength, rules.MaxLength);

        if (!IsWord(text))
            return AuthErrors.UsernameCharacter;

        if (!rules.AllowNumeric && text.All(char.IsAsciiDigit))
            return AuthErrors.UsernameNeedsNonNumber;

        // Answered as one that is taken: who it belongs to is nobody's business, and the person needs another one all the same.
        return rules.Reserves(text) ? AuthErrors.IdentifierExists(SignUps.Fields.Username) : null;
    }

    // As a name it could be taken for somebody else's number, and the other way round when signing in.
    private static bool LooksLikePhoneNumber(string text, UsernameRules rules)
    {
        if (!text.Any(char.IsAsciiDigit) || !text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '_' or ' ' or '(' or ')' or '.'))
            return false;

        // Digits alone have an answer of their own where they are not allowed.
        if (!rules.AllowNumeric && text.All(char.IsAsciiDigit))
            return false;

        return PhoneText.Canonicalise($"+{string.Concat(text.Where(char.IsAsciiDigit))}") is not null;
    }
}
