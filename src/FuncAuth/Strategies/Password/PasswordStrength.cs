using System.Collections.Immutable;
using FuncAuth.Errors;
using Zxcvbn.Matcher;

namespace FuncAuth.Strategies.Password;

/// <summary>How hard a password is to guess, by zxcvbn: words, names, keyboard rows, dates and repeats are cheap, whatever they are made of.</summary>
/// <param name="Score">0 to 4: under a thousand guesses, a million, a hundred million, ten thousand million, or more.</param>
/// <param name="Suggestions">What would make it better, with the codes that the client library has words for.</param>
internal sealed record PasswordStrength(int Score, ImmutableArray<PasswordSuggestion> Suggestions)
{
    /// <summary>
    /// The characters that are weighed at once, and how often at most. The time grows with the square of the length, and faster where
    /// letters can be read into digits: 32 take a millisecond or two whatever they are, 256 up to a third of a second.
    /// </summary>
    private const int Window = 32;

    private const int MaxWindows = 3;

    private static readonly Lazy<Zxcvbn.Zxcvbn> Estimator = new(() => new Zxcvbn.Zxcvbn());

    /// <summary>
    /// Weighs <paramref name="text"/> (in NFKC), where <paramref name="own"/> are words that cost nothing to guess. A long one is weighed
    /// in parts until one of them is worth <paramref name="enough"/>: the whole is at least as hard as its hardest part.
    /// </summary>
    public static PasswordStrength Of(string text, ImmutableArray<string> own, int enough)
    {
        // The package finds one character in a row, and not "xyzxyzxyz": what is only said again is not weighed again.
        var unit = Unit(text);
        PasswordStrength? best = null;
        foreach (var part in Parts(unit))
        {
            var found = Weigh(part, own);
            if (best is null || found.Score > best.Score)
                best = found;
            if (best.Score >= enough)
                break;
        }

        return unit.Length == text.Length ? best! : best! with { Suggestions = [PasswordSuggestion.Repeated, .. best.Suggestions.Remove(PasswordSuggestion.Repeated)] };
    }

    /// <summary>What the text says over and over; the text itself where it is said less than about twice.</summary>
    private static string Unit(string text)
    {
        for (var period = 1; period <= (text.Length + 1) / 2; period++)
        {
            if (text.AsSpan(period).SequenceEqual(text.AsSpan(0, text.Length - period)))
                return text[..period];
        }

        return text;
    }

    private static IEnumerable<string> Parts(string text)
    {
        for (var start = 0; start == 0 || (start < text.Length && start < Window * MaxWindows); start += Window)
            yield return text.Substring(start, Math.Min(Window, text.Length - start));
    }

    private static PasswordStrength Weigh(string part, ImmutableArray<string> own)
    {
        var result = Estimator.Value.EvaluatePassword(part, own);

        // The package counts bits and scores them by an older scale. These are the steps of today's zxcvbn, which the client library
        // shows while somebody types: the number in the Environment has to mean the same on both sides.
        var guesses = Math.Pow(2, result.Entropy);
        var score = guesses < 1e3 ? 0 : guesses < 1e6 ? 1 : guesses < 1e8 ? 2 : guesses < 1e10 ? 3 : 4;
        return new PasswordStrength(score, Suggest(part, result.MatchSequence));
    }

    private static ImmutableArray<PasswordSuggestion> Suggest(string part, IEnumerable<Zxcvbn.Match> matches)
    {
        var suggestions = new List<PasswordSuggestion> { PasswordSuggestion.AnotherWord };
        foreach (var match in matches)
        {
            suggestions.AddRange(match switch
            {
                L33tDictionaryMatch => [PasswordSuggestion.L33t],
                SpatialMatch { Token.Length: > 2 } => [PasswordSuggestion.LongerKeyboardPattern],
                RepeatMatch => [PasswordSuggestion.Repeated],
                SequenceMatch => [PasswordSuggestion.Sequences],
                DateMatch => [PasswordSuggestion.Dates],
                { Pattern: "year" } => [PasswordSuggestion.RecentYears],
                _ => ImmutableArray<PasswordSuggestion>.Empty,
            });
        }

        if (part.Any(char.IsUpper) && !part.Any(char.IsLower))
            suggestions.Add(PasswordSuggestion.AllUppercase);
        return [.. suggestions.Distinct()];
    }
}
