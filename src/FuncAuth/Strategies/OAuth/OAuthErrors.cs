using System.Collections.Frozen;
using FuncAuth.Errors;

namespace FuncAuth.Strategies.OAuth;

/// <summary>
/// What goes wrong on the way to an external provider and back. Most of it is told inside the verification, once people are back on a page (Frontend API,
/// 6.3). None of it names an account (SECURITY.md E07).
/// </summary>
public static class OAuthErrors
{
    /// <summary>Inside a sign-up: that account of the provider signs in, it does not sign up.</summary>
    public static AuthError AccountExists { get; } =
        new(400, "external_account_exists", "the account exists", "There is an account for this already. Sign in instead.");

    /// <summary>Inside a sign-in: nobody has signed up with that account of the provider.</summary>
    public static AuthError AccountNotFound { get; } =
        new(404, "external_account_not_found", "the account was not found", "There is no account for this yet. Sign up first.");

    public static AuthError AccessDenied { get; } =
        new(403, "oauth_access_denied", "access was denied", "You did not let the provider tell who you are. Try again, or choose another way.");

    public static AuthError CallbackInvalid { get; } =
        new(400, "oauth_callback_invalid", "the answer is not expected", "This answer of a provider belongs to nothing that was begun here. Please start again.");

    public static AuthError TokenExchange { get; } =
        new(400, "oauth_token_exchange_error", "the provider did not confirm", "The provider did not confirm who you are. Please try again.");

    public static AuthError FetchUser { get; } =
        new(400, "oauth_fetch_user_error", "the provider did not tell", "The provider did not tell who you are. Please try again.");

    public static AuthError ProviderNotEnabled { get; } =
        new(400, "oauth_provider_not_enabled", "the provider is off", "This provider cannot be used here. Please choose another way.");

    public static AuthError ProviderUnavailable { get; } =
        new(400, "oauth_provider_unavailable", "the provider is not there", "The provider cannot be reached at the moment. Try again, or choose another way.");

    /// <summary>Of linking: that account of the provider belongs to another user.</summary>
    public static AuthError IdentificationClaimed { get; } =
        new(400, "oauth_identification_claimed", "is in use", "This account of the provider is in use here already. Please use another.");

    /// <summary>Of linking: the user has an account of that provider already.</summary>
    public static AuthError AlreadyConnected { get; } =
        new(400, "oauth_account_already_connected", "is connected already", "An account of this provider is connected already. Remove it first to connect another.");

    /// <summary>Of linking: there are as many as there may be.</summary>
    public static AuthError TooMany { get; } =
        new(400, "too_many_external_accounts", "too many accounts", "No more accounts of providers can be connected. Remove one first.");

    /// <summary>Of linking: while the account may be somebody else's nothing is added to it (SECURITY.md U09).</summary>
    public static AuthError OwnUnproven { get; } =
        new(422, "form_verification_needed", "the account is not verified", "Verify the email address or phone number of your account before you connect another account.");

    /// <summary>All that may stand inside a verification, by their codes: of what went wrong only the code is kept.</summary>
    public static FrozenDictionary<string, AuthError> ByCode { get; } = new[]
    {
        AccountExists, AccountNotFound, AccessDenied, CallbackInvalid, TokenExchange, FetchUser, ProviderNotEnabled, ProviderUnavailable,
        IdentificationClaimed, AlreadyConnected, TooMany, AuthErrors.NotAllowedAccess, AuthErrors.SignUpModeRestricted, AuthErrors.SessionExists,
        AuthErrors.IdentificationClaimed, AuthErrors.ResourceForbidden,
    }.ToFrozenDictionary(error => error.Code);
}
