using FuncAuth.Strategies.OAuth;

namespace FuncAuth.OAuth;

/// <summary>A provider as it is spoken to: its preset with what an operator has set.</summary>
internal sealed class OAuthProvider
{
    private const string AnyTenant = "{tenantid}"; // as the provider itself writes it in its discovery document
    private const string PersonalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

    private readonly ProviderSettings settings;

    public OAuthProvider(ProviderSettings settings, Discovery? discovery, string? issuer)
    {
        this.settings = settings;
        (Discovery, Issuer) = (discovery, issuer);
    }

    public ProviderPreset Preset => settings.Preset;

    public string Strategy => ExternalProvider.StrategyPrefix + settings.Name;

    public string ClientId => settings.ClientId;

    /// <summary>What is discovered below the issuer; null for plain OAuth 2.0.</summary>
    public Discovery? Discovery { get; }

    /// <summary>The issuer, with <c>{tenantid}</c> in it where it is one of many; null for plain OAuth 2.0.</summary>
    public string? Issuer { get; }

    public string Scopes => settings.Scopes ?? Preset.Scopes;

    public Uri? AuthorizationEndpoint => settings.AuthorizationEndpoint ?? Address(Preset.AuthorizationEndpoint);

    public Uri? TokenEndpoint => settings.TokenEndpoint ?? Address(Preset.TokenEndpoint);

    public Uri? UserInfoEndpoint => settings.UserInfoEndpoint ?? Address(Preset.UserInfoEndpoint);

    public Uri? EmailsEndpoint => settings.EmailsEndpoint ?? Address(Preset.EmailsEndpoint);

    /// <summary>
    /// Whether its word on addresses is believed. What the preset says of that it says of its own provider, and not of one at another address.
    /// </summary>
    public bool TrustsEmail => settings.TrustsEmail
        ?? (Preset.TrustsEmail && (settings.Issuer, settings.TokenEndpoint, settings.UserInfoEndpoint, settings.EmailsEndpoint) is (null, null, null, null));

    public static OAuthProvider From(ProviderSettings settings, Func<string, string, Discovery> discover)
    {
        if ((settings.Issuer ?? settings.Preset.Issuer) is not { } issuer)
            return new OAuthProvider(settings, discovery: null, issuer: null);

        var tenant = settings.Tenant ?? settings.Preset.Tenant ?? "";
        var below = issuer.Replace("{tenant}", tenant, StringComparison.Ordinal);
        issuer = issuer.Replace("{tenant}", tenant switch
        {
            "common" or "organizations" => AnyTenant,
            "consumers" => PersonalTenant,
            _ => tenant,
        }, StringComparison.Ordinal);
        return new OAuthProvider(settings, discover($"{below.TrimEnd('/')}/.well-known/openid-configuration", issuer), issuer);
    }

    /// <summary>The client's secret for a request made <paramref name="now"/>.</summary>
    public string SecretAt(DateTimeOffset now) => settings.SigningKey?.Sign(ClientId, Issuer!, now) ?? settings.ClientSecret!.Reveal();

    /// <summary>Whether <paramref name="issuer"/> is this provider's, in whichever of its tenants.</summary>
    public bool IsIssuedBy(string issuer) => Issuer?.Split(AnyTenant) is [var before, var after]
        ? issuer.Length > before.Length + after.Length
            && issuer.StartsWith(before, StringComparison.Ordinal) && issuer.EndsWith(after, StringComparison.Ordinal)
            && Guid.TryParseExact(issuer[before.Length..^after.Length], "D", out _)
        : issuer == Issuer;

    /// <summary>The issuer of a token of <paramref name="tenant"/>, which is null where a token names none.</summary>
    public string? IssuerOf(string? tenant) => Issuer!.Contains(AnyTenant, StringComparison.Ordinal)
        ? Guid.TryParseExact(tenant, "D", out _) ? Issuer.Replace(AnyTenant, tenant, StringComparison.Ordinal) : null
        : Issuer;

    private static Uri? Address(string? text) => text is null ? null : new Uri(text);
}
