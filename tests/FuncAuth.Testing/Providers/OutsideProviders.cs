using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using FuncAuth.LocalHost.Settings;
using FuncAuth.Testing.Browser;

namespace FuncAuth.Testing.Providers;

/// <summary>
/// External providers that are not ours: two of OpenID Connect (the certified npm package <c>oidc-provider</c>) and a plain one of OAuth 2.0 in the manner of
/// GitHub. One set for all tests of a process; accounts and what goes wrong with them belong to a test, so tests run beside each other. Nobody ends them:
/// they end with the process, also when that is killed.
/// </summary>
public sealed class OutsideProviders
{
    private static readonly Lazy<Task<OutsideProviders>> Shared = new(StartAsync);
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly HttpClient Http = new();

    private readonly Uri control;

    // Kept so that its standard input, which the providers live by, stays open.
    private readonly Process process;

    private OutsideProviders(Process process, StartedAt addresses)
    {
        (this.process, control) = (process, addresses.Control);
        Alpha = new OutsideProvider("alpha", addresses.Alpha);
        Beta = new OutsideProvider("beta", addresses.Beta);
        Hub = new OutsideProvider("hub", addresses.Hub);
    }

    /// <summary>OpenID Connect, with a person's claims in the ID token and the secret taken in the form.</summary>
    public OutsideProvider Alpha { get; }

    /// <summary>OpenID Connect, with a person's claims at the user-info endpoint and the secret taken in a header.</summary>
    public OutsideProvider Beta { get; }

    /// <summary>OAuth 2.0 alone, in the manner of GitHub.</summary>
    public OutsideProvider Hub { get; }

