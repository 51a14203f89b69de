using System.Diagnostics;
using System.Net;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FuncAuth.OAuth.Tests;

/// <summary>What a provider that fails is worth: a word, never an exception.</summary>
public class FailureTests
{
    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    [InlineData("hub")]
    public async Task F11_a_person_who_says_no_is_told_so(string name)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var secrets = Given.Secrets();

        var back = await OutsideProviders.CancelAsync(await adapter.DepartAsync($"oauth_{name}", secrets));
        var word = await adapter.RedeemAsync($"oauth_{name}", back, secrets);

        Assert.Equal("oauth_access_denied", word.Refusal());
    }

    [Theory]
    [InlineData("access_denied", "oauth_access_denied")]
    [InlineData("user_cancelled_login", "oauth_access_denied")]
    [InlineData("user_cancelled_authorize", "oauth_access_denied")]
    [InlineData("server_error", "oauth_token_exchange_error")]
    [InlineData("temporarily_unavailable", "oauth_token_exchange_error")]
    [InlineData("login_required", "oauth_token_exchange_error")]
    [InlineData("", "oauth_token_exchange_error")]
    [InlineData("evil\r\nwarn: forged", "oauth_token_exchange_error")]
    public async Task F11_an_error_that_came_back_is_a_word(string error, string code)
    {
        var outside = await OutsideProviders.SharedAsync();
        var log = new LogLines();
        using var adapter = Given.All(outside, log);

        var word = await adapter.RedeemAsync("oauth_alpha", new ExternalReturn(new Secret("code"), outside.Alpha.Issuer, error), Given.Secrets(), CancellationToken.None);

        Assert.Equal(code, word.Refusal());
        Assert.DoesNotContain('\n', Assert.Single(log.All));
    }

    [Theory]
    [InlineData("token-500")]
    [InlineData("token-garbage")]
    [InlineData("token-array")]
    [InlineData("token-empty")]
    [InlineData("token-types")]
    [InlineData("token-huge")]
    [InlineData("userinfo-500")]
    [InlineData("userinfo-garbage")]
    [InlineData("userinfo-array")]
    [InlineData("userinfo-empty")]
    [InlineData("userinfo-types")]
    [InlineData("userinfo-huge")]
    [InlineData("emails-500")]
    [InlineData("emails-garbage")]
    [InlineData("emails-empty")]
    [InlineData("emails-huge")]
    public async Task F11_garbage_is_a_word(string misbehaves)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        OutsideProvider[] concerned = misbehaves.StartsWith("emails", StringComparison.Ordinal) ? [outside.Hub] : [outside.Alpha, outside.Beta, outside.Hub];

        foreach (var provider in concerned)
        {
            var word = await adapter.SignInAsync(outside, provider, OutsideAccount.With("ada@example.com", true) with { Misbehaves = misbehaves });

            Assert.Equal(misbehaves.StartsWith("token", StringComparison.Ordinal) ? "oauth_token_exchange_error" : "oauth_fetch_user_error", word.Refusal());
        }
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("ä")]
    [InlineData("\u0000")]
    public async Task F11_an_access_token_that_fits_into_no_header_is_a_word(string accessToken)
    {
        await using var fake = await FakeIssuer.StartAsync();
        fake.AccessToken = accessToken;
        fake.UserInfo = """{"sub":"ada"}""";
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);

        Assert.Equal("oauth_token_exchange_error", (await SignInAsync(fake, adapter)).Refusal());
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"s\ud800":1}""")]
    [InlineData("""{"su\ud800":1,"\udfff\udfff":2}""")]
    [InlineData("""{"sub":"\ud800"}""")]
    public async Task F11_half_a_character_is_a_word(string userInfo)
    {
        await using var fake = await FakeIssuer.StartAsync();
        fake.UserInfo = userInfo;
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);

        Assert.Equal("oauth_fetch_user_error", (await SignInAsync(fake, adapter)).Refusal());
    }

    [Theory]
    [InlineData("iat", "soon")]
    [InlineData("iat", true)]
    [InlineData("iat", long.MaxValue)]
    [InlineData("iat", 1e300)]
    [InlineData("exp", "soon")]
    [InlineData("exp", long.MinValue)]
    [InlineData("nbf", 1e300)]
    [InlineData("aud", 7)]
    [InlineData("azp", 7)]
    [InlineData("sub", 7)]
    [InlineData("nonce", 7)]
    public async Task F11_a_claim_of_another_type_is_a_word(string claim, object value)
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);

        Assert.Equal("oauth_token_exchange_error", (await SignInAsync(fake, adapter, (claim, value))).Refusal());
    }

    [Fact]
    public async Task F11_nobody_waits_longer_than_ten_seconds()
    {
        var outside = await OutsideProviders.SharedAsync();
        await using var silent = await FakeIssuer.StartAsync();
        silent.InPlaceOfDiscovery = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var adapter = Given.Adapter([Given.Alpha(outside), Given.Beta(outside), Given.Hub(outside), silent.Settings(ProviderPresets.OpenId)]);

        var words = await Task.WhenAll(
            TimedAsync(() => adapter.SignInAsync(outside, outside.Alpha, OutsideAccount.With() with { Misbehaves = "token-hang" })),
            TimedAsync(() => adapter.SignInAsync(outside, outside.Beta, OutsideAccount.With() with { Misbehaves = "userinfo-hang" })),
            TimedAsync(() => adapter.SignInAsync(outside, outside.Hub, OutsideAccount.With() with { Misbehaves = "emails-hang" })));
        var (departure, waited) = await TimedAsync(() => adapter.DepartAsync("oauth_fake", Given.Secrets(), new ExternalWish(), CancellationToken.None));

        Assert.Equal(["oauth_token_exchange_error", "oauth_fetch_user_error", "oauth_fetch_user_error"], words.Select(word => word.Result.Refusal()));
        Assert.All(words, word => Assert.InRange(word.Waited.TotalSeconds, 8, 16));
        Assert.Equal("oauth_provider_unavailable", Assert.IsType<ExternalDeparture.Refused>(departure).Why.Code);
        Assert.InRange(waited.TotalSeconds, 5, 14);
    }

    [Fact]
    public async Task F11_a_provider_that_is_not_there_is_told_before_anybody_leaves()
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);
        fake.InPlaceOfDiscovery = context =>
        {
            context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
            return Task.CompletedTask;
        };

        var departure = await adapter.DepartAsync("oauth_fake", Given.Secrets(), new ExternalWish(), CancellationToken.None);
        fake.InPlaceOfDiscovery = null;
        var later = await adapter.DepartAsync("oauth_fake", Given.Secrets());

        Assert.Equal("oauth_provider_unavailable", Assert.IsType<ExternalDeparture.Refused>(departure).Why.Code);
        Assert.StartsWith($"{fake.Address}/authorize?", later, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_discovered_serves_for_a_day_where_it_cannot_be_read_again()
    {
        await using var fake = await FakeIssuer.StartAsync();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)], clock: clock);
        await adapter.DepartAsync("oauth_fake", Given.Secrets());
        fake.InPlaceOfDiscovery = context => context.Response.WriteAsync("<html>");

        clock.Advance(TimeSpan.FromHours(23));
        await adapter.DepartAsync("oauth_fake", Given.Secrets());
        clock.Advance(TimeSpan.FromHours(1));
        var departure = await adapter.DepartAsync("oauth_fake", Given.Secrets(), new ExternalWish(), CancellationToken.None);

        Assert.IsType<ExternalDeparture.Refused>(departure);
    }

    [Fact]
    public async Task A_document_is_read_once_for_all_who_come_at_once()
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => adapter.DepartAsync("oauth_fake", Given.Secrets())));

        Assert.Equal(1, fake.KeyReads);
    }

    [Fact]
    public async Task Nothing_that_was_said_is_logged()
    {
        var outside = await OutsideProviders.SharedAsync();
        var log = new LogLines();
        using var adapter = Given.All(outside, log);
        var said = new List<string> { outside.Alpha.ClientSecret, outside.Beta.ClientSecret, outside.Hub.ClientSecret, outside.Alpha.Issuer };

        foreach (var misbehaves in new[] { null, "token-500", "token-garbage", "id-token-nonce-wrong", "id-token-tampered", "userinfo-subject", "userinfo-500" })
        {
            foreach (var provider in new[] { outside.Alpha, outside.Beta, outside.Hub })
            {
                var account = OutsideAccount.With($"{Guid.NewGuid():N}@example.com", true) with { Misbehaves = misbehaves };
                var secrets = Given.Secrets();
                var back = await outside.ComeBackAsync(await adapter.DepartAsync(provider.Strategy, secrets), account);
                await adapter.RedeemAsync(provider.Strategy, back, secrets);
                said.AddRange([account.Subject, account.Email!, Given.Answer(back).Code!.Reveal(), secrets.State.Reveal(), secrets.Nonce.Reveal(), secrets.Verifier.Reveal()]);
            }
        }

        Assert.NotEmpty(log.All);
        Assert.All(log.All, line => Assert.DoesNotContain(said, secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Whoever_gives_up_is_not_answered()
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var secrets = Given.Secrets();
        var back = await outside.ComeBackAsync(
            await adapter.DepartAsync("oauth_alpha", secrets), OutsideAccount.With() with { Misbehaves = "token-hang" });
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => adapter.RedeemAsync("oauth_alpha", Given.Answer(back), secrets, gone.Token));
    }

    private static Task<ExternalWord> SignInAsync(FakeIssuer fake, ExternalProviders adapter, params (string Name, object Value)[] claims)
    {
        var secrets = Given.Secrets();
        fake.Claims = () => new (string Name, object Value)[] { ("sub", "ada"), ("nonce", secrets.Nonce.Reveal()) }.Concat(claims)
            .GroupBy(claim => claim.Name).ToDictionary(same => same.Key, same => same.Last().Value);
        return adapter.RedeemAsync("oauth_fake", new ExternalReturn(new Secret("code"), null, null), secrets, CancellationToken.None);
    }

    private static async Task<(T Result, TimeSpan Waited)> TimedAsync<T>(Func<Task<T>> ask)
    {
        var start = Stopwatch.GetTimestamp();
        return (await ask(), Stopwatch.GetElapsedTime(start));
    }
}
