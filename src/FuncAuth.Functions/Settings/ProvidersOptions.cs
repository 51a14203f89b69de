using System.Collections.Immutable;
using FuncAuth.OAuth;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Functions.Settings;

/// <summary>The external providers that people sign up and in with, by their names: each of them a row of settings.</summary>
public sealed record ProvidersOptions : IChecked
{
    public const string Section = "FuncAuth";

    private const int LongestName = 40;

    public Dictionary<string, ProviderOptions> Providers { get; } = new(StringComparer.Ordinal);

    public static string OnThisMachine { get; } =
        $"An address in {Section}__{nameof(Providers)} is on this machine: {Setting.Name(OutgoingOptions.Section, nameof(OutgoingOptions.AllowLoopback))} allows that in development.";

    /// <summary>Whether one of them is on this machine, where nothing is called unless that is allowed.</summary>
    public bool AreOnThisMachine => Set.Any(provider => provider.Value.Addresses.Any(address => Address(address.Value) is { IsLoopback: true, Scheme: "http" or "https" }));

    // One without any value is a line left over from the sample.
    private IEnumerable<KeyValuePair<string, ProviderOptions>> Set => Providers.Where(provider => provider.Value.IsSet);

    public IEnumerable<string> Complaints() => Set.SelectMany(provider => Complaints(provider.Key, provider.Value));

    /// <summary>What the instance announces of them, in the order of the presets and then by name.</summary>
    public ImmutableArray<ExternalProvider> ToProviders() =>
    [
        .. Ordered().Select(provider => new ExternalProvider(
            provider.Key,
            Text(provider.Value.DisplayName) ?? (ProviderPresets.Find(provider.Key) is { } known ? known.DisplayName : provider.Key),
            Text(provider.Value.LogoUrl) ?? "")),
    ];

    /// <summary>How they are spoken to.</summary>
    public ImmutableArray<ProviderSettings> ToSettings() =>
    [
        .. Ordered().Select(provider => new ProviderSettings(provider.Key, Preset(provider.Key, provider.Value)!, Text(provider.Value.ClientId)!)
        {
            ClientSecret = Text(provider.Value.ClientSecret) is { } secret ? new Secret(secret) : null,
            SigningKey = SigningKey(provider.Value),
            Scopes = Text(provider.Value.Scopes),
            Issuer = Text(provider.Value.Issuer),
            Tenant = Text(provider.Value.Tenant),
            AuthorizationEndpoint = Address(provider.Value.AuthorizationEndpoint),
            TokenEndpoint = Address(provider.Value.TokenEndpoint),
            UserInfoEndpoint = Address(provider.Value.UserInfoEndpoint),
            EmailsEndpoint = Address(provider.Value.EmailsEndpoint),
            TrustsEmail = provider.Value.TrustsEmail,
        }),
    ];

    private IEnumerable<KeyValuePair<string, ProviderOptions>> Ordered() => Set
        .OrderBy(provider => ProviderPresets.Find(provider.Key) is { } preset ? ProviderPresets.All.IndexOf(preset) : int.MaxValue)
        .ThenBy(provider => provider.Key, StringComparer.Ordinal);

    private static IEnumerable<string> Complaints(string name, ProviderOptions options)
    {
        string Name(string member) => $"{Section}__{nameof(Providers)}__{name}__{member}";

        if (name.Length > LongestName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_'))
        {
            yield return $"{Section}__{nameof(Providers)}__{name}: a provider's name is small letters, digits and underscores, at most {LongestName}.";
            yield break;
        }

        if (Text(options.Preset) is { } named && ProviderPresets.Find(named) is null)
        {
            yield return $"{Name(nameof(options.Preset))} must be one of {string.Join(", ", ProviderPresets.All.Select(known => known.Name))}.";
            yield break;
        }

        if (Preset(name, options) is not { } preset)
        {
            yield return $"{Name(nameof(options.Issuer))} is missing: only the presets are known without it.";
            yield break;
        }

        if (Text(options.ClientId) is null)
            yield return $"{Name(nameof(options.ClientId))} is missing.";
        foreach (var complaint in SecretComplaints(Name, preset, options).Concat(AddressComplaints(Name, preset, options)))
            yield return complaint;

        if (Text(options.Tenant) is { } tenant && (preset.Tenant is null || Text(options.Issuer) is not null))
            yield return $"{Name(nameof(options.Tenant))} has no meaning with this provider.";
        else if (Text(options.Tenant) is { } of && of is not ("common" or "organizations" or "consumers") && !Guid.TryParseExact(of, "D", out _))
            yield return $"{Name(nameof(options.Tenant))} must be common, organizations, consumers or the id of a tenant.";

        if (Text(options.Scopes) is { } scopes && (preset.Issuer ?? Text(options.Issuer)) is not null && !scopes.Split(' ').Contains("openid"))
            yield return $"{Name(nameof(options.Scopes))} must have openid among them.";
        if (!string.IsNullOrWhiteSpace(options.LogoUrl) && InstanceOptions.Page(options.LogoUrl) is null)
            yield return $"{Name(nameof(options.LogoUrl))} must be an absolute address that starts with https:// or http://.";
    }

    private static IEnumerable<string> SecretComplaints(Func<string, string> name, ProviderPreset preset, ProviderOptions options)
    {
        (string Member, string? Value)[] key =
            [(nameof(options.TeamId), options.TeamId), (nameof(options.KeyId), options.KeyId), (nameof(options.PrivateKey), options.PrivateKey)];
        (string Member, string? Value)[] secret = [(nameof(options.ClientSecret), options.ClientSecret)];
        var (wanted, unwanted) = preset.SignsItsSecret ? (key, secret) : (secret, key);
        foreach (var (member, _) in wanted.Where(setting => Text(setting.Value) is null))
            yield return $"{name(member)} is missing.";
        foreach (var (member, _) in unwanted.Where(setting => Text(setting.Value) is not null))
            yield return $"{name(member)} has no meaning with this provider.";

        // What the platform leaves standing where it may not read the vault, or the secret is not there.
        foreach (var (member, _) in wanted.Where(setting => setting.Value?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) is true))
            yield return $"{name(member)} is a reference to a key vault that could not be read.";

        if (preset.SignsItsSecret && key.All(setting => Text(setting.Value) is not null) && SigningKey(options) is null)
            yield return $"{name(nameof(options.PrivateKey))} must be the text of the downloaded key file: PKCS #8 of a P-256 key.";
    }

