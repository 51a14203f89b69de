using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>Whose account it is that a provider tells of.</summary>
public sealed class WhoseAccountTests(OutsideHost outside) : IClassFixture<OutsideHost>
{
    private FuncAuthHost Host => outside.Host;

    private OutsideProviders Providers => outside.Providers;

    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    [InlineData("hub")]
    public async Task F05_a_user_is_known_by_the_subject_whatever_the_address(string name)
    {
        var provider = outside.Provider(name);
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        string user;
        using (var first = Host.OpenPage())
            user = await first.SignUpByAsync(Providers, provider, account);

        // The address has changed hands there: the person is the same, and whoever has the address now is not.
        using var moved = Host.OpenPage();
        (await moved.GoAsync(Providers, BySignIn, provider, account with { Email = People.FreshAddress() })).LeadsTo(Done);
        Assert.Equal(user, (await moved.GetAsync("/v1/me"))["id"]);

        using var successor = Host.OpenPage();
        (await successor.GoAsync(Providers, BySignIn, provider, OutsideAccount.With(account.Email, verified: true))).LeadsTo(Back);
        Assert.Equal(("failed", "oauth_account_already_connected"), await successor.StandingAsync(BySignIn));
        Assert.Equal(["authentication_invalid"], (await successor.GetAsync("/v1/me")).Errors);

        // Nor is who has the same subject at another provider.
        var elsewhere = outside.Provider(name is "hub" ? "alpha" : "hub");
        using var namesake = Host.OpenPage();
        (await namesake.GoAsync(Providers, BySignIn, elsewhere, account with { Email = null, EmailVerified = null })).LeadsTo(Back);
        Assert.Equal(("transferable", "external_account_not_found"), await namesake.StandingAsync(BySignIn));
    }

