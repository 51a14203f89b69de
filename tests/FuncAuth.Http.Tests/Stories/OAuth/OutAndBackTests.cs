using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>Where a way out may begin and lead back to, and what goes wrong on it.</summary>
public sealed class OutAndBackTests(OutsideHost outside) : IClassFixture<OutsideHost>
{
    private static readonly string[] Hostile =
    [
        "//evil.example", "https:evil.example", "https:/evil.example", "https://evil.example/", "javascript:alert(1)", "data:text/html,x", "/\\evil.example",
        "\\\\evil.example", "https://localhost:5173\\@evil.example", "http\t://localhost:5173/", "http://localhost:5173@evil.example/", "http://evil@localhost:5173/",
        "http://localhost:5173.evil.example/", "http://localhost%2eevil.example:5173/", "http://lоcalhost:5173/", "http://localhost:5173/%0d%0aSet-Cookie:x=y",
        "/x\r\nSet-Cookie: x=y", "ftp://localhost:5173/", "localhost:5173/x", "relative", "?x", " /x", $"/{new string('x', 2048)}",
    ];

    private FuncAuthHost Host => outside.Host;

    private OutsideProviders Providers => outside.Providers;

    [Theory]
    [InlineData(BySignIn)]
    [InlineData(BySignUp)]
    public async Task X05_a_way_leads_back_to_a_page_that_may_call_and_to_no_other(string attempts)
    {
        using var page = Host.OpenPage();
        foreach (var (parameter, other) in new[] { ("redirect_url", "action_complete_redirect_url"), ("action_complete_redirect_url", "redirect_url") })
        {
            foreach (var target in Hostile)
            {
                var refused = await page.PostAsync($"/v1/client/{attempts}", ("strategy", "oauth_alpha"), (parameter, target), (other, Back));
                Assert.True((422, "form_param_value_invalid", parameter) == (refused.Status, refused.Errors.SingleOrDefault(), refused.Parameters.SingleOrDefault()), $"{target}: {refused.Body}");
            }
        }

        var missing = await page.PostAsync($"/v1/client/{attempts}", ("strategy", "oauth_alpha"));
        Assert.Equal((422, "form_param_missing", "redirect_url"), (missing.Status, missing.Errors.Single(), missing.Parameters.Single()));
        Assert.Null(page.ClientCookie); // nothing has begun

        var twice = await page.PostAsync($"/v1/client/{attempts}", ("strategy", "oauth_alpha"), ("redirect_url", Back), ("redirect_url", Done));
        Assert.Equal(["form_param_duplicate"], twice.Errors);
        Assert.Equal(422, (await page.PostAsync($"/v1/client/{attempts}", ("strategy", "oauth_nobody"), ("redirect_url", Back))).Status);
    }

    [Fact]
    public async Task A_page_may_name_addresses_in_full_or_by_path_and_need_not_name_the_second()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        var begun = await page.PostAsync("/v1/client/sign_ups", ("strategy", "oauth_hub"), ("redirect_url", "/back?to=%2Fx#part"));
        (await page.ArriveAsync(await Providers.ComeBackAsync(begun.Departure(), account))).LeadsTo($"{FrontEnd.Origin}/back?to=%2Fx#part");

