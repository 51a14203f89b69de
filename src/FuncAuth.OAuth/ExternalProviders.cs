using System.Buffers.Text;
using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Duende.IdentityModel.Client;
using FuncAuth.OAuth.Outgoing;
using FuncAuth.Strategies.OAuth;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FuncAuth.OAuth;

/// <summary>
/// Speaks to the external providers: the authorization code flow with PKCE (RFC 6749, 4.1; RFC 7636; RFC 9700), OpenID Connect where there is an issuer.
/// Nothing is kept but what providers publish of themselves.
/// </summary>
public sealed class ExternalProviders : IExternalProviders, IDisposable
{
    // A person waits on a blank page.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxOnce = 4096;

    // A person who says no: RFC 6749, 4.1.2.1, and the words of those who have their own.
    private static readonly FrozenSet<string> Denials =
        FrozenSet.Create("access_denied", "user_cancelled_login", "user_cancelled_authorize", "user_cancelled", "user_denied");

    private readonly OAuthSettings settings;
    private readonly FrozenDictionary<string, OAuthProvider> providers;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly HttpClient http;
    private readonly IdTokens idTokens;

    /// <param name="settings">The providers.</param>
    /// <param name="clock">The world's time, which providers go by.</param>
    /// <param name="log">Where failures are told.</param>
    public ExternalProviders(OAuthSettings settings, TimeProvider clock, ILogger<ExternalProviders> log)
        : this(settings, clock, log, (host, ct) => Dns.GetHostAddressesAsync(host, ct))
    {
    }