    [Theory]
    [InlineData("alpha", "true", true)]
    [InlineData("alpha", "false", false)]
    [InlineData("alpha", "\"true\"", false)] // a text is no word for it, but of a provider that is known to say it so
    [InlineData("alpha", "\"false\"", false)]
    [InlineData("alpha", null, false)]
    [InlineData("alpha", "1", false)]
    [InlineData("alpha", "\"yes\"", false)]
    [InlineData("beta", "\"false\"", false)]
    [InlineData("beta", null, false)]
    [InlineData("hub", "false", false)]
    [InlineData("hub", "\"false\"", false)]
    [InlineData("hub", null, false)]
    public async Task F06_an_address_counts_only_if_the_provider_says_that_it_is_proven(string name, string? verified, bool counts)
    {
        var address = People.FreshAddress();
        var user = await Host.SomebodyAsync(address);
        var account = OutsideAccount.With(address, verified is null ? null : System.Text.Json.JsonDocument.Parse(verified).RootElement);
        using var page = Host.OpenPage();

        var answer = await page.GoAsync(Providers, BySignIn, outside.Provider(name), account);

        if (counts)
        {
            answer.LeadsTo(Done);
            Assert.Equal(user.Value, (await page.GetAsync("/v1/me"))["id"]);
            return;
        }

        answer.LeadsTo(Back);
        Assert.Equal(("transferable", "external_account_not_found"), await page.StandingAsync(BySignIn));
        Assert.Equal(["authentication_invalid"], (await page.GetAsync("/v1/me")).Errors);

        // Signing up with it, the address is not taken over either.
        var signUp = await page.PostAsync("/v1/client/sign_ups", ("transfer", "true"));
        Assert.Equal((200, "missing_requirements", null), (signUp.Status, signUp["status"], signUp["email_address"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F06_an_address_counts_only_if_the_user_has_proven_it_too(bool isProvenHere)
    {
        await using var host = await OutsideHost.StartAsync(null, ("FuncAuth:Attributes:EmailAddress:VerifyAtSignUp", "false"));
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        using var first = host.OpenPage();
        var begun = await first.PostAsync("/v1/client/sign_ups", ("email_address", address), ("password", People.Password));
        Assert.Equal("complete", begun["status"]);
        var user = begun["created_user_id"]!;
        await host.GivePhoneAsync(FuncAuth.UserId.Parse(user), number, isSecondFactor: false); // something of the account is proven: it is not handed over
        if (isProvenHere)
        {
            var id = (await first.GetAsync("/v1/me"))["primary_email_address_id"];
            await first.PostAsync($"/v1/me/email_addresses/{id}/prepare_verification", ("strategy", "email_code"));
            Assert.Equal(200, (await first.PostAsync($"/v1/me/email_addresses/{id}/attempt_verification", ("code", await host.LastCodeForAsync(address)))).Status);
        }

        using var page = host.OpenPage();
        var answer = await page.GoAsync(Providers, BySignIn, Providers.Alpha, OutsideAccount.With(address, verified: true));

        answer.LeadsTo(isProvenHere ? Done : Back);
        Assert.Equal(isProvenHere ? user : null, (await page.GetAsync("/v1/me")) is { Status: 200 } me ? me["id"] : null);
    }

    [Theory]
    [InlineData(BySignIn)]
    [InlineData(BySignUp)]
    public async Task F07_what_was_planted_is_dead_once_the_owner_comes_by_a_provider(string attempts)
    {
        await using var host = await OutsideHost.StartAsync(null, ("FuncAuth:Attributes:EmailAddress:VerifyAtSignUp", "false"));
        var address = People.FreshAddress();
        using var eve = host.OpenPage();
        var planted = await eve.PostAsync(
            "/v1/client/sign_ups", ("email_address", address), ("password", People.Password), ("first_name", "Eve"), ("unsafe_metadata", """{"planted":true}"""));
        Assert.Equal("complete", planted["status"]);
        var session = planted["created_session_id"];
        using var owner = host.OpenPage();

        var answer = await owner.GoAsync(Providers, attempts, Providers.Beta, OutsideAccount.With(address, verified: true) with { GivenName = "Jane" });
        if (attempts is BySignUp)
        {
            answer.LeadsTo(Back);
            Assert.Equal(("transferable", "external_account_exists"), await owner.StandingAsync(BySignUp));
            Assert.Equal("complete", (await owner.PostAsync("/v1/client/sign_ins", ("transfer", "true")))["status"]);
        }
        else
        {
            answer.LeadsTo(Done);
        }

        var me = await owner.GetAsync("/v1/me");
        Assert.Equal(planted["created_user_id"], me["id"]);
        Assert.False(me.Response.GetProperty("password_enabled").GetBoolean());
        Assert.Equal("{}", me.Response.GetProperty("unsafe_metadata").GetRawText());
        Assert.Equal("Jane", me["first_name"]);
        Assert.Equal("verified", me.Response.GetProperty("email_addresses")[0].GetProperty("verification").GetProperty("status").GetString());
        Assert.Equal(401, (await eve.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
        Assert.Equal(["authentication_invalid"], (await eve.GetAsync("/v1/me")).Errors);
        using var again = host.OpenPage();
        Assert.NotEqual("complete", (await again.SignInAsync(address)) is { Status: 200 } signedIn ? signedIn["status"] : null);
        Assert.Equal(200, (await owner.GetAsync("/v1/me")).Status);
    }

    [Theory]
    [InlineData(BySignIn)]
    [InlineData(BySignUp)]
    public async Task E07_what_goes_wrong_names_nobody(string attempts)
    {
        await using var host = await OutsideHost.StartAsync(null, ("FuncAuth:AttackProtection:Enumeration", "strict"));
        var known = People.FreshAddress();
        await host.SomebodyAsync(known);
        var seen = new List<string>();
        foreach (var address in new[] { known, People.FreshAddress() })
        {
            var account = OutsideAccount.With(address, verified: false);
            using var page = host.OpenPage();
            var answer = await page.GoAsync(Providers, attempts, Providers.Alpha, account);
            var client = (await page.GetAsync("/v1/client")).Body;
            seen.Add(Neutral($"{answer.Status} {answer.Header("Location")} {client}", address));
            if (attempts is BySignIn)
                seen[^1] += Neutral((await page.PostAsync("/v1/client/sign_ups", ("transfer", "true"))).Body, address);
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.Contains("\"status\":", seen[0], StringComparison.Ordinal);
    }

    // What is another one for everybody: ids, times, and what the person gave.
    private static string Neutral(string text, string address) => System.Text.RegularExpressions.Regex.Replace(
        text.Replace(address, "the address", StringComparison.Ordinal), @"(client|sia|sua|idn|eac|user|sess)_[A-Za-z0-9]+|\b\d{13}\b", "*");
}
