using System.Text.Json;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The fields of a sign-up, as pages and others send them.</summary>
public sealed class FieldTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string SignUps = "/v1/client/sign_ups";

    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task Of_two_names_that_look_alike_the_second_is_taken()
    {
        using var page = Host.OpenPage();
        using var other = Host.OpenPage();

        var first = await SignUpAsync(page, "Willow_Mo0n");
        var second = await other.PostAsync(SignUps, ("username", "vv1llow_rnoon"));

        Assert.Equal(("complete", "willow_mo0n"), (first["status"], first["username"]));
        Assert.Equal((422, "form_identifier_exists", "username"), (second.Status, second.Errors.Single(), second.Parameters.Single()));
        Assert.Equal("willow_mo0n", (await page.GetAsync("/v1/me"))["username"]);
    }

    [Fact]
    public async Task U04_two_browsers_that_race_for_names_that_look_alike_make_one_user()
    {
        for (var run = 0; run < 3; run++)
        {
            string[] names = [$"robin{run}hill", $"rob1n{run}hill", $"robin{run}hi11", $"robln{run}h1ll"];
            var pages = names.Select(_ => Host.OpenPage()).ToArray();
            var ids = await Task.WhenAll(names.Zip(pages, async (name, page) =>
            {
                var created = await page.PostAsync(
                    SignUps, ("email_address", $"jane+clerk_test{Guid.NewGuid():N}@example.com"), ("password", People.Password), ("username", name));
                Assert.Equal(200, created.Status);
                await page.PrepareAsync(created["id"]!);
                return created["id"]!;
            }));

            var answers = await Task.WhenAll(ids.Zip(pages, (id, page) => page.AttemptAsync(id, "424242")));

            var won = Assert.Single(answers, answer => answer.Status == 200);
            Assert.Equal("complete", won["status"]);
            Assert.All(answers.Where(answer => answer.Status != 200), lost => Assert.Equal((400, "identification_claimed"), (lost.Status, lost.Errors.Single())));
            foreach (var page in pages)
                page.Dispose();
        }
    }

    [Fact]
    public async Task A_form_with_a_fault_in_every_field_is_told_of_all_of_them_and_nothing_is_kept()
    {
        using var page = Host.OpenPage();
        var id = await page.BeginSignUpAsync(People.FreshAddress());
        var before = await page.GetAsync($"{SignUps}/{id}");

        var refused = await page.PatchAsync($"{SignUps}/{id}",
            ("email_address", "jane@"), ("phone_number", "12"), ("username", "jаne_doe"), ("first_name", new string('a', 257)), ("last_name", "Ja\u0007ne"),
            ("password", "short"), ("unsafe_metadata", "[]"), ("locale", "no language"), ("legal_accepted", "perhaps"), ("web3_wallet", "0x0"),
            ("strategy", "oauth_google"), ("timezone", "Europe/Berlin"));

        Assert.Equal(422, refused.Status);
        Assert.Equal(
            [
                ("form_param_format_invalid", "email_address"), ("form_param_format_invalid", "phone_number"), ("form_username_invalid_character", "username"),
                ("form_param_max_length_exceeded", "first_name"), ("form_param_format_invalid", "last_name"), ("form_password_length_too_short", "password"),
                ("form_param_type_invalid", "unsafe_metadata"), ("form_param_format_invalid", "locale"), ("form_param_type_invalid", "legal_accepted"),
                ("form_param_unknown", "web3_wallet"), ("form_param_value_invalid", "strategy"),
            ],
            refused.Errors.Zip(refused.Parameters));
        Assert.Equal(before.Response.ToString(), refused.Client.GetProperty("sign_up").ToString());
    }

    [Fact]
    public async Task U02_every_parameter_that_comes_twice_is_told_by_name_and_the_client_comes_along()
    {
        using var page = Host.OpenPage();
        var id = await page.BeginSignUpAsync(People.FreshAddress());
        string[] names =
        [
            "email_address", "phone_number", "email_address_or_phone_number", "username", "password", "first_name", "last_name", "legal_accepted",
            "unsafe_metadata", "locale", "timezone", "transfer", "ticket", "web3_wallet", "strategy", "code",
        ];
        string[] paths = [SignUps, $"{SignUps}/{id}?_method=PATCH", $"{SignUps}/{id}/prepare_verification", $"{SignUps}/{id}/attempt_verification"];

        foreach (var path in paths)
        {
            var refused = await page.PostAsync(path, [.. names.Concat(names).Select(name => (name, "x"))]);

            Assert.Equal(422, refused.Status);
            Assert.All(refused.Errors, code => Assert.Equal("form_param_duplicate", code));
            Assert.Equal(names, refused.Parameters);
            Assert.Equal(id, refused.Client.GetProperty("sign_up").GetProperty("id").GetString());
        }
    }

    [Theory]
    [InlineData("/v1/client/sign_ups/sua_nonsense?_method=PATCH")]
    [InlineData("/v1/client/sign_ups/sua_nonsense/prepare_verification")]
    [InlineData("/v1/client/sign_ups/sua_nonsense/attempt_verification")]
    [InlineData("/v1/client/sessions/nonsense/touch")]
    public async Task An_id_that_is_none_is_not_found_and_the_client_comes_along(string path)
    {
        using var page = Host.OpenPage();
        var id = await page.BeginSignUpAsync(People.FreshAddress());

        var refused = await page.PostAsync(path);

        Assert.Equal((404, "resource_not_found"), (refused.Status, refused.Errors.Single()));
        Assert.Equal(id, refused.Client.GetProperty("sign_up").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("transfer", "true", "account_transfer_invalid")]
    [InlineData("ticket", "xyz", "ticket_invalid_code")]
    public async Task What_leads_to_what_is_not_built_is_refused_as_the_protocol_has_it(string name, string value, string code)
    {
        using var page = Host.OpenPage();

        var refused = await page.PostAsync(SignUps, (name, value), ("username", "a"), ("strategy", "ticket"));

        Assert.Equal((400, code), (refused.Status, refused.Errors.Single()));
        Assert.Null(page.ClientCookie);
    }

    [Fact]
    public async Task U03_another_value_has_to_be_proven_anew_and_the_code_for_the_old_one_is_dead()
    {
        using var page = Host.OpenPage();
        var (first, second) = (People.FreshAddress(), People.FreshAddress());
        var id = (await page.PostAsync(SignUps, ("email_address", first), ("phone_number", "+4915123456711")))["id"]!;
        await page.PrepareAsync(id);
        var code = await Host.LastCodeForAsync(first);
        Assert.Equal(["phone_number"], (await page.AttemptAsync(id, code)).List("unverified_fields"));

        var changed = await page.PatchAsync($"{SignUps}/{id}", ("email_address_or_phone_number", second));

        Assert.Equal(["email_address", "phone_number"], changed.List("unverified_fields"));
        Assert.Equal("needs_prepare", changed.Response.GetProperty("verifications").GetProperty("email_address").GetProperty("next_action").GetString());
        Assert.Equal("verification_missing", (await page.AttemptAsync(id, code)).Errors.Single());
        await page.PrepareAsync(id);
        var fresh = await Host.LastCodeForAsync(second);
        if (fresh != code)
            Assert.Equal("form_code_incorrect", (await page.AttemptAsync(id, code)).Errors.Single());

        // The optional number that was given keeps it open until it is proven or taken back.
        await page.PatchAsync($"{SignUps}/{id}", ("password", People.Password));
        var proven = await page.AttemptAsync(id, fresh);
        Assert.Equal(("missing_requirements", "phone_number"), (proven["status"], proven.List("unverified_fields").Single()));
        var complete = await page.PatchAsync($"{SignUps}/{id}", ("phone_number", ""));
        Assert.Equal("complete", complete["status"]);
        Assert.Equal(JsonValueKind.Null, complete.Response.GetProperty("phone_number").ValueKind);
        Assert.Empty((await page.GetAsync("/v1/me")).Response.GetProperty("phone_numbers").EnumerateArray());
    }

    private static async Task<Answer> SignUpAsync(FrontEnd page, string username)
    {
        var created = await page.PostAsync(
            SignUps, ("email_address", $"jane+clerk_test{Guid.NewGuid():N}@example.com"), ("password", People.Password), ("username", username));
        Assert.Equal(200, created.Status);
        await page.PrepareAsync(created["id"]!);
        return await page.AttemptAsync(created["id"]!, "424242");
    }
}
