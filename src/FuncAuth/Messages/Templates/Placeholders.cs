using System.Text.RegularExpressions;

namespace FuncAuth.Messages.Templates;

/// <summary>Words in braces, to be replaced.</summary>
internal static partial class Placeholders
{
    /// <summary>The words, in order.</summary>
    public static IEnumerable<string> In(string text) => Word().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>The text with its words replaced, in one pass: a value that has braces in it is not looked into.</summary>
    public static string Fill(string text, params (string Word, string Value)[] values) =>
        Word().Replace(text, match => values.First(value => value.Word == match.Groups[1].Value).Value);

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
