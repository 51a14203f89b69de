using System.Text.Json;
using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>Signing up and in by providers that are not ours, the ways that people do.</summary>
public sealed class ProviderStoryTests(OutsideHost outside) : IClassFixture<OutsideHost>
{
    private FuncAuthHost Host => outside.Host;

    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    [InlineData("hub")]
    public async Task Somebody_signs_up_by_a_provider_and_later_signs_in_by_it(string name)
    {
        var provider = outside.Provider(name);
        var address = People.FreshAddress();
        var account = OutsideAccount.With(address, verified: true) with { GivenName = "Jane", FamilyName = "Doe", Name = "Jane Doe" };
        using var page = Host.OpenPage();

        var begun = await page.SetOutAsync(BySignUp, provider);
        var verification = begun.Response.ExternalVerification();
        Assert.Equal(("missing_requirements", "unverified", provider.Strategy), (begun["status"], verification.GetProperty("status").GetString(), verification.GetProperty("strategy").GetString()));
        Assert.StartsWith(provider.Issuer, begun.Departure(), StringComparison.Ordinal);
        Assert.DoesNotContain("external_verification_redirect_url", (await page.GetAsync($"/v1/client/sign_ups/{begun["id"]}")).Body, StringComparison.Ordinal);

        (await page.ArriveAsync(await outside.Providers.ComeBackAsync(begun.Departure(), account))).LeadsTo(Done);

        var user = await page.GetAsync("/v1/me");
        var own = Assert.Single(user.Response.GetProperty("email_addresses").EnumerateArray());
        Assert.Equal((address, "verified", $"from_{provider.Strategy}"), (
            own.GetProperty("email_address").GetString(), own.GetProperty("verification").GetProperty("status").GetString(),
            own.GetProperty("verification").GetProperty("strategy").GetString()));
        Assert.Equal(own.GetProperty("id").GetString(), user["primary_email_address_id"]);
        var linked = Assert.Single(user.Response.GetProperty("external_accounts").EnumerateArray());
        Assert.Equal((provider.Strategy, account.Subject), (linked.GetProperty("provider").GetString(), linked.GetProperty("provider_user_id").GetString()));
        Assert.Equal("verified", linked.GetProperty("verification").GetProperty("status").GetString());
        Assert.False(user.Response.GetProperty("password_enabled").GetBoolean());
        if (name is not "hub")
            Assert.Equal(("Jane", "Doe"), (user["first_name"], user["last_name"]));

        var client = (await page.GetAsync("/v1/client")).Response;
        Assert.Equal(provider.Strategy, client.GetProperty("last_authentication_strategy").GetString());
        Assert.Equal(200, (await page.PostAsync($"/v1/client/sessions/{client.GetProperty("last_active_session_id").GetString()}/tokens")).Status);

        using var elsewhere = Host.OpenPage();
        var signIn = await elsewhere.SetOutAsync(BySignIn, provider);
        Assert.Equal(("needs_identifier", "unverified"), (signIn["status"], signIn.Response.ExternalVerification().GetProperty("status").GetString()));
        (await elsewhere.ArriveAsync(await outside.Providers.ComeBackAsync(signIn.Departure(), account))).LeadsTo(Done);
        Assert.Equal(user["id"], (await elsewhere.GetAsync("/v1/me"))["id"]);
        Assert.Equal("complete", (await elsewhere.GetAsync($"/v1/client/sign_ins/{signIn["id"]}"))["status"]);
    }

    [Fact]
    public async Task A_sign_in_that_meets_nobody_goes_on_as_a_sign_up()
    {
        var (alpha, account) = (outside.Providers.Alpha, OutsideAccount.With(People.FreshAddress(), verified: true));
        using var page = Host.OpenPage();
        (await page.GoAsync(outside.Providers, BySignIn, alpha, account)).LeadsTo(Back);
        var shown = (await page.GetAsync("/v1/client")).Response.GetProperty("sign_in");
        Assert.Equal("needs_identifier", shown.GetProperty("status").GetString());
        Assert.Equal(("transferable", "external_account_not_found"), await page.StandingAsync(BySignIn));

        var transferred = await page.PostAsync("/v1/client/sign_ups", ("transfer", "true"));

        Assert.Equal((200, "complete"), (transferred.Status, transferred["status"]));
        Assert.Equal(JsonValueKind.Null, transferred.Client.GetProperty("sign_in").ValueKind);
        Assert.Equal(account.Subject, (await page.GetAsync("/v1/me")).Response.GetProperty("external_accounts")[0].GetProperty("provider_user_id").GetString());

        // Once.
        Assert.Equal(1, await outside.Providers.ExchangesAsync(account));
        using var elsewhere = Host.OpenPage();
        Assert.Equal((400, "account_transfer_invalid"), Refusal(await elsewhere.PostAsync("/v1/client/sign_ups", ("transfer", "true"))));
        Assert.Equal((400, "account_transfer_invalid"), Refusal(await elsewhere.PostAsync("/v1/client/sign_ins", ("transfer", "true"))));
    }

