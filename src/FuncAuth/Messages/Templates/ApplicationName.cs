using System.Globalization;

namespace FuncAuth.Messages.Templates;

/// <summary>The application's name, as messages carry it.</summary>
internal static class ApplicationName
{
    // Shorter, and nobody knows whose message it is.
    private const int Least = 8;

    /// <summary>The name in one line: it goes into a header and into a message of lines, and a line break in it would begin another.</summary>
    public static string OneLine(string name) => string.Concat(name.Where(letter => !char.IsControl(letter) && letter is not ('\u2028' or '\u2029')));

    /// <summary>The name, then shorter and shorter, cut between what people see as letters, so nothing is halved.</summary>
    public static IEnumerable<string> Shortened(string name)
    {
        yield return name;
        var letters = StringInfo.ParseCombiningCharacters(name);
        for (var count = letters.Length - 1; count >= Least; count--)
            yield return $"{name[..letters[count]].TrimEnd()}...";
    }
}
