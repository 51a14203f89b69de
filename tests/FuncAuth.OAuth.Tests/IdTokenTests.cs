using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace FuncAuth.OAuth.Tests;

/// <summary>An ID token is believed where everything about it is right.</summary>
public class IdTokenTests
{
    [Theory]
    [InlineData("iss-wrong")]
    [InlineData("iss-missing")]
    [InlineData("aud-wrong")]
    [InlineData("aud-missing")]
    [InlineData("azp")]
    [InlineData("nonce-wrong")]
    [InlineData("nonce-missing")]
    [InlineData("sub-missing")]
    [InlineData("exp-missing")]
    [InlineData("expired")]
    [InlineData("future")]
    [InlineData("none")]
    [InlineData("hmac")]
    [InlineData("hmac-key")]
    [InlineData("other-key")]
    [InlineData("other-key-same-kid")]
    [InlineData("tampered")]
    [InlineData("missing")]
    public async Task F03_an_ID_token_of_which_one_thing_is_wrong_says_nothing(string what)
    {
        var outside = await OutsideProviders.SharedAsync();
        var log = new LogLines();
        using var adapter = Given.All(outside, log);

        foreach (var provider in new[] { outside.Alpha, outside.Beta })
        {
            var word = await adapter.SignInAsync(outside, provider, OutsideAccount.With("ada@example.com", true) with { Misbehaves = $"id-token-{what}" });

            Assert.Equal("oauth_token_exchange_error", word.Refusal());
        }

        Assert.Equal(2, log.All.Count);
    }

    [Fact]
    public async Task F03_a_token_of_one_provider_is_none_of_another()
    {
        await using var fake = await FakeIssuer.StartAsync();
        await using var other = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);
        var secrets = Given.Secrets();
        fake.Claims = () => new() { ["sub"] = "ada", ["nonce"] = secrets.Nonce.Reveal() };
        var own = await RedeemAsync(adapter, secrets);

        // Signed by the other, whose key is not published here, in its own name and in this one's.
        var key = fake.Key;
        fake.Key = other.Key;
        var foreign = await RedeemAsync(adapter, secrets);
        fake.Claims = () => new() { ["sub"] = "ada", ["nonce"] = secrets.Nonce.Reveal(), ["iss"] = other.Issuer };
        var foreignInItsName = await RedeemAsync(adapter, secrets);
        fake.Key = key;
        var ownInAnothersName = await RedeemAsync(adapter, secrets);

