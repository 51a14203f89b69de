using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What a body may not set, it does not set.</summary>
public sealed class MassAssignmentTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string SignUps = "/v1/client/sign_ups";

    private static readonly (string Name, string Value)[] Planted =
    [
        ("id", "sua_planted"), ("object", "user"), ("status", "complete"), ("verified", "true"), ("is_verified", "true"), ("verified_at", "1"),
        ("verification", "verified"), ("verifications", """{"email_address":{"status":"verified"}}"""), ("email_address_verified", "true"),
        ("unverified_fields", "[]"), ("missing_fields", "[]"), ("required_fields", "[]"), ("public_metadata", """{"role":"admin"}"""),
        ("private_metadata", """{"role":"admin"}"""), ("banned", "false"), ("locked", "false"), ("role", "admin"), ("org_role", "org:admin"),
        ("permissions", "*"), ("created_at", "1"), ("updated_at", "1"), ("abandon_at", "99999999999999"), ("legal_accepted_at", "1"),
        ("created_user_id", "user_planted"), ("created_session_id", "sess_planted"), ("user_id", "user_planted"), ("client_id", "client_planted"),
        ("session_id", "sess_planted"), ("external_id", "planted"), ("custom_action", "true"), ("password_enabled", "true"), ("has_password", "true"),
        ("password_hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"), ("password_digest", "x"), ("password_hasher", "bcrypt"), ("skip_password_checks", "true"),
        ("skip_password_requirement", "true"), ("skip_legal_checks", "true"), ("bypass_client_trust", "true"), ("totp_secret", "x"), ("backup_codes", "x"),
        ("two_factor_enabled", "true"), ("primary_email_address_id", "idn_planted"), ("last_active_session_id", "sess_planted"), ("captcha_bypass", "true"),
        ("attempts", "-9"), ("expire_at", "99999999999999"), ("misses", "-9"), ("key_id", "k0"), ("email_addresses", "planted@example.com"),
        ("__proto__", """{"verified":true}"""), ("constructor", "x"), ("user[verified]", "true"), ("user.verified", "true"), ("EmailAddress", "planted@example.com"),
        ("email_address[]", "planted@example.com"), ("email_address[verified]", "true"), ("", "x"),
    ];

    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task U06_no_mass_assignment_by_any_sign_up_endpoint()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();

        var created = await page.PostAsync(SignUps, [("email_address", address), .. Planted]);
        var id = created["id"]!;
        Untouched(created, "create");
        Assert.Equal(["password"], created.List("missing_fields"));
        Assert.Equal(["email_address"], created.List("unverified_fields"));

        Untouched(await page.PatchAsync($"{SignUps}/{id}", Planted), "update");
        Untouched(await page.PostAsync($"{SignUps}/{id}/prepare_verification", [("strategy", "email_code"), .. Planted]), "prepare");
        var code = await Host.LastCodeForAsync(address);
        var wrong = await page.PostAsync($"{SignUps}/{id}/attempt_verification", [("strategy", "email_code"), ("code", People.Wrong(code)), .. Planted]);
        Assert.Equal("form_code_incorrect", wrong.Errors.Single());
        Assert.Equal(1, wrong.Client.GetProperty("sign_up").GetProperty("verifications").GetProperty("email_address").GetProperty("attempts").GetInt32());
        var proven = await page.PostAsync($"{SignUps}/{id}/attempt_verification", [("strategy", "email_code"), ("code", code), .. Planted]);
        Untouched(proven, "attempt");
        Assert.Equal(["password"], proven.List("missing_fields"));

        var complete = await page.PatchAsync($"{SignUps}/{id}", [("password", People.Password), .. Planted]);

        Assert.Equal("complete", complete["status"]);
        Assert.NotEqual("user_planted", complete["created_user_id"]);
        Assert.NotEqual("sess_planted", complete["created_session_id"]);
        var user = (await page.GetAsync("/v1/me")).Response;
        Assert.Equal("{}", user.GetProperty("public_metadata").GetRawText());
        Assert.Equal("{}", user.GetProperty("unsafe_metadata").GetRawText());
        Assert.False(user.TryGetProperty("private_metadata", out _));
        Assert.InRange(user.GetProperty("created_at").GetInt64(), Host.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds(), Host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal(address, Assert.Single(user.GetProperty("email_addresses").EnumerateArray()).GetProperty("email_address").GetString());
        Assert.DoesNotContain("planted", user.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("planted", await Host.DumpStorageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task U06_what_is_planted_in_the_query_is_no_field()
    {
        using var page = Host.OpenPage();

        var created = await page.PostAsync($"{SignUps}?email_address=planted@example.com&password=planted-password&status=complete&code=424242");

        Assert.Equal(200, created.Status);
        Assert.Equal((null, "False", "missing_requirements"), (created["email_address"], created["has_password"], created["status"]));
    }

    private static void Untouched(Answer answer, string step)
    {
        Assert.True(answer.Status == 200, $"{step}: {answer.Status} {answer.Body}");
        Assert.Equal("missing_requirements", answer["status"]);
        Assert.Equal("sign_up_attempt", answer["object"]);
        Assert.Equal("{}", answer.Response.GetProperty("public_metadata").GetRawText());
        Assert.Equal((null, null, null, null), (answer["created_user_id"], answer["created_session_id"], answer["external_id"], answer["legal_accepted_at"]));
        Assert.Equal(("False", "False"), (answer["has_password"], answer["custom_action"]));
        Assert.DoesNotContain("planted", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("99999999999999", answer.Body, StringComparison.Ordinal);
    }
}
