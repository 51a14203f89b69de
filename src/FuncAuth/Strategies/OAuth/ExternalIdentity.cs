using FuncAuth.Users;

namespace FuncAuth.Strategies.OAuth;

/// <summary>
/// Who somebody is at a provider, as the provider said. Keyed by strategy and subject and never by address: addresses change hands (SECURITY.md F05).
/// </summary>
/// <param name="Strategy">The strategy of the provider.</param>
/// <param name="Subject">The person's unchanging id there; at most 255 characters (OpenID Connect Core 1.0, 2).</param>
public sealed record ExternalIdentity(string Strategy, string Subject)
{
    /// <summary>Most characters of a subject.</summary>
    public const int MaxSubject = 255;

    /// <summary>The e-mail address in canonical form; null where the provider gave none, or none that can be one.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>
    /// Whether the provider says that the address is proven, and is to be believed in it. No word and the text "false" are a no (SECURITY.md F06).
    /// </summary>
    public bool EmailAddressIsVerified { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>The name that the person goes by there.</summary>
    public string? Username { get; init; }

    /// <summary>Where a picture of the person is; https.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>What was approved, separated by blanks.</summary>
    public string Scopes { get; init; } = "";

    /// <summary>What it is claimed as.</summary>
    public Identifier Identifier => Identifier.Of(Strategy, Subject);

    /// <summary>The address, if it is proven; null otherwise.</summary>
    public string? VerifiedAddress => EmailAddressIsVerified ? EmailAddress : null;

    /// <summary>Only where: the printed form of a record would hold who.</summary>
    public override string ToString() => Strategy;
}
