using System.Text.Json.Serialization;

namespace FuncAuth.Testing.Providers;

/// <summary>
/// Somebody's account at an outside provider: what the provider tells of them, under the names and with the types that it has on the wire (OpenID Connect
/// Core 1.0, 5.1). What is null is not told.
/// </summary>
/// <param name="Subject">The account's unchanging id; it is what a person types on the provider's page.</param>
public sealed record OutsideAccount([property: JsonPropertyName("sub")] string Subject)
{
    [JsonPropertyName("email")]
    public string? Email { get; init; }

    /// <summary>True or false as a provider should say it, or a text, or a number.</summary>
    [JsonPropertyName("email_verified")]
    public object? EmailVerified { get; init; }

    [JsonPropertyName("given_name")]
    public string? GivenName { get; init; }

    [JsonPropertyName("family_name")]
    public string? FamilyName { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("preferred_username")]
    public string? Username { get; init; }

    [JsonPropertyName("picture")]
    public string? Picture { get; init; }

    /// <summary>What goes wrong when this account signs in, such as <c>token-500</c>: the scripts of <c>tests/providers/lib</c> list what there is.</summary>
    [JsonPropertyName("misbehaves")]
    public string? Misbehaves { get; init; }

    /// <summary>Where a misbehaving redirect leads.</summary>
    [JsonPropertyName("to")]
    public string? To { get; init; }

    /// <summary>An account that nobody had before, of that address.</summary>
    public static OutsideAccount With(string? email = null, object? verified = null) =>
        new($"sub-{Guid.NewGuid():N}") { Email = email, EmailVerified = verified };
}
