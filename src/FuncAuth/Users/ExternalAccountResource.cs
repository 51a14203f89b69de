using System.Text.Json;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Users;

/// <summary>
/// An account that a user has at an external provider, or is about to link, as the wire shows it (Frontend API, 5.8). What the provider did not say is
/// empty: of one that is not linked, everything.
/// </summary>
public sealed record ExternalAccountResource(
    string Object,
    string Id,
    string Provider,
    string IdentificationId,
    string ProviderUserId,
    string ApprovedScopes,
    string EmailAddress,
    bool? EmailAddressVerified,
    string FirstName,
    string LastName,
    string? ImageUrl,
    string? Username,
    string? PhoneNumber,
    JsonElement PublicMetadata,
    string? Label,
    long CreatedAt,
    long UpdatedAt,
    ExternalVerificationResource? Verification)
{
    /// <summary>What it is called on the wire.</summary>
    public const string Name = "external_account";

    /// <summary>The wire's view of <paramref name="account"/>.</summary>
    public static ExternalAccountResource From(ExternalAccount account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        var identity = account.Identity;
        return new ExternalAccountResource(
            Name,
            account.Id.Value,
            account.Strategy,
            account.Identification.Value,
            identity?.Subject ?? "",
            identity?.Scopes ?? "",
            identity?.EmailAddress ?? "",
            identity?.EmailAddress is null ? null : identity.EmailAddressIsVerified,
            identity?.FirstName ?? "",
            identity?.LastName ?? "",
            identity?.ImageUrl,
            identity?.Username,
            PhoneNumber: null,
            WireJson.EmptyObject,
            Label: null,
            account.CreatedAt.ToUnixTimeMilliseconds(),
            account.UpdatedAt.ToUnixTimeMilliseconds(),
            ExternalVerificationResource.From(account, now));
    }
}
