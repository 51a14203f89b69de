using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Web;
using FuncAuth.OAuth.Outgoing;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;

namespace FuncAuth.OAuth.Tests;

/// <summary>The providers of the tests as the adapter is told of them, and the way there and back.</summary>
internal static class Given
{
    public static readonly Uri Callback = new("http://localhost:7071/v1/oauth_callback");

    public static ExternalSecrets Secrets() => new(New(), New(), New());

    public static ProviderSettings Alpha(OutsideProviders outside) => OpenId(outside.Alpha);

    public static ProviderSettings Beta(OutsideProviders outside) => OpenId(outside.Beta);

    public static ProviderSettings Hub(OutsideProviders outside) => new(outside.Hub.Name, ProviderPresets.Find("github")!, outside.Hub.ClientId)
    {
        ClientSecret = new Secret(outside.Hub.ClientSecret),
        AuthorizationEndpoint = new Uri(outside.Hub.BaseUrl, "/login/oauth/authorize"),
        TokenEndpoint = new Uri(outside.Hub.BaseUrl, "/login/oauth/access_token"),
        UserInfoEndpoint = new Uri(outside.Hub.BaseUrl, "/user"),
        EmailsEndpoint = new Uri(outside.Hub.BaseUrl, "/user/emails"),
        TrustsEmail = true,
    };

    public static ExternalProviders All(OutsideProviders outside, LogLines? log = null) => Adapter([Alpha(outside), Beta(outside), Hub(outside)], log);

    public static ExternalProviders Adapter(
        ImmutableArray<ProviderSettings> providers, LogLines? log = null, bool allowLoopback = true, TimeProvider? clock = null, Resolver? resolve = null)
    {
        var settings = new OAuthSettings(Callback, providers, allowLoopback);
        log ??= new LogLines();
        return resolve is null
            ? new ExternalProviders(settings, clock ?? TimeProvider.System, log)
            : new ExternalProviders(settings, clock ?? TimeProvider.System, log, resolve);
    }

    /// <summary>The address that the browser is sent to.</summary>
    public static async Task<string> DepartAsync(this ExternalProviders adapter, string strategy, ExternalSecrets secrets, ExternalWish? wish = null) =>
        Assert.IsType<ExternalDeparture.To>(await adapter.DepartAsync(strategy, secrets, wish ?? new ExternalWish(), CancellationToken.None)).Url.AbsoluteUri;

    /// <summary>What is made of an address that the provider sent the browser back to.</summary>
    public static Task<ExternalWord> RedeemAsync(this ExternalProviders adapter, string strategy, Uri back, ExternalSecrets secrets)
    {
        var query = HttpUtility.ParseQueryString(back.Query);
        Assert.Equal(secrets.State.Reveal(), query["state"]);
        return adapter.RedeemAsync(strategy, Answer(back), secrets, CancellationToken.None);
    }

    public static ExternalReturn Answer(Uri back)
    {
        var query = HttpUtility.ParseQueryString(back.Query);
        return new ExternalReturn(query["code"] is { } code ? new Secret(code) : null, query["iss"], query["error"]);
    }

    /// <summary>There and back as <paramref name="account"/>.</summary>
    public static async Task<ExternalWord> SignInAsync(this ExternalProviders adapter, OutsideProviders outside, OutsideProvider provider, OutsideAccount account)
    {
        var secrets = Secrets();
        var back = await outside.ComeBackAsync(await adapter.DepartAsync(provider.Strategy, secrets), account);
        return await adapter.RedeemAsync(provider.Strategy, back, secrets);
    }

    /// <summary>Who it is.</summary>
    public static ExternalIdentity Identity(this ExternalWord word) => Assert.IsType<ExternalWord.Is>(word).Identity;

    /// <summary>The code of why nobody was told of.</summary>
    public static string Refusal(this ExternalWord word) => Assert.IsType<ExternalWord.Not>(word).Why.Code;

    private static ProviderSettings OpenId(OutsideProvider provider) => new(provider.Name, ProviderPresets.OpenId, provider.ClientId)
    {
        ClientSecret = new Secret(provider.ClientSecret),
        Issuer = provider.Issuer,
        TrustsEmail = true,
    };

    private static Secret New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
}