        using var other = Host.OpenPage("http://localhost:3000");
        var full = await other.PostAsync("/v1/client/sign_ins", ("strategy", "oauth_hub"), ("redirect_url", Back), ("action_complete_redirect_url", "/home"));
        (await other.ArriveAsync(await Providers.ComeBackAsync(full.Departure(), account))).LeadsTo("http://localhost:3000/home");
    }

    [Fact]
    public async Task What_a_page_wishes_beside_is_passed_on()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        var begun = await page.PostAsync(
            "/v1/client/sign_ins", ("strategy", "oauth_alpha"), ("redirect_url", Back), ("oidc_prompt", "login"), ("oidc_login_hint", "jane & co"),
            ("additional_scope", "profile"), ("additional_scope", "address"));

        var departure = new Uri(begun.Departure());
        Assert.Equal(("login", "jane & co"), (departure.Parameter("prompt"), departure.Parameter("login_hint")));
        Assert.Superset(new HashSet<string>(["openid", "profile", "address"]), departure.Parameter("scope")!.Split(' ').ToHashSet());
        Assert.Equal("S256", departure.Parameter("code_challenge_method"));

        foreach (var (name, value) in new[] { ("oidc_prompt", "lo\"gin"), ("additional_scope", "a\nb"), ("oidc_login_hint", "a\u0001b") })
        {
            var refused = await page.PostAsync("/v1/client/sign_ins", ("strategy", "oauth_alpha"), ("redirect_url", Back), (name, value));
            Assert.Equal((422, "form_param_value_invalid", name), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        }

        var tooLong = await page.PostAsync("/v1/client/sign_ins", ("strategy", "oauth_alpha"), ("redirect_url", Back), ("oidc_login_hint", new string('x', 1025)));
        Assert.Equal(["form_param_max_length_exceeded"], tooLong.Errors);
    }

    [Theory]
    [InlineData("alpha", BySignIn)]
    [InlineData("beta", BySignUp)]
    [InlineData("hub", BySignIn)]
    public async Task F11_who_says_no_is_led_back_and_told_so_and_may_try_again(string name, string attempts)
    {
        var provider = outside.Provider(name);
        using var page = Host.OpenPage();
        var callback = await OutsideProviders.CancelAsync(await page.DepartAsync(attempts, provider));
        Assert.NotNull(callback.Parameter("error"));

        (await page.ArriveAsync(callback)).LeadsTo(Back);

        Assert.Equal(("failed", "oauth_access_denied"), await page.StandingAsync(attempts));
        Assert.Equal((400, "account_transfer_invalid"), ProviderStoryTests.Refusal(await page.PostAsync("/v1/client/sign_ups", ("transfer", "true"))));
        (await page.ArriveAsync(callback)).LeadsTo(Back); // and no loop: the page, and not the provider
        await WorksAsync(page, provider);
    }

    [Theory]
    [InlineData("alpha", "token-500", "oauth_token_exchange_error")]
    [InlineData("alpha", "token-garbage", "oauth_token_exchange_error")]
    [InlineData("alpha", "token-array", "oauth_token_exchange_error")]
    [InlineData("alpha", "token-empty", "oauth_token_exchange_error")]
    [InlineData("alpha", "token-huge", "oauth_token_exchange_error")]
    [InlineData("alpha", "token-hang", "oauth_token_exchange_error")]
    [InlineData("alpha", "id-token-nonce-wrong", "oauth_token_exchange_error")]
    [InlineData("beta", "userinfo-500", "oauth_fetch_user_error")]
    [InlineData("beta", "userinfo-garbage", "oauth_fetch_user_error")]
    [InlineData("hub", "token-500", "oauth_token_exchange_error")]
    [InlineData("hub", "userinfo-500", "oauth_fetch_user_error")]
    [InlineData("hub", "userinfo-garbage", "oauth_fetch_user_error")]
    [InlineData("hub", "userinfo-hang", "oauth_fetch_user_error")]
    public async Task F11_a_provider_that_fails_leads_back_with_a_clear_code_and_no_loop(string name, string misbehaves, string code)
    {
        var provider = outside.Provider(name);
        var account = OutsideAccount.With(People.FreshAddress(), verified: true) with { Misbehaves = misbehaves };
        using var page = Host.OpenPage();

        (await page.GoAsync(Providers, BySignUp, provider, account)).LeadsTo(Back);

        var (status, error) = await page.StandingAsync(BySignUp);
        Assert.Equal(("failed", code), (status, error));
        await WorksAsync(page, provider);
    }

    private async Task WorksAsync(FrontEnd page, OutsideProvider provider) =>
        (await page.GoAsync(Providers, BySignUp, provider, OutsideAccount.With(People.FreshAddress(), verified: true))).LeadsTo(Done);
}