    private static IEnumerable<string> AddressComplaints(Func<string, string> name, ProviderPreset preset, ProviderOptions options)
    {
        foreach (var (member, value) in options.Addresses.Where(address => Text(address.Value) is not null))
        {
            // http is for this machine, which is asked about in one place for all of them.
            if (Address(value) is not { Fragment: "", UserInfo: "" } address || !(address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback)))
                yield return $"{name(member)} must be an absolute address that starts with https://.";
            else if (member is nameof(options.Issuer) && address.Query.Length > 0)
                yield return $"{name(member)} must have no query.";
        }

        if (Text(options.Issuer) is not null && preset.Issuer is null && preset != ProviderPresets.OpenId)
            yield return $"{name(nameof(options.Issuer))} has no meaning with this provider, which is plain OAuth 2.0.";
    }

    private static ProviderPreset? Preset(string name, ProviderOptions options) =>
        Text(options.Preset) is { } named ? ProviderPresets.Find(named)
        : ProviderPresets.Find(name) ?? (Text(options.Issuer) is null ? null : ProviderPresets.OpenId);

    private static SecretSigningKey? SigningKey(ProviderOptions options) =>
        Text(options.TeamId) is { } team && Text(options.KeyId) is { } id && Text(options.PrivateKey) is { } key
            ? SecretSigningKey.TryParse(team, id, key)
            : null;

    private static Uri? Address(string? value) => Uri.TryCreate(Text(value), UriKind.Absolute, out var address) ? address : null;

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>Only the names: the printed form of a record would hold the secrets.</summary>
    public override string ToString() => nameof(ProvidersOptions);
}

/// <summary>One external provider. Where nothing is said, its preset or its discovery says it (docs/strategies/oauth.md).</summary>
public sealed record ProviderOptions
{
    /// <summary>Which preset it is taken for. Where nobody says: the one of its name, or else OpenID Connect by discovery.</summary>
    public string? Preset { get; set; }

    /// <summary>The client that is registered there.</summary>
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>What is asked for, separated by blanks.</summary>
    public string? Scopes { get; set; }

    /// <summary>The issuer, below which everything else is discovered.</summary>
    public string? Issuer { get; set; }

    public string? AuthorizationEndpoint { get; set; }

    public string? TokenEndpoint { get; set; }

    public string? UserInfoEndpoint { get; set; }

    /// <summary>Where addresses are listed, for a provider in the manner of GitHub.</summary>
    public string? EmailsEndpoint { get; set; }

    /// <summary>Its name on buttons.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Where a picture for the button is.</summary>
    public string? LogoUrl { get; set; }

    /// <summary>Whose accounts are taken, at Microsoft: <c>common</c>, <c>organizations</c>, <c>consumers</c> or the id of one tenant.</summary>
    public string? Tenant { get; set; }

    /// <summary>The team that the key belongs to, at Apple.</summary>
    public string? TeamId { get; set; }

    /// <summary>The key's id there.</summary>
    public string? KeyId { get; set; }

    /// <summary>The key, as the downloaded file has it.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>
    /// Whether an address counts as proven where the provider says that it is. Where nobody says: at the presets' own addresses, and nowhere else. Whoever
    /// runs a provider that is believed can sign in as everybody.
    /// </summary>
    public bool? TrustsEmail { get; set; }

    internal IEnumerable<(string Member, string? Value)> Addresses =>
    [
        (nameof(Issuer), Issuer), (nameof(AuthorizationEndpoint), AuthorizationEndpoint), (nameof(TokenEndpoint), TokenEndpoint),
        (nameof(UserInfoEndpoint), UserInfoEndpoint), (nameof(EmailsEndpoint), EmailsEndpoint),
    ];

    internal bool IsSet =>
        new[] { Preset, ClientId, ClientSecret, Scopes, DisplayName, LogoUrl, Tenant, TeamId, KeyId, PrivateKey }
            .Concat(Addresses.Select(address => address.Value)).Any(value => !string.IsNullOrWhiteSpace(value)) || TrustsEmail is not null;

    /// <summary>Only that it is one: the printed form of a record would hold the secrets.</summary>
    public override string ToString() => nameof(ProviderOptions);
}
