using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;

namespace FuncAuth.OAuth.Tests;

/// <summary>What people are sent away with, and what codes are redeemed with.</summary>
public class PkceTests
{
    public static TheoryData<string> Names() => ["alpha", "beta", "hub"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task F02_codes_are_proven_with_PKCE_S256_also_where_the_client_has_a_secret(string name)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var account = OutsideAccount.With("ada@example.com", true);
        var secrets = Given.Secrets();

        var departure = await adapter.DepartAsync($"oauth_{name}", secrets);
        var back = await outside.ComeBackAsync(departure, account);
        (await adapter.RedeemAsync($"oauth_{name}", back, secrets)).Identity();

        var requests = await outside.RequestsAsync(account.Subject);
        var (authorize, token) = (requests.Single(request => request.Kind == "authorize"), requests.Single(request => request.Kind == "token"));
        Assert.Equal(("S256", Challenge(secrets)), (authorize["code_challenge_method"], authorize["code_challenge"]));
        Assert.Equal(secrets.Verifier.Reveal(), token["code_verifier"]);
        Assert.Equal(Given.Callback.AbsoluteUri, token["redirect_uri"]);
        Assert.Equal(name == "beta" ? "Basic" : null, token["authorization"] is { Length: > 0 } style ? style : null);
        Assert.DoesNotContain(secrets.Verifier.Reveal(), departure, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task F02_a_code_is_worth_nothing_to_whoever_lacks_the_verifier(string name)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var secrets = Given.Secrets();
        var back = await outside.ComeBackAsync(await adapter.DepartAsync($"oauth_{name}", secrets), OutsideAccount.With());

        var word = await adapter.RedeemAsync($"oauth_{name}", Given.Answer(back), secrets with { Verifier = Given.Secrets().Verifier }, CancellationToken.None);

        Assert.Equal("oauth_token_exchange_error", word.Refusal());
    }

    [Fact]
    public void F02_every_preset_has_PKCE_but_the_one_that_refuses_it() =>
        Assert.Equal(["linkedin_oidc"], ProviderPresets.All.Where(preset => !preset.HasPkce).Select(preset => preset.Name));

    [Fact]
    public async Task A_code_is_redeemed_once()
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var account = OutsideAccount.With() with { Misbehaves = "token-500" };

        await adapter.SignInAsync(outside, outside.Alpha, account);

        Assert.Single(await outside.RequestsAsync(account.Subject), request => request.Kind == "token");
    }

    [Fact]
    public async Task An_OpenID_provider_is_told_all_that_it_has_to_know()
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var secrets = Given.Secrets();

        var query = await AskedAsync(adapter, "oauth_alpha", secrets, new ExternalWish("calendar email", "ada@example.com", "login"));

        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["client_id"] = outside.Alpha.ClientId,
                ["response_type"] = "code",
                ["redirect_uri"] = Given.Callback.AbsoluteUri,
                ["scope"] = "openid email profile calendar",
                ["state"] = secrets.State.Reveal(),
                ["nonce"] = secrets.Nonce.Reveal(),
                ["code_challenge"] = Challenge(secrets),
                ["code_challenge_method"] = "S256",
                ["login_hint"] = "ada@example.com",
                ["prompt"] = "login",
            }.OrderBy(member => member.Key),
            query.OrderBy(member => member.Key));
    }

    [Fact]
    public async Task What_a_browser_wishes_for_brings_no_parameter_of_its_own() // of what may be wished for at all, which is judged before (ExternalWish)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);

        var secrets = Given.Secrets();
        var query = await AskedAsync(adapter, "oauth_alpha", secrets,
            new ExternalWish("a&redirect_uri=https://evil.example openid ok", "x&state=1", "login&nonce=1"));
        var plain = await AskedAsync(adapter, "oauth_hub", Given.Secrets(), new ExternalWish("gist", "ada&state=1", "login"));

        Assert.Equal("openid email profile a&redirect_uri=https://evil.example ok", query["scope"]);
        Assert.Equal(Given.Callback.AbsoluteUri, query["redirect_uri"]);
        Assert.Equal(("login&nonce=1", "x&state=1"), (query["prompt"], query["login_hint"]));
        Assert.Equal((secrets.State.Reveal(), secrets.Nonce.Reveal()), (query["state"], query["nonce"]));
        Assert.Equal("read:user user:email gist", plain["scope"]);
        Assert.Equal("ada&state=1", plain["login"]);
        Assert.DoesNotContain("nonce", plain.Keys);
        Assert.DoesNotContain("prompt", plain.Keys);
    }

    [Fact]
    public async Task A_provider_that_is_not_set_leads_nowhere()
    {
        using var adapter = Given.Adapter([]);

        var departure = await adapter.DepartAsync("oauth_google", Given.Secrets(), new ExternalWish(), CancellationToken.None);
        var word = await adapter.RedeemAsync("oauth_google", new ExternalReturn(new Secret("c"), null, null), Given.Secrets(), CancellationToken.None);

        Assert.Equal("oauth_provider_not_enabled", Assert.IsType<ExternalDeparture.Refused>(departure).Why.Code);
        Assert.Equal("oauth_provider_not_enabled", word.Refusal());
    }

    private static async Task<Dictionary<string, string?>> AskedAsync(ExternalProviders adapter, string strategy, ExternalSecrets secrets, ExternalWish wish)
    {
        var query = HttpUtility.ParseQueryString(new Uri(await adapter.DepartAsync(strategy, secrets, wish)).Query);
        return query.AllKeys.ToDictionary(name => name!, name => query[name]);
    }

    private static string Challenge(ExternalSecrets secrets) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secrets.Verifier.Reveal())));
}
