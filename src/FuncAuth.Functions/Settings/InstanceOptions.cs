using FuncAuth.Instances;

namespace FuncAuth.Functions.Settings;

/// <summary>Who this deployment is, and who may call it.</summary>
public sealed record InstanceOptions : IChecked
{
    public const string Section = "FuncAuth:Instance";

    // Behind the prefix. Whoever holds the key is the backend, so it must not be a word somebody thought of.
    private const int LeastSecretLength = 32;

    public string ApplicationName { get; set; } = "My app";

    /// <summary><c>development</c> or <c>production</c>. Production where nobody says: a forgotten setting opens nothing.</summary>
    public string Environment { get; set; } = "production";

    public string PublishableKey { get; set; } = "";

    public string SecretKey { get; set; } = "";

    /// <summary>Still taken while backends move to the new one.</summary>
    public string? PreviousSecretKey { get; set; }

    /// <summary>A comma-separated list. Where it is empty, no browser may call.</summary>
    public string AllowedOrigins { get; set; } = "";

    /// <summary>
    /// The domain that the application's pages and this backend are both under. Where nobody says: the publishable key's host without its first
    /// label. To be set where pages are further away (<c>app.example.com</c> beside <c>id.auth.example.com</c>).
    /// </summary>
    public string? CookieDomain { get; set; }

    /// <summary>
    /// Where browsers reach this backend: external providers send people back below it. Where nobody says: the publishable key's host, over https. To be
    /// set where pages reach it through a proxy of their own, whose cookies it has then.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>Where nobody says: on in development, off in production.</summary>
    public bool? TestMode { get; set; }

    public bool SingleSession { get; set; } = true;

    /// <summary>Where the terms of use are; prebuilt screens link to it where they ask for consent. Empty: nowhere.</summary>
    public string? TermsUrl { get; set; }

    /// <summary>Where the privacy policy is, for the same.</summary>
    public string? PrivacyPolicyUrl { get; set; }

    /// <summary>Where the front end's scripts are fetched from.</summary>
    public string NpmBaseUrl { get; set; } = "https://cdn.jsdelivr.net/npm";

    /// <summary>
    /// The header in which whatever stands in front of the app says from where a request comes. Only where nothing comes past it: anybody else could write
    /// any address into it. Empty: as the platform says it.
    /// </summary>
    public string? ClientAddressHeader { get; set; }

    /// <summary>Whether the secret keys come from a key vault (<see cref="KeyOptions.VaultUri"/>), and are no settings.</summary>
    internal bool SecretKeyIsInVault { get; set; }

    public bool IsDevelopment => string.Equals(Environment, "development", StringComparison.OrdinalIgnoreCase);

