using System.Text.Json;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;

namespace FuncAuth.OAuth.Tests;

/// <summary>Whether an address counts as proven by what a provider says.</summary>
public class EmailTests
{
    /// <summary>What may stand in <c>email_verified</c>, as JSON; empty: nothing.</summary>
    public static TheoryData<string, bool> Words() => new()
    {
        { "true", true },
        { "false", false },
        { "\"true\"", false },
        { "\"false\"", false },
        { "\"1\"", false },
        { "1", false },
        { "null", false },
        { "{}", false },
        { "[true]", false },
        { "", false },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task F06_only_a_true_is_a_yes(string word, bool isYes)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);

        foreach (var provider in new[] { outside.Alpha, outside.Beta, outside.Hub })
        {
            var account = OutsideAccount.With("ada@example.com", word.Length == 0 ? null : JsonElement.Parse(word));
            var identity = (await adapter.SignInAsync(outside, provider, account)).Identity();

            Assert.Equal("ada@example.com", identity.EmailAddress);
            Assert.Equal(isYes, identity.EmailAddressIsVerified);
            Assert.Equal(isYes ? "ada@example.com" : null, identity.VerifiedAddress);
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData(false, false)]
    [InlineData("True", false)]
    [InlineData(null, false)]
    public async Task F06_a_text_is_a_yes_where_the_provider_documents_that(object? word, bool isYes)
    {
        var identity = await AtFakeAsync(fake => ProviderPresets.Find("apple")! with { Issuer = fake.Address, SignsItsSecret = false }, ("email_verified", word));

        Assert.Equal(isYes, identity.EmailAddressIsVerified);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData("true", false)]
    public async Task F06_an_address_of_Entra_counts_where_its_domain_is_the_tenants_own(object? domainIsOwned, bool isYes)
    {
        const string Tenant = "8d1cbb1c-6cb0-4a3f-9a4a-9d0bbb2f7d3e";
        var identity = await AtFakeAsync(
            fake =>
            {
                fake.Issuer = $"{fake.Address}/{Tenant}/v2.0";
                return ProviderPresets.Find("microsoft")! with { Issuer = $"{fake.Address}/{{tenant}}/v2.0", Tenant = Tenant };
            },
            ("tid", Tenant), ("email_verified", true), ("xms_edov", domainIsOwned));

        Assert.Equal(("ada@example.com", isYes), (identity.EmailAddress, identity.EmailAddressIsVerified));
    }

    [Fact]
    public async Task F06_whoever_is_not_believed_proves_no_address()
    {
        var outside = await OutsideProviders.SharedAsync();
        ProviderSettings[] settings = [Given.Alpha(outside), Given.Hub(outside)];

        // Nobody said; and what GitHub is believed is not believed of a provider elsewhere that is taken for it.
        using var silent = Given.Adapter([.. settings.Select(provider => provider with { TrustsEmail = null })]);
        using var distrusting = Given.Adapter([.. settings.Select(provider => provider with { TrustsEmail = false })]);

        foreach (var adapter in new[] { silent, distrusting })
        {
            foreach (var provider in new[] { outside.Alpha, outside.Hub })
            {
                var identity = (await adapter.SignInAsync(outside, provider, OutsideAccount.With("ada@example.com", true))).Identity();

                Assert.Equal(("ada@example.com", false), (identity.EmailAddress, identity.EmailAddressIsVerified));
            }
        }
    }

    [Fact]
    public void F06_presets_are_believed_at_their_own_addresses() => Assert.All(
        ProviderPresets.All,
        preset => Assert.Equal(preset.Name is not "slack", OAuthProvider.From(new ProviderSettings(preset.Name, preset, "c"), (address, issuer) => new Discovery(address, issuer, new HttpClient(), TimeProvider.System)).TrustsEmail));

    [Theory]
    [InlineData("facebook")]
    [InlineData("github")]
    [InlineData("x")]
    public void F06_a_provider_that_says_nothing_of_proofs_proves_nothing(string preset) => Assert.Null(ProviderPresets.Find(preset)!.Claims.EmailVerified);

    [Theory]
    [InlineData("ada@example.com", "ada@example.com", true)]
    [InlineData("Ada@EXAMPLE.com", "ada@example.com", true)]
    [InlineData("ada@ｅxample.com", "ada@example.com", true)] // one name in the DNS
    [InlineData("josé@example.com", "josé@example.com", true)]
    [InlineData("ａda@example.com", "ada@example.com", false)]
    [InlineData("ſupport@example.com", "support@example.com", false)]
    [InlineData("\u212Aim@example.com", "kim@example.com", false)]
    [InlineData("jose\u0301@example.com", "josé@example.com", false)]
    public async Task F06_what_is_proven_is_the_mailbox_that_was_written(string written, string canonical, bool isProven)
    {
        var identity = await AtFakeAsync(_ => ProviderPresets.OpenId, ("email", written), ("email_verified", true));

        Assert.Equal((canonical, isProven), (identity.EmailAddress, identity.EmailAddressIsVerified));
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("ada@localhost")]
    [InlineData("")]
    [InlineData("\"ada lovelace\"@example.com")]
    public async Task What_is_no_address_is_left_out(string address)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);

        var identity = (await adapter.SignInAsync(outside, outside.Alpha, OutsideAccount.With(address, true))).Identity();

        Assert.Equal((null, false), (identity.EmailAddress, identity.EmailAddressIsVerified));
    }

    private static async Task<ExternalIdentity> AtFakeAsync(Func<FakeIssuer, ProviderPreset> preset, params (string Name, object? Value)[] claims)
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(preset(fake))]);
        var secrets = Given.Secrets();
        fake.Claims = () => new (string Name, object? Value)[] { ("sub", "ada"), ("nonce", secrets.Nonce.Reveal()), ("email", "ada@example.com") }.Concat(claims)
            .Where(claim => claim.Value is not null).GroupBy(claim => claim.Name).ToDictionary(same => same.Key, same => same.Last().Value!);

        return (await adapter.RedeemAsync("oauth_fake", new ExternalReturn(new Secret("code"), null, null), secrets, CancellationToken.None)).Identity();
    }
}
