using System.Collections.Immutable;
using System.Text;
using FuncAuth.Instances;
using FuncAuth.Users;

namespace FuncAuth.Strategies.Password;

/// <summary>Words that whoever knows a person or the application tries first (NIST SP 800-63B-4: context-specific words).</summary>
/// <param name="EmailAddress">The person's address; null where there is none, as with the others.</param>
/// <param name="PhoneNumber">In E.164.</param>
/// <param name="Username">The user name.</param>
/// <param name="FirstName">The first name.</param>
/// <param name="LastName">The last name.</param>
/// <param name="Application">The name of the application.</param>
public sealed record OwnWords(
    string? EmailAddress = null, string? PhoneNumber = null, string? Username = null, string? FirstName = null, string? LastName = null,
    string? Application = null)
{
    /// <summary>
    /// Letters and digits that may be left of a password without its own words before it stands by itself. A year fits, and so do a
    /// digit behind and a capital before: the decoration that everybody thinks of.
    /// </summary>
    private const int MaxDecoration = 4;

    /// <summary>Shorter ones are found in any text; such a name counts only where it is the whole password.</summary>
    private const int MinPart = 3;

    // A part of a title that everybody uses, such as "app", is no word of this application.
    private const int MinApplicationPart = 4;

    /// <summary>The words of <paramref name="user"/>: of several contacts the primary ones.</summary>
    public static OwnWords Of(User user, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(instance);
        return new OwnWords(
            user.EmailAddresses.FirstOrDefault(address => address.Id == user.PrimaryEmailAddress)?.Value,
            user.PhoneNumbers.FirstOrDefault(number => number.Id == user.PrimaryPhoneNumber)?.Value,
            user.Username, user.FirstName, user.LastName, instance.ApplicationName);
    }

    private IEnumerable<string?> Identifiers =>
        [EmailAddress, LocalPart(EmailAddress), Plain(EmailAddress), PhoneNumber, Subscriber(PhoneNumber), Username];

    private IEnumerable<string?> All =>
        [.. Identifiers, FirstName, LastName, Application, .. Pieces(Application).Where(piece => piece.Length >= MinApplicationPart)];

    /// <summary>Whether <paramref name="text"/> (in NFKC) is little more than identifiers of the person.</summary>
    public bool IdentifierIn(string text) => IsLittleMoreThan(text, Identifiers);

    /// <summary>Whether it is little more than what is known of the person and of the application together.</summary>
    public bool AnyIn(string text) => IsLittleMoreThan(text, All);

    /// <summary>All of them and their pieces in lower case, for an estimator to which they shall be worth nothing.</summary>
    public ImmutableArray<string> ForEstimator =>
        [.. All.Concat(All.SelectMany(Pieces)).OfType<string>().Select(word => word.ToLowerInvariant()).Where(word => word.Length >= MinPart).Distinct()];

    /// <summary>Nothing of them: the printed form of a record would hold what the person gave.</summary>
    public override string ToString() => "[own words]";

    /// <summary>What stands before the @; null without one.</summary>
    public static string? LocalPart(string? address) =>
        address?.LastIndexOf('@') is > 0 and var at ? address[..at] : null;

    // The local part without the tag that some put behind a plus sign.
    private static string? Plain(string? address) => LocalPart(address)?.Split('+')[0];

    // Without the country code, whose length nobody can tell from the number: the digits that people know by heart are the last eight.
    private static string? Subscriber(string? number) => number is { Length: > 8 } ? number[^8..] : number;

    private static IEnumerable<string> Pieces(string? text) =>
        text is null ? [] : text.Split([' ', '.', '-', '_', '+', '@', '\''], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// Compared by letters and digits alone and without regard to case, forwards and backwards: <c>Jane_Doe!</c> is <c>jane.doe</c>. All
    /// words are taken out, the longest first; what counts is what they leave.
    /// </summary>
    private static bool IsLittleMoreThan(string text, IEnumerable<string?> words)
    {
        var whole = Bare(text);
        string[] bare = [.. words.OfType<string>().Where(TypedText.IsWellFormed).Select(word => Bare(word.Normalize(NormalizationForm.FormKC))).Where(word => word.Length > 0)];
        string[] both = [.. bare.Concat(bare.Select(Backwards)).Distinct().OrderByDescending(word => word.Length)];
        if (both.Contains(whole))
            return true;

        // A mark in the place of what was taken out, so that nothing new grows together.
        var rest = both.Where(word => word.Length >= MinPart)
            .Aggregate(whole, (left, word) => left.Replace(word, "\0", StringComparison.Ordinal));
        return rest.Contains('\0', StringComparison.Ordinal) && rest.Count(c => c != '\0') <= MaxDecoration;
    }

    private static string Bare(string text) => string.Concat(text.ToLowerInvariant().EnumerateRunes().Where(Rune.IsLetterOrDigit));

    private static string Backwards(string text) => string.Concat(text.EnumerateRunes().Reverse());
}
