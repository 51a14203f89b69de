using FuncAuth.Users;

namespace FuncAuth.Strategies.OAuth;

/// <summary>
/// Who somebody is at a provider, as the provider said. Keyed by strategy and subject and never by address: addresses change hands (SECURITY.md F05).
/// What a provider says is as long as it likes, and a row is finite: what is too long or is no such thing is left out, so that nothing of it need be
/// judged again.
/// </summary>
/// <param name="Strategy">The strategy of the provider.</param>
/// <param name="Subject">The person's unchanging id there (OpenID Connect Core 1.0, 2); to be asked about first (<see cref="IsSubject"/>).</param>
/// <exception cref="ArgumentException">The subject can be none.</exception>
public sealed record ExternalIdentity(string Strategy, string Subject)
{
    /// <summary>Most characters of a subject (OpenID Connect Core 1.0, 2).</summary>
    public const int MaxSubject = 255;

    /// <summary>Most characters of the address of a picture.</summary>
    public const int MaxImageUrl = 2048;

    /// <summary>Most characters of all scopes together.</summary>
    public const int MaxScopes = 1000;

    /// <summary>The person's unchanging id at the provider, to the letter: two that differ in case are two people.</summary>
    public string Subject { get; } = IsSubject(Subject) ? Subject : throw new ArgumentException("The subject can be none.", nameof(Subject));

    /// <summary>The e-mail address in canonical form; null where the provider gave none, or none that can be one.</summary>
    public string? EmailAddress { get; init => field = value is null ? null : EmailText.Canonicalise(value); }

    /// <summary>
    /// Whether the provider says that the address is proven, and is to be believed in it. No word and the text "false" are a no (SECURITY.md F06).
    /// </summary>
    public bool EmailAddressIsVerified { get; init; }

    public string? FirstName { get; init => field = NameOf(value); }

    public string? LastName { get; init => field = NameOf(value); }

    /// <summary>The name that the person goes by there.</summary>
    public string? Username { get; init => field = NameOf(value); }

    /// <summary>Where a picture of the person is; https.</summary>
    public string? ImageUrl { get; init => field = Picture(value); }

    /// <summary>What was approved, separated by blanks (RFC 6749, 3.3).</summary>
    public string Scopes { get; init => field = Fitting(value); } = "";

    /// <summary>What it is claimed as.</summary>
    public Identifier Identifier => Identifier.Of(Strategy, Subject);

    /// <summary>The address, if it is proven; null otherwise.</summary>
    public string? VerifiedAddress => EmailAddressIsVerified ? EmailAddress : null;

    /// <summary>Whether <paramref name="text"/> can be somebody's id at a provider.</summary>
    public static bool IsSubject(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= MaxSubject && TypedText.IsWellFormed(text) && !text.Any(char.IsControl);

    /// <summary>A name as it is kept; null where <paramref name="said"/> is none.</summary>
    public static string? NameOf(string? said) =>
        said is { Length: <= 4 * NameText.MaxLength } && NameText.Canonicalise(said) is { Length: <= NameText.MaxLength } name ? name : null;

    /// <summary>
    /// The same, with the names that <paramref name="earlier"/> has and this one lacks: some providers tell them once and never again.
    /// </summary>
    public ExternalIdentity After(ExternalIdentity earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return FirstName is null && LastName is null ? this with { FirstName = earlier.FirstName, LastName = earlier.LastName } : this;
    }

    /// <summary>Only where: the printed form of a record would hold who.</summary>
    public override string ToString() => Strategy;

    private static string? Picture(string? said) =>
        said is { Length: <= MaxImageUrl } && Uri.TryCreate(said, UriKind.Absolute, out var url)
        && url is { Scheme: "https", UserInfo: "", AbsoluteUri.Length: <= MaxImageUrl }
            ? url.AbsoluteUri
            : null;

    // Whole ones, as many as there is room for.
    private static string Fitting(string said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var fitting = "";
        foreach (var scope in said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(IsScope).Distinct(StringComparer.Ordinal))
        {
            var longer = fitting.Length == 0 ? scope : $"{fitting} {scope}";
            if (longer.Length > MaxScopes)
                break;
            fitting = longer;
        }

        return fitting;
    }

    private static bool IsScope(string text) => text.All(c => c is >= '!' and <= '~' and not ('"' or '\\'));
}
