using System.Collections.Immutable;

namespace FuncAuth.OAuth;

/// <summary>
/// The providers that need no more settings than a client; docs/strategies/oauth.md tells of each. Another one is a row of settings, not a row here.
/// </summary>
public static class ProviderPresets
{
    /// <summary>
    /// What any OpenID provider is taken for that is not below: by discovery, and not believed that an address is proven unless a setting says so.
    /// </summary>
    public static ProviderPreset OpenId { get; } = new("openid", "OpenID Connect") { TrustsEmail = false };

    /// <summary>In the order in which people are shown them.</summary>
    public static ImmutableArray<ProviderPreset> All { get; } =
    [
        new("google", "Google") { Issuer = "https://accounts.google.com", AsksUserInfo = false },

        new("apple", "Apple")
        {
            Issuer = "https://appleid.apple.com",
            Scopes = "openid email name",
            SignsItsSecret = true,
            ResponseMode = "form_post", // Apple asks for it as soon as a name or an address is asked for
            TellsNameOnce = true,
            SaysYesInText = true, // "a string or Boolean value", Authenticating users with Sign in with Apple
            AsksUserInfo = false,
            LoginHint = null,
        },

        // An address of Entra is whatever an administrator typed, of any domain; xms_edov says that the domain is the tenant's own ("nOAuth").
        new("microsoft", "Microsoft")
        {
            Issuer = "https://login.microsoftonline.com/{tenant}/v2.0",
            Tenant = "common",
            Claims = new() { EmailVerified = "xms_edov" },
            AsksUserInfo = false,
        },

        new("github", "GitHub")
        {
            AuthorizationEndpoint = "https://github.com/login/oauth/authorize",
            TokenEndpoint = "https://github.com/login/oauth/access_token",
            UserInfoEndpoint = "https://api.github.com/user",
            EmailsEndpoint = "https://api.github.com/user/emails",
            Scopes = "read:user user:email",
            Claims = new() { Subject = "id", EmailVerified = null, FirstName = null, LastName = null, Username = "login", Picture = "avatar_url" },
            LoginHint = "login",
        },

        new("facebook", "Facebook")
        {
            AuthorizationEndpoint = "https://www.facebook.com/v23.0/dialog/oauth",
            TokenEndpoint = "https://graph.facebook.com/v23.0/oauth/access_token",
            UserInfoEndpoint = "https://graph.facebook.com/v23.0/me?fields=id,name,first_name,last_name,email,picture.width(256)",
            Scopes = "public_profile email",
            Claims = new()
            {
                Subject = "id",
                EmailVerified = null,
                FirstName = "first_name",
                LastName = "last_name",
                Username = null,
                Picture = "picture.data.url",
            },
            LoginHint = null,
        },

        // Its token endpoint answers a verifier with invalid_client, and its ID tokens do not repeat a nonce.
        new("linkedin_oidc", "LinkedIn")
        {
            Issuer = "https://www.linkedin.com/oauth",
            SecretPlace = OAuth.SecretPlace.Form,
            HasPkce = false,
            RepeatsNonce = false,
            LoginHint = null,
        },

        new("discord", "Discord")
        {
            AuthorizationEndpoint = "https://discord.com/oauth2/authorize",
            TokenEndpoint = "https://discord.com/api/oauth2/token",
            UserInfoEndpoint = "https://discord.com/api/users/@me",
            Scopes = "identify email",
            Claims = new()
            {
                Subject = "id",
                EmailVerified = "verified",
                FirstName = null,
                LastName = null,
                FullName = null, // a name to be called by, and no first or last one
                Username = "username",
                Picture = "https://cdn.discordapp.com/avatars/{id}/{avatar}.png",
            },
            LoginHint = null,
        },

        new("gitlab", "GitLab") { Issuer = "https://gitlab.com", Claims = new() { Username = "nickname" } },

        new("x", "X")
        {
            AuthorizationEndpoint = "https://x.com/i/oauth2/authorize",
            TokenEndpoint = "https://api.x.com/2/oauth2/token",
            UserInfoEndpoint = "https://api.x.com/2/users/me?user.fields=profile_image_url",
            Scopes = "users.read tweet.read",
            SecretPlace = OAuth.SecretPlace.Header,
            Claims = new()
            {
                Subject = "data.id",
                Email = null,
                EmailVerified = null,
                FirstName = null,
                LastName = null,
                FullName = null,
                Username = "data.username",
                Picture = "data.profile_image_url",
            },
            LoginHint = null,
        },

        // Whoever administers a workspace may set the addresses of its members, and nothing published says that those are proven anew.
        new("slack", "Slack") { Issuer = "https://slack.com", LoginHint = null, TrustsEmail = false, Claims = new() { Username = null } },
    ];

    /// <summary>The preset of that name; null where there is none.</summary>
    public static ProviderPreset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);
}
