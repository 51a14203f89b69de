namespace FuncAuth.OAuth;

/// <summary>
/// What is known of a provider before anybody has set anything: where it is, what it is asked for and under which names it answers. A row of data; what
/// providers do differently is a member here and no code of one provider.
/// </summary>
/// <param name="Name">Its name in the settings and, behind <c>oauth_</c>, its strategy.</param>
/// <param name="DisplayName">Its name as people read it.</param>
public sealed record ProviderPreset(string Name, string DisplayName)
{
    /// <summary>
    /// The issuer of its ID tokens, where it is an OpenID provider; endpoints and keys are discovered below it. <c>{tenant}</c> stands for the setting.
    /// Null for plain OAuth 2.0.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>Which tenant where the setting names none; null where a provider has no tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Where people are asked; null where it is discovered.</summary>
    public string? AuthorizationEndpoint { get; init; }

    /// <summary>Where a code is redeemed; null where it is discovered.</summary>
    public string? TokenEndpoint { get; init; }

    /// <summary>Where it tells who somebody is; null where it is discovered, or where <see cref="AsksUserInfo"/> says that nobody asks.</summary>
    public string? UserInfoEndpoint { get; init; }

    /// <summary>Where the addresses are, where they are not with the rest: a list of <c>email</c>, <c>primary</c> and <c>verified</c>.</summary>
    public string? EmailsEndpoint { get; init; }

    /// <summary>What is asked for, separated by blanks.</summary>
    public string Scopes { get; init; } = "openid email profile";

    /// <summary>How its answers are named.</summary>
    public ClaimNames Claims { get; init; } = new();

    /// <summary>Whether the user-info endpoint is asked although there is an ID token: not where the token has everything.</summary>
    public bool AsksUserInfo { get; init; } = true;

    /// <summary>How the client's secret is sent; null where discovery says it, and in the form where that says nothing.</summary>
    public SecretPlace? SecretPlace { get; init; }

    /// <summary>Whether the secret is a token that is signed for each request, with the settings TeamId, KeyId and PrivateKey.</summary>
    public bool SignsItsSecret { get; init; }

    /// <summary>How the answer comes back; null for the usual way, in the address.</summary>
    public string? ResponseMode { get; init; }

    /// <summary>Whether it tells a person's name once and beside the code (<c>user</c>), and never again.</summary>
    public bool TellsNameOnce { get; init; }

    /// <summary>The parameter that says who the person probably is; null where it has none.</summary>
    public string? LoginHint { get; init; } = "login_hint";

    /// <summary>Whether it proves codes with PKCE. Everything does but what refuses a request that has a verifier.</summary>
    public bool HasPkce { get; init; } = true;

    /// <summary>Whether its ID tokens repeat the nonce. Where they do not, one that is there must still be the right one.</summary>
    public bool RepeatsNonce { get; init; } = true;

    /// <summary>Whether the text "true" is a yes in <see cref="ClaimNames.EmailVerified"/>: only where the provider documents that form.</summary>
    public bool SaysYesInText { get; init; }

    /// <summary>Whether its word is believed that an address is proven, as far as it gives it.</summary>
    public bool TrustsEmail { get; init; } = true;
}

/// <summary>Where the secret of a client is sent (RFC 6749, 2.3.1).</summary>
public enum SecretPlace
{
    /// <summary>In the form of the request.</summary>
    Form,

    /// <summary>In the header Authorization.</summary>
    Header,
}

/// <summary>
/// Under which names a provider tells of a person: members of its JSON, those of an object inside after a dot. The defaults are those of OpenID Connect
/// Core 1.0, 5.1.
/// </summary>
public sealed record ClaimNames
{
    public string Subject { get; init; } = "sub";

    public string? Email { get; init; } = "email";

    /// <summary>Null where the provider says nothing of it; then no address is proven.</summary>
    public string? EmailVerified { get; init; } = "email_verified";

    public string? FirstName { get; init; } = "given_name";

    public string? LastName { get; init; } = "family_name";

    /// <summary>First and last name in one, for where they are not told apart.</summary>
    public string? FullName { get; init; } = "name";

    public string? Username { get; init; } = "preferred_username";

    /// <summary>A name, or an address with names in braces.</summary>
    public string? Picture { get; init; } = "picture";
}
