namespace FuncAuth.Strategies.Password;

/// <summary>How a weak password gets better. The client library looks up its own words by the code, so no other codes are of use (Frontend API).</summary>
/// <param name="Code">One of the codes that the client library knows.</param>
/// <param name="Message">For everybody else.</param>
public sealed record PasswordSuggestion(string Code, string Message)
{
    public static PasswordSuggestion AnotherWord { get; } = new("anotherWord", "Add another word or two. Uncommon words are better.");

    public static PasswordSuggestion L33t { get; } = new("l33t", "Digits in the place of letters, like 0 for o, do not help much.");

    public static PasswordSuggestion LongerKeyboardPattern { get; } = new("longerKeyboardPattern", "Keys in a row are easy to guess. Turn more often.");

    public static PasswordSuggestion Repeated { get; } = new("repeated", "Do not repeat words or characters.");

    public static PasswordSuggestion Sequences { get; } = new("sequences", "Avoid sequences such as abc or 123.");

    public static PasswordSuggestion Dates { get; } = new("dates", "Avoid dates, above all those that have to do with you.");

    public static PasswordSuggestion RecentYears { get; } = new("recentYears", "Avoid years.");

    public static PasswordSuggestion AllUppercase { get; } = new("allUppercase", "Capitals throughout are as easy to guess as small letters.");

    public static PasswordSuggestion UseWords { get; } = new("useWords", "Use several words that have nothing to do with each other.");
}
