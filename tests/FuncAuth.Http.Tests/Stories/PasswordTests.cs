using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Strategies.Password;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Which passwords a sign-up takes, and what is kept of them.</summary>
public sealed class PasswordTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData(8, "vk3qz8w", "vk3qz8wd")]
    [InlineData(15, "vk3qz8wd mthx5", "vk3qz8wd mthx5r")]
    public async Task P02_the_minimum_is_what_the_setting_says(int minimum, string tooShort, string longEnough)
    {
        await using var host = await FuncAuthHost.StartAsync(new Dictionary<string, string?> { ["FuncAuth:Passwords:MinLength"] = $"{minimum}" });
        using var page = host.OpenPage();

        var refused = await CreateAsync(page, tooShort);
        var taken = await CreateAsync(page, longEnough);

        Assert.Equal((422, "form_password_length_too_short", "password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.Equal((200, "True"), (taken.Status, taken["has_password"]));
        Assert.Equal(minimum, (await page.GetAsync("/v1/environment")).Json.GetProperty("user_settings").GetProperty("password_settings").GetProperty("min_length").GetInt32());
    }

    [Fact]
    public async Task P02_128_characters_of_any_script_are_taken_whole_and_what_is_endless_is_refused_before_it_is_hashed()
    {
        using var page = Host.OpenPage();
        using var meters = new Meters(Host);
        var text = string.Concat(Enumerable.Range(0, 64).Select(i => char.ConvertFromUtf32(0x4E00 + i) + char.ConvertFromUtf32(0x1F400 + i)));

        Assert.Equal("form_password_length_too_long", (await CreateAsync(page, new string('q', 10_000))).Errors.Single());
        Assert.Equal("form_password_length_too_long", (await CreateAsync(page, text + text + "x")).Errors.Single());
        Assert.Equal(0, meters.Hashes);
        var kept = await KeptAsync(page, text);

        Assert.Equal(1, meters.Hashes);
        Assert.True(Opens(text, kept));
        Assert.False(Opens(text[..^2], kept));
    }

    [Fact]
    public async Task P03_the_whole_password_counts_behind_the_72nd_and_the_128th_character_and_behind_a_nul()
    {
        var head = string.Concat(Enumerable.Repeat("quiet meadow ", 20));
        (string One, string Other)[] pairs =
        [
            (head[..72] + "a", head[..72] + "b"),
            (head[..128] + "a", head[..128] + "b"),
            ("quiet meadow\0one", "quiet meadow\0two"),
        ];

        foreach (var (one, other) in pairs)
        {
            using var page = Host.OpenPage();
            var kept = await KeptAsync(page, one);

            Assert.True(Opens(one, kept));
            Assert.False(Opens(other, kept));
        }
    }

    [Fact]
    public async Task P04_an_accent_typed_apart_is_the_same_password()
    {
        using var page = Host.OpenPage();

        var kept = await KeptAsync(page, "un cafe\u0301 dans la prairie");

        Assert.True(Opens("un caf\u00E9 dans la prairie", kept));
        Assert.False(Opens("un cafe dans la prairie", kept));
    }

    [Theory]
    [InlineData("un cafe\u0301 dans la prairie", "un caf\u00E9 dans la prairie")]
    [InlineData("un caf\u00E9 dans la prairie", "un cafe\u0301 dans la prairie")]
    [InlineData("office in the meadow 12", "o\uFB03ce in the meadow \uFF11\uFF12")] // a ligature, and full-width digits
    [InlineData("\uD55C\uAE00 \uD0A4\uBCF4\uB4DC \uC790\uD310", "\u1112\u1161\u11AB\u1100\u1173\u11AF \u110F\u1175\u1107\u1169\u1103\u1173 \u110C\u1161\u1111\u1161\u11AB")]
    public async Task P04_a_password_in_another_unicode_form_signs_in_and_is_the_same_after_a_reset(string set, string typed)
    {
        var address = People.FreshAddress();
        using (var own = Host.OpenPage())
        {
            var id = (await own.PostAsync("/v1/client/sign_ups", ("email_address", address), ("password", set)))["id"]!;
            await own.PrepareAsync(id);
            Assert.Equal("complete", (await own.AttemptAsync(id, await Host.LastCodeForAsync(address)))["status"]);
        }

        foreach (var form in new[] { typed, set })
        {
            using var page = Host.OpenPage();
            Assert.Equal("complete", (await page.SignInAsync(address, form))["status"]);
        }

        using var other = Host.OpenPage();
        Assert.Equal(["form_password_incorrect"], (await other.SignInAsync(address, typed + "s")).Errors);
        var reset = await other.BeginSignInAsync(address, "reset_password_email_code");
        await other.ProveAsync(reset, "first", "reset_password_email_code", await Host.LastCodeForAsync(address, 2));
        Assert.Equal("complete", (await other.PostAsync($"/v1/client/sign_ins/{reset}/reset_password", ("password", typed + "s")))["status"]);
        using var last = Host.OpenPage();
        Assert.Equal("complete", (await last.SignInAsync(address, set + "s"))["status"]);
    }

    [Theory]
    [InlineData("password1")]
    [InlineData("Baseball")]
    [InlineData("iloveyou!!")]
    public async Task P05_a_common_password_is_refused_with_the_reason_and_nothing_is_hashed(string password)
    {
        using var page = Host.OpenPage();
        using var meters = new Meters(Host);

        var refused = await CreateAsync(page, password);

        Assert.Equal((422, "form_password_pwned", "password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.Contains("leaks", refused.Body, StringComparison.Ordinal);
        Assert.Equal(0, meters.Hashes);
    }

    [Fact]
    public async Task A_weak_password_is_refused_with_what_would_make_it_better()
    {
        using var page = Host.OpenPage();

        var refused = await CreateAsync(page, "abcabcabcabc");

        Assert.Equal((422, "form_password_not_strong_enough", "password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        var suggestions = refused.Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("zxcvbn").GetProperty("suggestions");
        Assert.Contains(suggestions.EnumerateArray(), suggestion => suggestion.GetProperty("code").GetString() == "sequences");
        var announced = (await page.GetAsync("/v1/environment")).Json.GetProperty("user_settings").GetProperty("password_settings");
        Assert.Equal((true, 2, true), (announced.GetProperty("show_zxcvbn").GetBoolean(), announced.GetProperty("min_zxcvbn_strength").GetInt32(), announced.GetProperty("disable_hibp").GetBoolean()));
    }

    [Fact]
    public async Task P06_the_local_part_of_the_own_address_is_refused_in_one_form_and_after_the_address()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var local = address.Split('@')[0];

        var inOne = await page.PostAsync("/v1/client/sign_ups", ("email_address", address), ("password", local));
        var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", address)))["id"]!;
        var after = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", $"!{local.ToUpperInvariant()}1"));

        Assert.All([inOne, after], refused =>
            Assert.Equal((422, "form_password_matches_identifier", "password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single())));
        Assert.Equal("False", (await page.GetAsync($"/v1/client/sign_ups/{id}"))["has_password"]);
    }

    [Fact]
    public async Task P06_the_name_of_the_application_is_refused()
    {
        await using var host = await FuncAuthHost.StartAsync(new Dictionary<string, string?> { ["FuncAuth:Instance:ApplicationName"] = "Cobblestone Bank" });
        using var page = host.OpenPage();

        var refused = await CreateAsync(page, "Cobblestone24");

        Assert.Equal((422, "form_password_not_strong_enough", "password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.NotEqual(0, refused.Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("zxcvbn").GetProperty("suggestions").GetArrayLength());
    }

    [Fact]
    public async Task P06_a_reset_takes_none_of_the_persons_own_words_and_hashes_none()
    {
        await using var host = await FuncAuthHost.StartAsync(new Dictionary<string, string?> { ["FuncAuth:Instance:ApplicationName"] = "Cobblestone Bank" });
        var (local, number) = ($"larkspur{Guid.NewGuid():N}"[..14], Phones.FreshNumber());
        var address = $"{local}@example.com";
        using (var own = host.OpenPage())
        {
            var id = (await own.PostAsync("/v1/client/sign_ups",
                ("email_address", address), ("phone_number", number), ("username", "columbine_fan"), ("first_name", "Philomena"), ("password", People.Password)))["id"]!;
            await own.PostAsync($"/v1/client/sign_ups/{id}/prepare_verification", ("strategy", "phone_code"));
            await own.PostAsync($"/v1/client/sign_ups/{id}/attempt_verification", ("strategy", "phone_code"), ("code", await host.LastCodeForAsync(number)));
            await own.PrepareAsync(id);
            Assert.Equal("complete", (await own.AttemptAsync(id, await host.LastCodeForAsync(address)))["status"]);
        }

        using var page = host.OpenPage();
        var reset = await page.BeginSignInAsync(address, "reset_password_email_code");
        await page.ProveAsync(reset, "first", "reset_password_email_code", await host.LastCodeForAsync(address, 2));
        using var meters = new Meters(host);
        foreach (var (word, code) in new[]
        {
            (local, "form_password_matches_identifier"), ($"!{local.ToUpperInvariant()}1", "form_password_matches_identifier"),
            (address, "form_password_matches_identifier"), (number, "form_password_matches_identifier"), ("Columbine_Fan24", "form_password_matches_identifier"),
            ("Philomena1985", "form_password_not_strong_enough"), ("Cobblestone24", "form_password_not_strong_enough"),
        })
        {
            var refused = await page.PostAsync($"/v1/client/sign_ins/{reset}/reset_password", ("password", word));
            Assert.Equal((422, code, "password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        }

        Assert.Equal(0, meters.Hashes);
        Assert.Equal("needs_new_password", (await page.GetAsync($"/v1/client/sign_ins/{reset}"))["status"]);
        Assert.Equal("complete", (await page.PostAsync($"/v1/client/sign_ins/{reset}/reset_password", ("password", "another meadow, this time at dusk")))["status"]);
    }

    [Theory]
    [InlineData("email_address", "{0}@example.com", "form_password_matches_identifier")]
    [InlineData("username", "{0}", "form_password_matches_identifier")]
    [InlineData("first_name", "{0}", "form_password_not_strong_enough")]
    public async Task P06_what_comes_after_the_password_may_not_be_it_and_another_value_may(string field, string form, string code)
    {
        using var page = Host.OpenPage();
        using var meters = new Meters(Host);
        var word = $"meadow-{Guid.NewGuid():N}"[..20];
        var id = (await page.PostAsync("/v1/client/sign_ups", ("password", word)))["id"]!;
        Assert.Equal(1, meters.Hashes);

        var refused = await page.PatchAsync($"/v1/client/sign_ups/{id}", (field, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, word)));
        var tried = meters.Hashes - 1;
        var taken = await page.PatchAsync($"/v1/client/sign_ups/{id}", (field, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, "larkspur" + word[7..])));

        Assert.Equal((422, code, field), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.InRange(tried, 1, TriedWords.MaxWords);
        Assert.Equal(200, taken.Status);
    }

    [Fact]
    public async Task Words_are_tried_on_a_password_only_where_the_step_would_do_something()
    {
        using var page = Host.OpenPage();
        var taken = People.FreshAddress();
        using (var somebody = Host.OpenPage())
            await somebody.SignUpAsync(Host, taken);
        var id = await page.BeginSignUpAsync(People.FreshAddress());
        using var meters = new Meters(Host);

        Assert.Equal("form_identifier_exists", (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("email_address", taken))).Errors.Single());
        Assert.Equal("form_username_invalid_character", (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("username", "cobble stone"))).Errors.Single());
        Assert.Equal(404, (await page.PatchAsync($"/v1/client/sign_ups/sua_OXwE3Zj8FZODvMSh44ErMWG7AC1", ("username", "cobblestone"))).Status);
        Assert.Equal(200, (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("username", $"j{Guid.NewGuid():N}"[..7]))).Status); // too short to be a password

        Assert.Equal(0, meters.Hashes);
    }

    [Fact]
    public async Task P06_a_name_and_a_password_that_race_each_other_do_not_meet_in_the_account()
    {
        for (var run = 0; run < 10; run++)
        {
            using var page = Host.OpenPage();
            var word = $"m{Guid.NewGuid():N}"[..16];
            var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress())))["id"]!;

            var answers = await Task.WhenAll(
                page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", word)),
                page.PatchAsync($"/v1/client/sign_ups/{id}", ("username", word)));

            var shown = await page.GetAsync($"/v1/client/sign_ups/{id}");
            Assert.False(shown["has_password"] == "True" && shown["username"] == word, shown.Body);
            Assert.Single(answers, answer => answer.Status == 200);
            Assert.Single(answers, answer => answer.Errors is ["form_password_matches_identifier"]);
        }
    }

    private static Task<Answer> CreateAsync(FrontEnd page, string password) =>
        page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()), ("password", password));

    /// <summary>Signs somebody up with the password; the hash that the account has.</summary>
    private async Task<string> KeptAsync(FrontEnd page, string password)
    {
        // In parts: in the other encoding the server refuses a NUL altogether, which cuts nothing off either.
        using var parts = new MultipartFormDataContent
        {
            { new StringContent($"jane+clerk_test{Guid.NewGuid():N}@example.com"), "email_address" },
            { new StringContent(password), "password" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/client/sign_ups") { Content = parts };
        var created = await page.SendAsync(request);
        Assert.Equal((200, "True"), (created.Status, created["has_password"]));
        await page.PrepareAsync(created["id"]!);
        var complete = await page.AttemptAsync(created["id"]!, "424242");
        var user = await Host.Services.GetRequiredService<IUserStore>().FindAsync(UserId.TryParse(complete["created_user_id"]!)!.Value, CancellationToken.None);
        return user!.Value.Value.Password!.Hash;
    }

    private bool Opens(string password, string hash) => Host.Services.GetRequiredService<PasswordHasher>().Verify(new Secret(password), hash);
}