    [Fact]
    public async Task A_sign_up_that_meets_somebody_goes_on_as_a_sign_in()
    {
        var (beta, account) = (outside.Providers.Beta, OutsideAccount.With(People.FreshAddress(), verified: true));
        string user;
        using (var first = Host.OpenPage())
            user = await first.SignUpByAsync(outside.Providers, beta, account);

        using var page = Host.OpenPage();
        (await page.GoAsync(outside.Providers, BySignUp, beta, account)).LeadsTo(Back);
        Assert.Equal(("transferable", "external_account_exists"), await page.StandingAsync(BySignUp));

        var transferred = await page.PostAsync("/v1/client/sign_ins", ("transfer", "true"));

        Assert.Equal((200, "complete"), (transferred.Status, transferred["status"]));
        Assert.Equal(JsonValueKind.Null, transferred.Client.GetProperty("sign_up").ValueKind);
        Assert.Equal(user, (await page.GetAsync("/v1/me"))["id"]);
    }

    [Fact]
    public async Task What_waits_to_be_taken_over_waits_twenty_minutes()
    {
        await using var host = await OutsideHost.StartAsync(null);
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = host.OpenPage();
        (await page.GoAsync(outside.Providers, BySignIn, outside.Providers.Alpha, account)).LeadsTo(Back);

        host.Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal((400, "account_transfer_invalid"), Refusal(await page.PostAsync("/v1/client/sign_ups", ("transfer", "true"))));
    }

    [Fact]
    public async Task What_the_provider_does_not_tell_is_asked_for_after_it()
    {
        await using var host = await OutsideHost.StartAsync(
            null, ("FuncAuth:Attributes:Username:Enabled", "true"), ("FuncAuth:Attributes:Username:Required", "true"));
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = host.OpenPage();
        var begun = await page.SetOutAsync(BySignUp, outside.Providers.Hub);

        (await page.ArriveAsync(await outside.Providers.ComeBackAsync(begun.Departure(), account))).LeadsTo(Back);
        var shown = await page.GetAsync($"/v1/client/sign_ups/{begun["id"]}");
        Assert.Equal(("missing_requirements", "verified"), (shown["status"], shown.Response.ExternalVerification().GetProperty("status").GetString()));
        Assert.Equal(["username"], shown.List("missing_fields"));
        Assert.Empty(shown.List("unverified_fields"));

        var complete = await page.PatchAsync($"/v1/client/sign_ups/{begun["id"]}", ("username", Accounts.FreshUsername()));
        Assert.Equal((200, "complete"), (complete.Status, complete["status"]));
        Assert.Equal(account.Subject, (await page.GetAsync("/v1/me")).Response.GetProperty("external_accounts")[0].GetProperty("provider_user_id").GetString());
    }

    [Fact]
    public async Task A_sign_up_that_has_begun_goes_out_to_a_provider_and_keeps_what_it_has()
    {
        await using var host = await OutsideHost.StartAsync(
            null, ("FuncAuth:Attributes:Username:Enabled", "true"), ("FuncAuth:Attributes:Username:Required", "true"));
        var (alpha, username) = (outside.Providers.Alpha, Accounts.FreshUsername());
        using var page = host.OpenPage();
        var id = (await page.PostAsync("/v1/client/sign_ups", ("username", username)))["id"];

        var led = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("strategy", alpha.Strategy), ("redirect_url", Back), ("action_complete_redirect_url", Done));
        (await page.ArriveAsync(await outside.Providers.ComeBackAsync(led.Departure(), OutsideAccount.With(People.FreshAddress(), verified: true)))).LeadsTo(Done);

