using System.Text.Json;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Who may sign up and what they agree to, by the settings of the instance.</summary>
public sealed class AccessTests
{
    private const string SignUps = "/v1/client/sign_ups";

    private static Task<FuncAuthHost> StartAsync(Faults? faults, params (string Name, string? Value)[] settings) => FuncAuthHost.StartAsync(
        settings.ToDictionary(setting => setting.Name.StartsWith("FUNCAUTH", StringComparison.Ordinal) ? setting.Name : $"FuncAuth:{setting.Name}", setting => setting.Value),
        services => faults?.Register(services), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Where_consent_is_asked_for_nobody_is_a_user_without_it()
    {
        await using var host = await StartAsync(null, ("SignUps:LegalConsent", "true"), ("Instance:TermsUrl", "https://www.example.com/terms"));
        using var page = host.OpenPage();
        var environment = await page.GetAsync("/v1/environment");
        Assert.True(environment.Json.GetProperty("user_settings").GetProperty("sign_up").GetProperty("legal_consent_enabled").GetBoolean());
        Assert.Equal("https://www.example.com/terms", environment.Json.GetProperty("display_config").GetProperty("terms_url").GetString());

        var created = await page.PostAsync(SignUps, ("email_address", "jane+clerk_test@example.com"), ("password", People.Password));
        var id = created["id"]!;
        Assert.Equal(["email_address", "password", "legal_accepted"], created.List("required_fields"));
        Assert.Equal(["legal_accepted"], created.List("missing_fields"));

        await page.PrepareAsync(id);
        Assert.Equal("missing_requirements", (await page.AttemptAsync(id, "424242"))["status"]);

        var refused = await page.PatchAsync($"{SignUps}/{id}", ("legal_accepted", "false"), ("first_name", "Jane"));
        Assert.Equal((422, "legal_not_accepted", "legal_accepted"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        var shown = await page.GetAsync($"{SignUps}/{id}");
        Assert.Equal((null, null), (shown["first_name"], shown["legal_accepted_at"]));

        var before = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var complete = await page.PatchAsync($"{SignUps}/{id}", ("legal_accepted", "true"));
        Assert.Equal("complete", complete["status"]);
        var at = complete.Response.GetProperty("legal_accepted_at").GetInt64();
        Assert.InRange(at, before, host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal(at, (await page.GetAsync("/v1/me")).Response.GetProperty("legal_accepted_at").GetInt64());
    }

    [Fact]
    public async Task A_restricted_instance_begins_no_sign_up_and_tells_nothing_about_who_is_there()
    {
        var faults = new Faults();
        var address = People.FreshAddress();
        await using var open = await StartAsync(null);
        using (var page = open.OpenPage())
            await page.SignUpAsync(open, address);
        await using var host = await StartAsync(faults, ("SignUps:Mode", "restricted"), ("FUNCAUTH_INSTANCE", open.Instance));
        using var stranger = host.OpenPage();
        Assert.Equal("restricted", (await stranger.GetAsync("/v1/environment")).Json.GetProperty("user_settings").GetProperty("sign_up").GetProperty("mode").GetString());

        faults.Arm(1, Moment.Before);
        var there = await stranger.PostAsync(SignUps, ("email_address", address), ("password", People.Password));
        var nobody = await stranger.PostAsync(SignUps, ("email_address", People.FreshAddress()), ("password", People.Password));
        var empty = await stranger.PostAsync(SignUps);
        var broken = await stranger.PostAsync(SignUps, ("email_address", "nobody"), ("username", "a"));

        Assert.False(faults.Struck, "A store was asked.");
        Assert.Equal((403, "sign_up_mode_restricted"), (there.Status, there.Errors.Single()));
        Assert.Empty(there.Parameters);
        Assert.All([nobody, empty, broken], answer => Assert.Equal(Said(there), Said(answer)));
        Assert.Null(stranger.ClientCookie);
    }

    [Fact]
    public async Task Lists_decide_over_contacts_before_anybody_is_looked_up()
    {
        var faults = new Faults();
        await using var host = await StartAsync(faults,
            ("Restrictions:Allowlist", "@Example.com, friend@elsewhere.example, +1 201 555 0123"),
            ("Restrictions:Blocklist", "mallory@example.com"),
            ("Restrictions:BlockEmailSubaddresses", "true"));
        using var page = host.OpenPage();
        var restrictions = (await page.GetAsync("/v1/environment")).Json.GetProperty("user_settings").GetProperty("restrictions");
        Assert.All(["allowlist", "blocklist", "block_email_subaddresses"], name => Assert.True(restrictions.GetProperty(name).GetProperty("enabled").GetBoolean()));

        faults.Arm(1, Moment.Before);
        foreach (var address in new[] { "jane@elsewhere.example", "Mallory@EXAMPLE.com", "jane+x@example.com", "jane@sub.example.com" })
        {
            var refused = await page.PostAsync(SignUps, ("email_address", address));
            Assert.Equal((403, "not_allowed_access", "email_address"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        }

        Assert.False(faults.Struck, "A store was asked.");
        faults.Disarm();

        var created = await page.PostAsync(SignUps, ("email_address", "FRIEND@elsewhere.example"));
        Assert.Equal(200, created.Status);
        var update = await page.PatchAsync($"{SignUps}/{created["id"]}", ("phone_number", "+12015550124"), ("email_address", "jane@elsewhere.example"), ("first_name", "Jane"));
        Assert.Equal((403, 2), (update.Status, update.Errors.Length));
        Assert.All(update.Errors, code => Assert.Equal("not_allowed_access", code));
        Assert.Equal(["email_address", "phone_number"], update.Parameters);
        Assert.Equal("friend@elsewhere.example", update.Client.GetProperty("sign_up").GetProperty("email_address").GetString());
        Assert.Equal(JsonValueKind.Null, update.Client.GetProperty("sign_up").GetProperty("first_name").ValueKind);
        Assert.Equal(200, (await page.PatchAsync($"{SignUps}/{created["id"]}", ("phone_number", "+12015550123"))).Status);
    }

    private static string Said(Answer answer) => answer.Json.GetProperty("errors").ToString();
}