    private bool IsProduction => string.Equals(Environment, "production", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<string> Complaints()
    {
        if (string.IsNullOrWhiteSpace(ApplicationName))
            yield return $"{Name(nameof(ApplicationName))} must not be empty.";

        if (!IsDevelopment && !IsProduction)
        {
            // Everything below depends on it: complaints about the rest would only confuse.
            yield return $"{Name(nameof(Environment))} must be development or production.";
            yield break;
        }

        if (TestMode is true && IsProduction)
            yield return $"{Name(nameof(TestMode))} must not be true in production: everybody knows the code of test mode.";

        foreach (var complaint in KeyComplaints().Concat(OriginComplaints()))
            yield return complaint;

        if (!string.IsNullOrWhiteSpace(CookieDomain) && Instances.PublishableKey.TryParse(PublishableKey) is { SharedDomain: var shared } own
            && !(shared is not null && CookieDomain.Contains('.', StringComparison.Ordinal)
                && $".{own.Host.Split(':')[0]}".EndsWith($".{CookieDomain}", StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{Name(nameof(CookieDomain))} must be the host in {Name(nameof(PublishableKey))} or a domain above it, such as example.com for "
                + "clerk.example.com: browsers take no other.";
        }

        if (!string.IsNullOrWhiteSpace(PublicUrl) && (Page(PublicUrl) is not { Query: "", Fragment: "" } url || (IsProduction && url.Scheme != "https")))
            yield return $"{Name(nameof(PublicUrl))} must be an absolute address that starts with https:// (in development http:// will do) and has no query.";

        foreach (var (member, page) in new[] { (nameof(TermsUrl), TermsUrl), (nameof(PrivacyPolicyUrl), PrivacyPolicyUrl) })
        {
            if (!string.IsNullOrWhiteSpace(page) && Page(page) is null)
                yield return $"{Name(member)} must be an absolute address that starts with https:// or http://, such as https://www.example.com/terms.";
        }

        if (!Uri.TryCreate(NpmBaseUrl, UriKind.Absolute, out var npm) || npm.Scheme is not ("http" or "https"))
            yield return $"{Name(nameof(NpmBaseUrl))} must be an absolute address, such as https://cdn.example.com/npm.";
        else if (IsProduction && npm.Scheme != "https")
            yield return $"{Name(nameof(NpmBaseUrl))} must start with https:// in production: pages run the scripts that come from there.";

        if (!string.IsNullOrEmpty(ClientAddressHeader) && !ClientAddressHeader.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            yield return $"{Name(nameof(ClientAddressHeader))} must be the name of a header, such as X-Azure-ClientIP.";
    }

    /// <summary>Where an external provider sends people back to: what is registered with it.</summary>
    /// <exception cref="FormatException">There are complaints.</exception>
    public Uri OAuthCallback()
    {
        var key = Instances.PublishableKey.TryParse(PublishableKey)
            ?? throw new FormatException($"{Name(nameof(PublishableKey))} is not a publishable key.");
        var url = string.IsNullOrWhiteSpace(PublicUrl) ? $"https://{key.Host}" : PublicUrl.TrimEnd('/');
        return new Uri($"{url}/v1/oauth_callback");
    }

    /// <summary>The address of a page; null where the text is none that a browser may be sent to.</summary>
    internal static Uri? Page(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme is ("http" or "https") && page.UserInfo.Length == 0 ? page : null;

    private IEnumerable<string> KeyComplaints()
    {
        var (publishable, other) = IsDevelopment ? ("pk_test_", "pk_live_") : ("pk_live_", "pk_test_");

        if (string.IsNullOrWhiteSpace(PublishableKey))
            yield return $"{Name(nameof(PublishableKey))} is missing.";
        else if (Instances.PublishableKey.TryParse(PublishableKey) is not { } key)
            yield return $"{Name(nameof(PublishableKey))} must be {publishable} and the base64 of a host with a dot in it and a dollar sign.";
        else if (key.IsDevelopment != IsDevelopment)
            yield return $"{Name(nameof(PublishableKey))} is a {other} key, but {Name(nameof(Environment))} is {Environment}, which takes a {publishable} key.";

        if (SecretKeyIsInVault)
        {
            foreach (var (member, value) in new[] { (nameof(SecretKey), SecretKey), (nameof(PreviousSecretKey), PreviousSecretKey) })
            {
                if (!string.IsNullOrWhiteSpace(value))
                    yield return KeyOptions.InVault(Name(member));
            }

            yield break;
        }

        if (string.IsNullOrWhiteSpace(SecretKey))
            yield return $"{Name(nameof(SecretKey))} is missing.";
        else if (!IsSecretKey(SecretKey, IsDevelopment))
            yield return $"{Name(nameof(SecretKey))} must be {SecretKeyShape(IsDevelopment)}.";

        if (string.IsNullOrEmpty(PreviousSecretKey))
            yield break;

        if (!IsSecretKey(PreviousSecretKey, IsDevelopment))
            yield return $"{Name(nameof(PreviousSecretKey))} must be {SecretKeyShape(IsDevelopment)}.";
        else if (PreviousSecretKey == SecretKey)
            yield return $"{Name(nameof(PreviousSecretKey))} must not be the same as {Name(nameof(SecretKey))}.";
    }

    private IEnumerable<string> OriginComplaints()
    {
        if (Instances.AllowedOrigins.TryParse(AllowedOrigins, out var wrong) is not { } origins)
        {
            var entries = AllowedOrigins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            yield return $"Entry {Array.IndexOf(entries, wrong) + 1} of {Name(nameof(AllowedOrigins))} is not an origin: "
                + "write the scheme, the host and the port, as in https://app.example.com or, for development, http://localhost:*.";
        }
        else if (origins.HasWildcards && IsProduction)
        {
            yield return $"{Name(nameof(AllowedOrigins))} must not have an entry for any port (:*) in production.";
        }
    }

    /// <summary>Whether <paramref name="key"/> can be the secret key of such an instance.</summary>
    internal static bool IsSecretKey(string key, bool isDevelopment) =>
        key.StartsWith(SecretKeyPrefix(isDevelopment), StringComparison.Ordinal)
        && key.Length >= SecretKeyPrefix(isDevelopment).Length + LeastSecretLength && !key.AsSpan().ContainsAny(" \t\r\n");

    /// <summary>What it has to be, in words.</summary>
    internal static string SecretKeyShape(bool isDevelopment) =>
        $"{SecretKeyPrefix(isDevelopment)} and at least {LeastSecretLength} characters in {(isDevelopment ? "development" : "production")}";

    private static string SecretKeyPrefix(bool isDevelopment) => isDevelopment ? "sk_test_" : "sk_live_";

    private static string Name(string member) => Setting.Name(Section, member);

    /// <summary>Only the name: the printed form of a record would hold the secret keys.</summary>
    public override string ToString() => nameof(InstanceOptions);
}