        Assert.Equal(username, (await page.GetAsync("/v1/me"))["username"]);
        Assert.Equal("complete", (await page.GetAsync($"/v1/client/sign_ups/{id}"))["status"]);
    }

    [Fact]
    public async Task An_account_is_linked_to_whoever_has_proven_the_same_address_and_hears_of_it()
    {
        var address = People.FreshAddress();
        string user;
        using (var first = Host.OpenPage())
            user = (await first.SignUpAsync(Host, address))["created_user_id"]!;

        using var page = Host.OpenPage();
        (await page.GoAsync(outside.Providers, BySignIn, outside.Providers.Alpha, OutsideAccount.With(address, verified: true))).LeadsTo(Done);

        var me = await page.GetAsync("/v1/me");
        Assert.Equal(user, me["id"]);
        Assert.Single(me.Response.GetProperty("external_accounts").EnumerateArray());
        Assert.True(me.Response.GetProperty("password_enabled").GetBoolean());
        Assert.Single(await Host.NoticesToAsync(address));
        using var elsewhere = Host.OpenPage();
        Assert.Equal("complete", (await elsewhere.SignInAsync(address))["status"]); // the password is the owner's own
    }

    [Fact]
    public async Task S01_the_cookie_is_another_one_after_the_way_back_and_the_old_one_opens_nothing()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        foreach (var attempts in new[] { BySignIn, BySignUp, BySignIn }) // transferable, complete, complete
        {
            using var page = Host.OpenPage();
            var departure = await page.DepartAsync(attempts, outside.Providers.Alpha);
            var before = page.ClientCookie!;

            var answer = await page.ArriveAsync(await outside.Providers.ComeBackAsync(departure, account));

            Assert.Equal(303, answer.Status);
            var given = Assert.Single(answer.Headers["Set-Cookie"], cookie => cookie.StartsWith("__client=", StringComparison.Ordinal));
            Assert.Contains("httponly", given, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", given, StringComparison.OrdinalIgnoreCase);
            Assert.NotEqual(before, page.ClientCookie);
            using var planted = Host.OpenPage();
            planted.ClientCookie = before;
            Assert.Equal(JsonValueKind.Null, (await planted.GetAsync("/v1/client")).Json.GetProperty("response").ValueKind);
        }
    }

    [Fact]
    public async Task M01_a_provider_alone_gives_no_session_to_whoever_has_a_second_factor()
    {
        var (alpha, account, number) = (outside.Providers.Alpha, OutsideAccount.With(People.FreshAddress(), verified: true), Phones.FreshNumber());
        string user;
        using (var first = Host.OpenPage())
            user = await first.SignUpByAsync(outside.Providers, alpha, account);
        await Host.GivePhoneAsync(FuncAuth.UserId.Parse(user), number, isSecondFactor: true);
        using var page = Host.OpenPage();

        (await page.GoAsync(outside.Providers, BySignIn, alpha, account)).LeadsTo(Back);

        var client = (await page.GetAsync("/v1/client")).Response;
        var signIn = client.GetProperty("sign_in");
        Assert.Equal("needs_second_factor", signIn.GetProperty("status").GetString());
        Assert.Equal("verified", signIn.ExternalVerification().GetProperty("status").GetString());
        Assert.Empty(client.GetProperty("sessions").EnumerateArray());
        Assert.Equal(["authentication_invalid"], (await page.GetAsync("/v1/me")).Errors);

        var id = signIn.GetProperty("id").GetString()!;
        Assert.Equal(200, (await page.PrepareAsync(id, "second", "phone_code")).Status);
        var whole = await page.ProveAsync(id, "second", "phone_code", await Host.LastCodeForAsync(number));
        Assert.Equal((200, "complete"), (whole.Status, whole["status"]));
        Assert.Equal(user, (await page.GetAsync("/v1/me"))["id"]);
    }

    [Fact]
    public async Task M01_nothing_is_linked_before_the_second_factor_is_proven()
    {
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        var user = await Host.SomebodyAsync(address);
        await Host.GivePhoneAsync(user, number, isSecondFactor: true);
        var account = OutsideAccount.With(address, verified: true);
        using var page = Host.OpenPage();

        (await page.GoAsync(outside.Providers, BySignIn, outside.Providers.Alpha, account)).LeadsTo(Back);
        var id = (await page.GetAsync("/v1/client")).Response.GetProperty("sign_in").GetProperty("id").GetString()!;
        Assert.DoesNotContain(await Host.ClaimsAsync(), claim => claim.PartitionKey.StartsWith("oauth_alpha-", StringComparison.Ordinal) && claim.GetString("User") == user.Value);

        await page.PrepareAsync(id, "second", "phone_code");
        Assert.Equal("complete", (await page.ProveAsync(id, "second", "phone_code", await Host.LastCodeForAsync(number)))["status"]);
        Assert.Equal(account.Subject, (await page.GetAsync("/v1/me")).Response.GetProperty("external_accounts")[0].GetProperty("provider_user_id").GetString());
        Assert.Contains(await Host.ClaimsAsync(), claim => claim.PartitionKey.StartsWith("oauth_alpha-", StringComparison.Ordinal) && claim.GetString("User") == user.Value);
    }

    internal static (int Status, string? Code) Refusal(Answer answer) => (answer.Status, answer.Errors.SingleOrDefault());
}