        Assert.Equal("ada", own.Identity().Subject);
        Assert.All(new[] { foreign, foreignInItsName, ownInAnothersName }, word => Assert.Equal("oauth_token_exchange_error", word.Refusal()));
    }

    [Theory]
    [InlineData("8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e", "8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e", true)]
    [InlineData("8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e", "00000000-6cb0-4a3f-9a4a-9d0bbb2f7d3e", false)]
    [InlineData("8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e", null, false)]
    [InlineData("evil", "evil", false)]
    [InlineData("../8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e", "../8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e", false)]
    public async Task F03_a_token_of_a_tenant_is_of_the_tenant_that_it_names(string inIssuer, string? tenant, bool isBelieved)
    {
        await using var fake = await FakeIssuer.StartAsync();
        fake.Issuer = $"{fake.Address}/{{tenantid}}/v2.0";
        using var adapter = Given.Adapter([fake.Settings(Microsoft(fake))]);
        var secrets = Given.Secrets();
        fake.Claims = () => Claims(secrets, ("iss", $"{fake.Address}/{inIssuer}/v2.0"), ("tid", tenant));

        var word = await RedeemAsync(adapter, secrets);

        Assert.Equal(isBelieved ? "ada" : "oauth_token_exchange_error", isBelieved ? word.Identity().Subject : word.Refusal());
    }

    [Fact]
    public async Task F03_a_tenant_that_was_chosen_is_the_only_one_whose_tokens_are_taken()
    {
        const string Chosen = "8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e";
        const string Other = "00000000-6cb0-4a3f-9a4a-9d0bbb2f7d3e";
        await using var fake = await FakeIssuer.StartAsync();
        fake.Issuer = $"{fake.Address}/{Chosen}/v2.0";
        using var adapter = Given.Adapter([fake.Settings(Microsoft(fake)) with { Tenant = Chosen }]);
        var secrets = Given.Secrets();

        fake.Claims = () => Claims(secrets, ("iss", $"{fake.Address}/{Chosen}/v2.0"), ("tid", Chosen));
        var chosen = await RedeemAsync(adapter, secrets);
        fake.Claims = () => Claims(secrets, ("iss", $"{fake.Address}/{Other}/v2.0"), ("tid", Other));
        var other = await RedeemAsync(adapter, secrets);

        Assert.Equal("ada", chosen.Identity().Subject);
        Assert.Equal("oauth_token_exchange_error", other.Refusal());
    }

    [Fact]
    public async Task F03_a_key_signs_for_the_tenant_that_it_is_published_for()
    {
        const string Tenant = "8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e";
        await using var fake = await FakeIssuer.StartAsync();
        fake.Issuer = $"{fake.Address}/{{tenantid}}/v2.0";
        fake.Published[0].AdditionalData["issuer"] = $"{fake.Address}/00000000-6cb0-4a3f-9a4a-9d0bbb2f7d3e/v2.0";
        using var adapter = Given.Adapter([fake.Settings(Microsoft(fake))]);
        var secrets = Given.Secrets();
        fake.Claims = () => Claims(secrets, ("iss", $"{fake.Address}/{Tenant}/v2.0"), ("tid", Tenant));

        Assert.Equal("oauth_token_exchange_error", (await RedeemAsync(adapter, secrets)).Refusal());
    }

    [Fact]
    public async Task F03_a_provider_that_repeats_no_nonce_must_not_repeat_another()
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.Find("linkedin_oidc")! with { Issuer = fake.Address, AsksUserInfo = false })]);
        var secrets = Given.Secrets();

        fake.Claims = () => new() { ["sub"] = "ada" };
        var without = await RedeemAsync(adapter, secrets);
        fake.Claims = () => new() { ["sub"] = "ada", ["nonce"] = "another" };
        var another = await RedeemAsync(adapter, secrets);

        Assert.Equal("ada", without.Identity().Subject);
        Assert.Equal("oauth_token_exchange_error", another.Refusal());
        Assert.All(fake.TokenRequests, request => Assert.DoesNotContain("code_verifier", request.Keys));
    }

    [Fact]
    public async Task A_new_key_is_looked_for_and_at_most_once_a_minute()
    {
        await using var fake = await FakeIssuer.StartAsync();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)], clock: clock);
        var secrets = Given.Secrets();
        fake.Claims = () => new() { ["sub"] = "ada", ["nonce"] = secrets.Nonce.Reveal() };
        (await RedeemAsync(adapter, secrets)).Identity();

        fake.ChangeKey();
        var tooSoon = await RedeemAsync(adapter, secrets);
        var readsTooSoon = fake.KeyReads;
        clock.Advance(TimeSpan.FromSeconds(59));
        var stillTooSoon = await RedeemAsync(adapter, secrets);
        clock.Advance(TimeSpan.FromSeconds(1));
        var inTime = await RedeemAsync(adapter, secrets);

        Assert.Equal(("oauth_token_exchange_error", 1), (tooSoon.Refusal(), readsTooSoon));
        Assert.Equal("oauth_token_exchange_error", stillTooSoon.Refusal());
        Assert.Equal(("ada", 2), (inTime.Identity().Subject, fake.KeyReads));
    }

    [Fact]
    public async Task User_info_of_somebody_else_says_nothing()
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);

        var word = await adapter.SignInAsync(outside, outside.Beta, OutsideAccount.With("ada@example.com", true) with { Misbehaves = "userinfo-subject" });

        Assert.Equal("oauth_fetch_user_error", word.Refusal());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    [InlineData("a\uFFFDb")]
    [InlineData("\uFFFF")]
    public async Task An_id_that_is_none_is_nobody(string subject)
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);
        var secrets = Given.Secrets();
        fake.Claims = () => Claims(secrets, ("sub", subject));

        Assert.Equal("oauth_fetch_user_error", (await RedeemAsync(adapter, secrets)).Refusal());
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public async Task An_id_has_at_most_255_characters(int length, bool isTaken)
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);
        var secrets = Given.Secrets();
        fake.Claims = () => Claims(secrets, ("sub", new string('s', length)));

        var word = await RedeemAsync(adapter, secrets);

        Assert.Equal(isTaken, word is ExternalWord.Is);
    }

    private static ProviderPreset Microsoft(FakeIssuer fake) =>
        ProviderPresets.Find("microsoft")! with { Issuer = $"{fake.Address}/{{tenant}}/v2.0" };

    private static Dictionary<string, object> Claims(ExternalSecrets secrets, params (string Name, object? Value)[] more) =>
        new (string Name, object? Value)[] { ("sub", "ada"), ("nonce", secrets.Nonce.Reveal()) }.Concat(more)
            .GroupBy(claim => claim.Name).Where(claims => claims.Last().Value is not null).ToDictionary(claims => claims.Key, claims => claims.Last().Value!);

    private static Task<ExternalWord> RedeemAsync(ExternalProviders adapter, ExternalSecrets secrets) =>
        adapter.RedeemAsync("oauth_fake", new ExternalReturn(new Secret("code"), null, null), secrets, CancellationToken.None);
}