    internal ExternalProviders(OAuthSettings settings, TimeProvider clock, ILogger<ExternalProviders> log, Resolver resolve)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (this.settings, this.clock, this.log) = (settings, clock, log);
        http = OutgoingHttp.Create(settings.AllowLoopback, resolve);
        idTokens = new IdTokens(clock);
        providers = settings.Providers
            .Select(provider => OAuthProvider.From(provider, (address, issuer) => new Discovery(address, issuer, http, clock)))
            .ToFrozenDictionary(provider => provider.Strategy);
    }

    /// <inheritdoc/>
    public async Task<ExternalDeparture> DepartAsync(string strategy, ExternalSecrets secrets, ExternalWish wish, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(wish);
        if (!providers.TryGetValue(strategy, out var provider))
            return new ExternalDeparture.Refused(OAuthErrors.ProviderNotEnabled);

        using var limit = Limit(ct);
        try
        {
            var published = await PublishedAsync(provider, limit.Token);
            if (Callable(provider.AuthorizationEndpoint, published?.AuthorizationEndpoint) is { } page)
                return new ExternalDeparture.To(Departure(provider, page, secrets, wish));
            Log.CannotDepart(log, strategy, "it names no page to go to");
        }
        catch (Exception e) when (IsOutside(e, ct))
        {
            Log.CannotDepart(log, strategy, Why(e));
        }

        return new ExternalDeparture.Refused(OAuthErrors.ProviderUnavailable);
    }

    /// <inheritdoc/>
    public async Task<ExternalWord> RedeemAsync(string strategy, ExternalReturn answer, ExternalSecrets secrets, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(secrets);
        if (!providers.TryGetValue(strategy, out var provider))
            return new ExternalWord.Not(OAuthErrors.ProviderNotEnabled);

        using var limit = Limit(ct);
        try
        {
            var word = await RedeemAsync(provider, answer, secrets, limit.Token);
            ct.ThrowIfCancellationRequested();
            return word;
        }
        catch (Exception e) when (IsOutside(e, ct))
        {
            return NotConfirmed(provider, Why(e));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private Uri Departure(OAuthProvider provider, Uri page, ExternalSecrets secrets, ExternalWish wish)
    {
        char[] between = [' ', ','];
        var scopes = string.Join(' ', provider.Scopes.Split(between, StringSplitOptions.RemoveEmptyEntries)
            .Concat(wish.Scopes.Split(between, StringSplitOptions.RemoveEmptyEntries)).Distinct());
        var isOpenId = provider.Issuer is not null;
        var extra = new Parameters();
        if (provider.Preset.LoginHint is { } hint && wish.LoginHint is { Length: > 0 } who)
            extra.Add(hint, who);

        return new Uri(new RequestUrl(page.AbsoluteUri).CreateAuthorizeUrl(
            provider.ClientId,
            "code",
            scopes,
            settings.Callback.AbsoluteUri,
            secrets.State.Reveal(),
            isOpenId ? secrets.Nonce.Reveal() : null,
            prompt: isOpenId ? wish.Prompt : null,
            responseMode: provider.Preset.ResponseMode,
            codeChallenge: provider.Preset.HasPkce ? Challenge(secrets.Verifier) : null,
            codeChallengeMethod: provider.Preset.HasPkce ? "S256" : null,
            extra: extra));
    }

    private async Task<ExternalWord> RedeemAsync(OAuthProvider provider, ExternalReturn answer, ExternalSecrets secrets, CancellationToken ct)
    {
        if (answer.Error is { } error)
        {
            if (!Denials.Contains(error))
                return NotConfirmed(provider, $"it answered with the error {Printable(error)}");
            Log.Denied(log, provider.Strategy);
            return new ExternalWord.Not(OAuthErrors.AccessDenied);
        }

        if (answer.Code is not { } code || code.Reveal().Length == 0)
            return NotConfirmed(provider, "there is no code");

        var published = await PublishedAsync(provider, ct);
        if (WhoseAnswer(provider, published, answer.Issuer) is { } why)
            return NotConfirmed(provider, why);
        if (Callable(provider.TokenEndpoint, published?.TokenEndpoint) is not { } address)
            return NotConfirmed(provider, "it names no token endpoint");

        var token = await RedeemAsync(provider, published, address, code, secrets, ct);
        if (token.Why is not null)
            return NotConfirmed(provider, token.Why);

        var told = new List<ClaimSet>();
        if (published is not null)
        {
            if (token.Value!.Text("id_token") is not { Length: > 0 } idToken)
                return NotConfirmed(provider, "there is no ID token");
            var claims = await idTokens.ReadAsync(provider, published, idToken, secrets.Nonce, ct);
            if (claims.Value is null)
                return NotConfirmed(provider, claims.Why!);
            told.Add(claims.Value);
        }

        return await TellAsync(provider, published, token.Value!, told, answer.User, ct);
    }

    /// <summary>Mix-up (RFC 9207; SECURITY.md F04): whose answer it is has to be who was asked.</summary>
    private static string? WhoseAnswer(OAuthProvider provider, OpenIdConnectConfiguration? published, string? issuer)
    {
        if (published is not null)
        {
            return issuer is null
                ? published.AuthorizationResponseIssParameterSupported ? "the answer does not say who gives it, which this provider does" : null
                : provider.IsIssuedBy(issuer) ? null : "another provider says to have answered";
        }

        // No issuer is known of plain OAuth 2.0, but one that names itself is at home where people were sent.
        return issuer is null
            || (Uri.TryCreate(issuer, UriKind.Absolute, out var who)
                && who.GetLeftPart(UriPartial.Authority) == provider.AuthorizationEndpoint?.GetLeftPart(UriPartial.Authority))
            ? null : "another provider says to have answered";
    }

    private async Task<Told<ClaimSet>> RedeemAsync(
        OAuthProvider provider, OpenIdConnectConfiguration? published, Uri address, Secret code, ExternalSecrets secrets, CancellationToken ct)
    {
        using var request = new AuthorizationCodeTokenRequest
        {
            Address = address.AbsoluteUri,
            ClientId = provider.ClientId,
            ClientSecret = provider.SecretAt(clock.GetUtcNow()),
            ClientCredentialStyle = Place(provider, published) is SecretPlace.Header
                ? ClientCredentialStyle.AuthorizationHeader
                : ClientCredentialStyle.PostBody,
            Code = code.Reveal(),
            RedirectUri = settings.Callback.AbsoluteUri,
            CodeVerifier = provider.Preset.HasPkce ? secrets.Verifier.Reveal() : null,
        };
        var answer = await http.RequestAuthorizationCodeTokenAsync(request, ct);
        ct.ThrowIfCancellationRequested();
        if (answer.Exception is { } fault)
            return Told<ClaimSet>.Not($"its token endpoint gave no answer ({Why(fault)})");

        // A refusal is an error with its status, and at some with status 200. Members are read by their types, which the library takes on trust.
        if (ClaimSet.From(answer.Json ?? default) is not { } token)
            return Told<ClaimSet>.Not($"its token endpoint answered with no object (status {(int)answer.HttpStatusCode})");
        if (token.Has("error") || answer.HttpStatusCode is not HttpStatusCode.OK)
            return Told<ClaimSet>.Not($"its token endpoint refused ({Printable(token.Text("error") ?? $"status {(int)answer.HttpStatusCode}")})");
        return IsAccessToken(token.Text("access_token")) ? Told<ClaimSet>.Is(token) : Told<ClaimSet>.Not("there is no access token");
    }

    // RFC 6749, A.12. It is sent in a header, which holds nothing else.
    private static bool IsAccessToken(string? text) => text is { Length: > 0 } && text.All(c => c is >= ' ' and <= '~');

    private async Task<ExternalWord> TellAsync(
        OAuthProvider provider, OpenIdConnectConfiguration? published, ClaimSet token, List<ClaimSet> told, string? once, CancellationToken ct)
    {
        var accessToken = token.Text("access_token")!;
        try
        {
            // An OpenID provider need not have one; for all others it is the only word.
            var address = provider.Preset.AsksUserInfo ? Callable(provider.UserInfoEndpoint, published?.UserInfoEndpoint) : null;
            if (address is not null)
            {
                if (ClaimSet.From(await GetAsync(address, accessToken, ct)) is not { } info)
                    return NotTold(provider, "user-info is no object");

                // OpenID Connect Core 1.0, 5.3.2: the token might be another person's.
                var subject = provider.Preset.Claims.Subject;
                if (told.Count > 0 && (info.Id(subject) is not { } who || who != told[0].Id(subject)))
                    return NotTold(provider, "user-info is of somebody else");
                told.Add(info);
            }
            else if (told.Count == 0)
            {
                return NotTold(provider, "it names no user-info endpoint");
            }

            ClaimSet[]? addresses = null;
            if (provider.EmailsEndpoint is { } emails)
            {
                if (await GetAsync(emails, accessToken, ct) is not { ValueKind: JsonValueKind.Array } list)
                    return NotTold(provider, "the addresses are no list");
                addresses = [.. list.EnumerateArray().Select(ClaimSet.From).OfType<ClaimSet>()];
            }

            var hint = once is { Length: <= MaxOnce } && provider.Preset.TellsNameOnce ? ClaimSet.Parse(once) : null;
            return Person.From(provider, told, addresses, hint, token.Text("scope") ?? provider.Scopes) is { } identity
                ? new ExternalWord.Is(identity)
                : NotTold(provider, "there is no id that can be one");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or OperationCanceledException)
        {
            return NotTold(provider, Why(e));
        }
    }

    private async Task<JsonElement> GetAsync(Uri address, string accessToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new("Bearer", accessToken);
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await http.SendAsync(request, ct);
        if (answer.StatusCode is not HttpStatusCode.OK)
            throw new HttpRequestException("The status is not 200.", inner: null, answer.StatusCode);

        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
        return json.RootElement.Clone();
    }

    private static async Task<OpenIdConnectConfiguration?> PublishedAsync(OAuthProvider provider, CancellationToken ct) =>
        provider.Discovery is { } discovery ? await discovery.GetAsync(ct) : null;

    /// <summary>An endpoint, as it was set or else as it is published; null where there is none that may be called.</summary>
    private Uri? Callable(Uri? set, string? published) =>
        (set ?? (Uri.TryCreate(published, UriKind.Absolute, out var address) ? address : null)) is { } endpoint
        && OutgoingHttp.MayBeCalled(endpoint, settings.AllowLoopback) ? endpoint : null;

    private static SecretPlace Place(OAuthProvider provider, OpenIdConnectConfiguration? published)
    {
        if (provider.Preset.SecretPlace is { } place)
            return place;

        // Nothing said means the header (Discovery 1.0, 3), but there are more who forget to say than who do not take the form.
        var methods = published?.TokenEndpointAuthMethodsSupported;
        return methods is { Count: > 0 } && !methods.Contains("client_secret_post") ? SecretPlace.Header : SecretPlace.Form;
    }

    private static string Challenge(Secret verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.Reveal())));

    // What others sent, in a log line: letters and no more of them than an error code has.
    private static string Printable(string text) => new([.. text.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ' ' or '-' ? c : '?')]);

    // An exception's message may hold an address, and with it a code.
    private static string Why(Exception e) => e switch
    {
        DiscoveryException or OutgoingRefusedException => e.Message,
        HttpRequestException { InnerException: OutgoingRefusedException inner } => inner.Message,
        HttpRequestException { StatusCode: { } status } => $"status {(int)status}",
        OperationCanceledException => "it took too long",
        _ => (e.InnerException ?? e).GetType().Name,
    };

    private static bool IsOutside(Exception e, CancellationToken caller) =>
        e is DiscoveryException or HttpRequestException or JsonException or IOException
        || (e is OperationCanceledException && !caller.IsCancellationRequested);

    private static CancellationTokenSource Limit(CancellationToken ct)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return limit;
    }

    private ExternalWord.Not NotConfirmed(OAuthProvider provider, string why)
    {
        Log.NotConfirmed(log, provider.Strategy, why);
        return new ExternalWord.Not(OAuthErrors.TokenExchange);
    }

    private ExternalWord.Not NotTold(OAuthProvider provider, string why)
    {
        Log.NotTold(log, provider.Strategy, why);
        return new ExternalWord.Not(OAuthErrors.FetchUser);
    }
}
