using FuncAuth.Sessions;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

public sealed class SignUpTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task A_person_signs_up_in_three_calls_and_has_a_session()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        Assert.Equal("null", (await page.GetAsync("/v1/client")).Response.ToString() is "" ? "null" : "something");

        var created = await page.PostAsync("/v1/client/sign_ups", ("email_address", address));
        var id = created["id"]!;
        Assert.Equal(("missing_requirements", address), (created["status"], created["email_address"]));
        Assert.Equal(["password"], created.List("missing_fields"));
        Assert.Equal(["email_address"], created.List("unverified_fields"));
        Assert.Equal(id, created.Client.GetProperty("sign_up").GetProperty("id").GetString());

        var updated = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", People.Password));
        Assert.Empty(updated.List("missing_fields"));
        Assert.Equal("True", updated["has_password"]);

        var prepared = await page.PrepareAsync(id);
        var proof = prepared.Response.GetProperty("verifications").GetProperty("email_address");
        Assert.Equal(("unverified", 0, "needs_attempt"), (proof.GetProperty("status").GetString(), proof.GetProperty("attempts").GetInt32(), proof.GetProperty("next_action").GetString()));

        var code = await Host.LastCodeForAsync(address);
        var wrong = await page.AttemptAsync(id, People.Wrong(code));
        Assert.Equal((422, "form_code_incorrect", "code"), (wrong.Status, wrong.Errors.Single(), wrong.Parameters.Single()));
        Assert.Equal(1, wrong.Client.GetProperty("sign_up").GetProperty("verifications").GetProperty("email_address").GetProperty("attempts").GetInt32());

        var before = page.ClientCookie;
        var complete = await page.AttemptAsync(id, code);
        Assert.Equal("complete", complete["status"]);
        Assert.NotEqual(before, page.ClientCookie);
        var session = Assert.Single(complete.Client.GetProperty("sessions").EnumerateArray());
        Assert.Equal(complete["created_session_id"], session.GetProperty("id").GetString());
        Assert.Equal(complete["created_session_id"], complete.Client.GetProperty("last_active_session_id").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, complete.Client.GetProperty("sign_up").ValueKind);

        var me = await page.GetAsync("/v1/me");
        Assert.Equal(complete["created_user_id"], me["id"]);
        var email = me.Response.GetProperty("email_addresses")[0];
        Assert.Equal((address, "verified"), (email.GetProperty("email_address").GetString(), email.GetProperty("verification").GetProperty("status").GetString()));

        var shown = await page.GetAsync($"/v1/client/sign_ups/{id}");
        Assert.Equal("complete", shown["status"]);
    }

    [Fact]
    public async Task The_token_names_the_session_and_the_page_and_our_own_verifier_takes_it()
    {
        using var page = Host.OpenPage();
        var complete = await page.SignUpAsync(Host);
        var session = complete["created_session_id"]!;

        var answer = await page.PostAsync($"/v1/client/sessions/{session}/tokens");

        var token = answer.Json.GetProperty("jwt").GetString();
        var keys = Host.Services.GetRequiredService<SigningKeys>();
        var instance = Host.Services.GetRequiredService<Instances.Instance>();
        var verdict = new SessionTokenVerifier(instance.PublishableKey.Issuer, keys.Published).Verify(token, DateTimeOffset.UtcNow);
        var valid = Assert.IsType<SessionTokenVerdict.Valid>(verdict);
        Assert.Equal((session, complete["created_user_id"], FrontEnd.Origin), (valid.Session.Value, valid.User.Value, valid.Claims.Azp));
    }

    [Fact]
    public async Task The_password_may_come_last()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", address)))["id"]!;
        await page.PrepareAsync(id);
        var proven = await page.AttemptAsync(id, await Host.LastCodeForAsync(address));
        Assert.Equal("missing_requirements", proven["status"]);

        var complete = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", People.Password));

        Assert.Equal("complete", complete["status"]);
    }

    [Fact]
    public async Task A_phone_number_is_proven_by_a_code_too()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        var withPhone = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("phone_number", "+49 1512 3456789"));
        Assert.Equal(["email_address", "phone_number"], withPhone.List("unverified_fields"));

        await page.PostAsync($"/v1/client/sign_ups/{id}/prepare_verification", ("strategy", "phone_code"));
        var code = await Host.LastCodeForAsync("+4915123456789");
        var phoneProven = await page.PostAsync($"/v1/client/sign_ups/{id}/attempt_verification", ("strategy", "phone_code"), ("code", code));
        Assert.Equal(["email_address"], phoneProven.List("unverified_fields"));

        await page.PrepareAsync(id);
        var complete = await page.AttemptAsync(id, await Host.LastCodeForAsync(address));
        Assert.Equal("complete", complete["status"]);
    }

    [Fact]
    public async Task C15_the_fixed_code_opens_a_reserved_address_and_nothing_is_sent_there()
    {
        using var page = Host.OpenPage();
        var address = $"jane+clerk_test{Guid.NewGuid():N}@example.com";
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);

        var complete = await page.AttemptAsync(id, "424242");

        Assert.Equal("complete", complete["status"]);
        await Host.QueuesAreEmptyAsync();
        Assert.Empty(Host.Inbox.Messages(address));
    }

    [Fact]
    public async Task A_taken_address_is_refused_at_once()
    {
        var address = People.FreshAddress();
        using var first = Host.OpenPage();
        await first.SignUpAsync(Host, address);
        using var second = Host.OpenPage();

        var refused = await second.PostAsync("/v1/client/sign_ups", ("email_address", address.ToUpperInvariant()));

        Assert.Equal((422, "form_identifier_exists", "email_address"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.Null(second.ClientCookie);
    }

    [Fact]
    public async Task A_form_with_several_faults_is_told_all_of_them_and_leaves_nothing_behind()
    {
        using var page = Host.OpenPage();

        var refused = await page.PostAsync("/v1/client/sign_ups", ("email_address", "nonsense"), ("password", "short"), ("username", "a b c d"));

        Assert.Equal(422, refused.Status);
        Assert.Equal(["form_param_format_invalid", "form_username_invalid_character", "form_password_length_too_short"], refused.Errors);
        Assert.Equal(["email_address", "username", "password"], refused.Parameters);
        Assert.Null(page.ClientCookie);
    }

    [Fact]
    public async Task Another_browser_cannot_touch_an_attempt()
    {
        using var owner = Host.OpenPage();
        using var stranger = Host.OpenPage();
        var id = await owner.BeginSignUpAsync(People.FreshAddress());
        await stranger.BeginSignUpAsync(People.FreshAddress());

        Assert.Equal("resource_not_found", (await stranger.PrepareAsync(id)).Errors.Single());
        Assert.Equal("resource_not_found", (await stranger.GetAsync($"/v1/client/sign_ups/{id}")).Errors.Single());
        Assert.Equal("resource_not_found", (await stranger.PatchAsync("/v1/client/sign_ups/sua_nonsense", ("username", "mallory"))).Errors.Single());
    }

    [Fact]
    public async Task The_session_lives_over_reloads_and_ends_with_a_sign_out()
    {
        using var page = Host.OpenPage();
        var complete = await page.SignUpAsync(Host);
        var session = complete["created_session_id"]!;
        var reloaded = await page.GetAsync("/v1/client");
        Assert.Equal(session, reloaded.Response.GetProperty("sessions")[0].GetProperty("id").GetString());

        var touched = await page.PostAsync($"/v1/client/sessions/{session}/touch", ("active_organization_id", ""));
        Assert.Equal(("active", session), (touched["status"], touched["id"]));
        Assert.NotEqual("", touched.Response.GetProperty("last_active_token").GetProperty("jwt").GetString());

        var signedOut = await page.DeleteAsync("/v1/client/sessions");
        Assert.Equal((200, 0), (signedOut.Status, signedOut.Response.GetProperty("sessions").GetArrayLength()));

        var refused = await page.PostAsync($"/v1/client/sessions/{session}/tokens");
        Assert.Equal((401, "signed_out"), (refused.Status, refused.Errors.Single()));
        Assert.Equal((401, "authentication_invalid"), ((await page.GetAsync("/v1/me")).Status, (await page.GetAsync("/v1/me")).Errors.Single()));
    }

    [Fact]
    public async Task A_client_that_is_deleted_is_signed_out_and_its_cookie_gone()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var cookie = page.ClientCookie;

        var deleted = await page.DeleteAsync("/v1/client");

        Assert.Equal((200, """{"response":null,"client":null}"""), (deleted.Status, deleted.Body));
        Assert.Null(page.ClientCookie);
        page.ClientCookie = cookie;
        Assert.Equal(401, (await page.GetAsync("/v1/me")).Status);
    }

    [Theory]
    [InlineData("end", "ended")]
    [InlineData("remove", "removed")]
    public async Task A_session_that_ends_gives_no_more_tokens(string verb, string status)
    {
        using var page = Host.OpenPage();
        var session = (await page.SignUpAsync(Host))["created_session_id"]!;

        var ended = await page.PostAsync($"/v1/client/sessions/{session}/{verb}");

        Assert.Equal((200, status), (ended.Status, ended["status"]));
        Assert.Equal(0, ended.Client.GetProperty("sessions").GetArrayLength());
        Assert.Equal(401, (await page.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
        Assert.Equal(401, (await page.PostAsync($"/v1/client/sessions/{session}/touch")).Status);
    }

    [Fact]
    public async Task The_session_of_another_client_is_not_found()
    {
        using var owner = Host.OpenPage();
        using var stranger = Host.OpenPage();
        var session = (await owner.SignUpAsync(Host))["created_session_id"]!;
        await stranger.SignUpAsync(Host);

        Assert.Equal((404, "resource_not_found"), ((await stranger.PostAsync($"/v1/client/sessions/{session}/tokens")).Status,
            (await stranger.PostAsync($"/v1/client/sessions/{session}/touch")).Errors.Single()));
    }

    [Fact]
    public async Task The_environment_is_the_same_by_get_and_by_the_patch_of_development_pages()
    {
        using var page = Host.OpenPage();

        var (get, patch) = (await page.GetAsync("/v1/environment"), await page.PatchAsync("/v1/environment"));

        Assert.Equal((200, 200), (get.Status, patch.Status));
        Assert.Equal(get.Body, patch.Body);
    }
}