    /// <summary>What a host is to be started with to have all three, and to reach them on this machine.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["FuncAuth:Outgoing:AllowLoopback"] = "true",
        ["FuncAuth:Providers:alpha:DisplayName"] = "Alpha",
        ["FuncAuth:Providers:alpha:Issuer"] = Alpha.Issuer,
        ["FuncAuth:Providers:alpha:ClientId"] = Alpha.ClientId,
        ["FuncAuth:Providers:alpha:ClientSecret"] = Alpha.ClientSecret,
        ["FuncAuth:Providers:alpha:TrustsEmail"] = "true",
        ["FuncAuth:Providers:beta:DisplayName"] = "Beta",
        ["FuncAuth:Providers:beta:Issuer"] = Beta.Issuer,
        ["FuncAuth:Providers:beta:ClientId"] = Beta.ClientId,
        ["FuncAuth:Providers:beta:ClientSecret"] = Beta.ClientSecret,
        ["FuncAuth:Providers:beta:TrustsEmail"] = "true",
        ["FuncAuth:Providers:hub:DisplayName"] = "Hub",
        ["FuncAuth:Providers:hub:Preset"] = "github",
        ["FuncAuth:Providers:hub:TrustsEmail"] = "true",
        ["FuncAuth:Providers:hub:ClientId"] = Hub.ClientId,
        ["FuncAuth:Providers:hub:ClientSecret"] = Hub.ClientSecret,
        ["FuncAuth:Providers:hub:AuthorizationEndpoint"] = $"{Hub.Issuer}/login/oauth/authorize",
        ["FuncAuth:Providers:hub:TokenEndpoint"] = $"{Hub.Issuer}/login/oauth/access_token",
        ["FuncAuth:Providers:hub:UserInfoEndpoint"] = $"{Hub.Issuer}/user",
        ["FuncAuth:Providers:hub:EmailsEndpoint"] = $"{Hub.Issuer}/user/emails",
    };

    /// <summary>Where they are, as the scripts of <c>tests/browser</c> want to know it.</summary>
    public string Addresses => JsonSerializer.Serialize(new { alpha = Alpha.Issuer, beta = Beta.Issuer, hub = Hub.Issuer, control = control.GetLeftPart(UriPartial.Authority) });

    /// <summary>Those of this process, started by the first who asks.</summary>
    public static Task<OutsideProviders> SharedAsync(CancellationToken ct = default) => Shared.Value.WaitAsync(ct);

    /// <summary>Makes an account, at all providers; one of the same subject is what it is now from here on.</summary>
    public async Task AddAsync(OutsideAccount account)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(control, "/accounts"), account, Json);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the providers were asked about an account, oldest first: what each request carried, but for secrets.</summary>
    public async Task<OutsideRequest[]> RequestsAsync(string subject)
    {
        var requests = await Http.GetFromJsonAsync<JsonElement[]>(new Uri(control, $"/requests?sub={Uri.EscapeDataString(subject)}"));
        return [.. requests!.Select(request => new OutsideRequest(request))];
    }

    /// <summary>
    /// Goes where the browser is sent, says there to be <paramref name="account"/>, and comes back to the address that the provider answers with, which is
    /// not asked for yet.
    /// </summary>
    /// <returns>The address of the callback, with <c>code</c>, <c>state</c> and, where the provider names itself, <c>iss</c>.</returns>
    public async Task<Uri> ComeBackAsync(string departure, OutsideAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        await AddAsync(account);
        return await WalkAsync(new Uri(departure), ("account", account.Subject), ("answer", "continue"));
    }

    /// <summary>Goes there and says no.</summary>
    /// <returns>The address of the callback, with <c>error</c>.</returns>
    public static Task<Uri> CancelAsync(string departure) => WalkAsync(new Uri(departure), ("answer", "cancel"));

    private static async Task<Uri> WalkAsync(Uri departure, params (string Name, string Value)[] answer)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        using var form = new FormUrlEncodedContent(answer.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var (at, isAnswered) = (departure, false);
        for (var steps = 0; steps < 10; steps++)
        {
            using var response = isAnswered ? await browser.PostAsync(at, form) : await browser.GetAsync(at);
            isAnswered = false;
            if (response.Headers.Location is { } next)
            {
                at = new Uri(at, next);
                if (at.AbsolutePath == "/v1/oauth_callback")
                    return at;
                continue;
            }

            var page = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.OK && page.Contains("<form", StringComparison.Ordinal), $"{at} {response.StatusCode}: {page}");
            isAnswered = true;
        }

        throw new InvalidOperationException($"The provider does not lead back: it is at {at}.");
    }

    private static async Task<OutsideProviders> StartAsync()
    {
        var root = RepositoryRoot.Find();
        var folder = Path.Combine(root, "tests", "providers");
        if (await NodeScript.EnsurePackagesAsync(root, folder, CancellationToken.None) is { } problem)
            throw new InvalidOperationException(problem);

        var start = new ProcessStartInfo("node", ["providers.mjs"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_NO_WARNINGS"] = "1";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The providers do not start: there is no node on PATH.");
        var complaints = process.StandardError.ReadToEndAsync(); // and nothing of theirs is ever held up by a full pipe
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        if (await process.StandardOutput.ReadLineAsync(limit.Token) is not { } line)
            throw new InvalidOperationException($"The providers did not start: {await complaints}");

        return new OutsideProviders(process, JsonSerializer.Deserialize<StartedAt>(line, JsonSerializerOptions.Web)!);
    }

    private sealed record StartedAt(Uri Alpha, Uri Beta, Uri Hub, Uri Control);
}

/// <summary>One of the providers.</summary>
/// <param name="Name">Its name in the settings and in the strategy.</param>
/// <param name="BaseUrl">Where it is.</param>
public sealed record OutsideProvider(string Name, Uri BaseUrl)
{
    /// <summary>Its strategy on the wire.</summary>
    public string Strategy => $"oauth_{Name}";

    /// <summary>Its address without a slash at the end; of an OpenID provider the issuer.</summary>
    public string Issuer => BaseUrl.GetLeftPart(UriPartial.Authority);

    /// <summary>The client that is registered there; the callback of any host on this machine is.</summary>
    public string ClientId => $"funcauth-at-{Name}";

    /// <summary>Its secret, with the characters that are easily sent in the wrong form.</summary>
    public string ClientSecret => $"the secret of funcauth at {Name}: 100%+";
}

/// <summary>What a provider was asked.</summary>
/// <param name="Members">Everything that is known of it.</param>
public sealed record OutsideRequest(JsonElement Members)
{
    /// <summary>Which provider: alpha, beta or hub.</summary>
    public string Provider => this["provider"]!;

    /// <summary>authorize, token, userinfo or emails.</summary>
    public string Kind => this["kind"]!;

    /// <summary>A parameter; null where it was not sent.</summary>
    public string? this[string parameter] => Members.TryGetProperty(parameter, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
