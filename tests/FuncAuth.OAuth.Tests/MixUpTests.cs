using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;

namespace FuncAuth.OAuth.Tests;

/// <summary>An answer of one provider where another was asked (RFC 9207).</summary>
public class MixUpTests
{
    [Theory]
    [InlineData("alpha", "beta")]
    [InlineData("beta", "alpha")]
    [InlineData("alpha", "hub")]
    public async Task F04_the_answer_of_one_provider_is_refused_where_another_was_asked(string answering, string asked)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var account = OutsideAccount.With("ada@example.com", true);
        var secrets = Given.Secrets();
        var back = await outside.ComeBackAsync(await adapter.DepartAsync($"oauth_{answering}", secrets), account);

        var word = await adapter.RedeemAsync($"oauth_{asked}", back, secrets);

        // Refused before the code went to anybody: whoever gets it could use it.
        Assert.Equal("oauth_token_exchange_error", word.Refusal());
        Assert.DoesNotContain(await outside.RequestsAsync(account.Subject), request => request.Kind == "token");
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    public async Task F04_a_provider_that_says_who_it_is_must_say_it(string name)
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var account = OutsideAccount.With();
        var secrets = Given.Secrets();
        var answer = Given.Answer(await outside.ComeBackAsync(await adapter.DepartAsync($"oauth_{name}", secrets), account));

        foreach (var issuer in new[] { null, "", "https://evil.example", answer.Issuer + "/", answer.Issuer!.ToUpperInvariant(), answer.Issuer + "@evil.example" })
        {
            var word = await adapter.RedeemAsync($"oauth_{name}", answer with { Issuer = issuer }, secrets, CancellationToken.None);

            Assert.Equal("oauth_token_exchange_error", word.Refusal());
        }

        Assert.DoesNotContain(await outside.RequestsAsync(account.Subject), request => request.Kind == "token");
        Assert.Equal(account.Subject, (await adapter.RedeemAsync($"oauth_{name}", answer, secrets, CancellationToken.None)).Identity().Subject);
    }

    [Fact]
    public async Task A_plain_provider_that_names_itself_is_at_home_where_people_were_sent()
    {
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var secrets = Given.Secrets();
        var answer = Given.Answer(await outside.ComeBackAsync(await adapter.DepartAsync("oauth_hub", secrets), OutsideAccount.With()));

        var word = await adapter.RedeemAsync("oauth_hub", answer with { Issuer = $"{outside.Hub.Issuer}/login/oauth" }, secrets, CancellationToken.None);

        Assert.IsType<ExternalWord.Is>(word);
    }
}
