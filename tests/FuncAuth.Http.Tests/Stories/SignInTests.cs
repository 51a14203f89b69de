using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Signing in, the ways that people do.</summary>
public sealed class SignInTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task Identifier_and_password_are_one_call()
    {
        var address = People.FreshAddress();
        await SignUpAsync(address);
        using var page = Host.OpenPage();

        var signedIn = await page.PostAsync("/v1/client/sign_ins", ("identifier", $" {address.ToUpperInvariant()} "), ("password", People.Password));

        Assert.Equal((200, "complete"), (signedIn.Status, signedIn["status"]));
        Assert.Equal(address, signedIn["identifier"]);
        Assert.Equal(signedIn["created_session_id"], signedIn.Client.GetProperty("last_active_session_id").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, signedIn.Client.GetProperty("sign_in").ValueKind);
        Assert.Equal("password", signedIn.Client.GetProperty("last_authentication_strategy").GetString());
        Assert.Equal(address, (await page.GetAsync("/v1/me")).Response.GetProperty("email_addresses")[0].GetProperty("email_address").GetString());
        Assert.Equal(200, (await page.PostAsync($"/v1/client/sessions/{signedIn["created_session_id"]}/tokens")).Status);
    }

    [Fact]
    public async Task Identification_then_a_code_by_mail()
    {
        var address = People.FreshAddress();
        await SignUpAsync(address);
        using var page = Host.OpenPage();

        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", address));
        var id = begun["id"];
        var prepared = await page.PostAsync($"/v1/client/sign_ins/{id}/prepare_first_factor", ("strategy", "email_code"));
        var code = await Host.LastCodeForAsync(address, 2);
        var wrong = await page.PostAsync($"/v1/client/sign_ins/{id}/attempt_first_factor", ("strategy", "email_code"), ("code", People.Wrong(code)));
        var shown = await page.GetAsync($"/v1/client/sign_ins/{id}");
        var right = await page.PostAsync($"/v1/client/sign_ins/{id}/attempt_first_factor", ("strategy", "email_code"), ("code", code));

        Assert.Equal("needs_first_factor", begun["status"]);
        Assert.Equal(
            ["password", "email_code", "reset_password_email_code"],
            begun.Response.GetProperty("supported_first_factors").EnumerateArray().Select(factor => factor.GetProperty("strategy").GetString()!));
        Assert.Equal("unverified", prepared.Response.GetProperty("first_factor_verification").GetProperty("status").GetString());
        Assert.Equal(["form_code_incorrect"], wrong.Errors);
        Assert.Equal(1, shown.Response.GetProperty("first_factor_verification").GetProperty("attempts").GetInt32());
        Assert.Equal((200, "complete"), (right.Status, right["status"]));
    }

    [Fact]
    public async Task A_strategy_in_the_first_call_prepares_at_once()
    {
        var address = People.FreshAddress();
        await SignUpAsync(address);
        using var page = Host.OpenPage();

        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", "email_code"));
        var right = await page.PostAsync(
            $"/v1/client/sign_ins/{begun["id"]}/attempt_first_factor", ("strategy", "email_code"), ("code", await Host.LastCodeForAsync(address, 2)));

        Assert.Equal("email_code", begun.Response.GetProperty("first_factor_verification").GetProperty("strategy").GetString());
        Assert.Equal("complete", right["status"]);
    }

    [Fact]
    public async Task A_forgotten_password_is_reset_and_the_old_one_and_other_sessions_are_dead()
    {
        var address = People.FreshAddress();
        using var old = Host.OpenPage();
        var session = (await old.SignUpAsync(Host, address))["created_session_id"];
        using var page = Host.OpenPage();
        const string fresh = "another meadow, this time at dusk";

        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", "reset_password_email_code"));
        var path = $"/v1/client/sign_ins/{begun["id"]}";
        var proven = await page.PostAsync(
            $"{path}/attempt_first_factor", ("strategy", "reset_password_email_code"), ("code", await Host.LastCodeForAsync(address, 2)));
        var early = await page.GetAsync("/v1/me");
        var complete = await page.PostAsync($"{path}/reset_password", ("password", fresh), ("sign_out_of_other_sessions", "true"));

        Assert.Equal("needs_new_password", proven["status"]);
        Assert.EndsWith("password was changed", Assert.Single(await Host.NoticesToAsync(address)).Subject, StringComparison.Ordinal);
        Assert.Equal(["authentication_invalid"], early.Errors);
        Assert.Equal("complete", complete["status"]);
        Assert.Equal(200, (await page.GetAsync("/v1/me")).Status);
        Assert.Equal(401, (await old.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
        Assert.Equal(["authentication_invalid"], (await old.GetAsync("/v1/me")).Errors);
        using var third = Host.OpenPage();
        Assert.Equal(["form_password_incorrect"], (await third.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password))).Errors);
        Assert.Equal("complete", (await third.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", fresh)))["status"]);
    }

    [Fact]
    public async Task A_new_password_is_judged_like_the_first_one()
    {
        var address = People.FreshAddress();
        await SignUpAsync(address);
        using var page = Host.OpenPage();
        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", "reset_password_email_code"));
        var path = $"/v1/client/sign_ins/{begun["id"]}";
        await page.PostAsync(
            $"{path}/attempt_first_factor", ("strategy", "reset_password_email_code"), ("code", await Host.LastCodeForAsync(address, 2)));

        foreach (var (password, code) in new[]
        {
            ("dusk-7q", "form_password_length_too_short"),
            (new string('m', 257), "form_password_length_too_long"),
            ("password1", "form_password_pwned"),
            (address, "form_password_matches_identifier"),
        })
        {
            Assert.Equal([code], (await page.PostAsync($"{path}/reset_password", ("password", password))).Errors);
        }

        Assert.Equal("needs_new_password", (await page.GetAsync(path))["status"]);
    }

    private async Task SignUpAsync(string address)
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host, address);
    }
}
