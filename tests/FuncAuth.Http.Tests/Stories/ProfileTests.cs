using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>People change what is known of them.</summary>
public sealed class ProfileTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task Names_are_changed_and_taken_back_and_nothing_else_is()
    {
        using var page = Host.OpenPage();
        var username = Accounts.FreshUsername();
        await page.SignUpAsAsync(Host, People.FreshAddress(), username, "Doe");

        var named = await page.PatchAsync("/v1/me", ("first_name", "  Jané "));
        var unnamed = await page.PatchAsync("/v1/me", ("last_name", ""));

        Assert.Equal((200, "Jané", "Doe", username), (named.Status, named["first_name"], named["last_name"], named["username"]));
        Assert.Equal((200, "Jané", null, username), (unnamed.Status, unnamed["first_name"], unnamed["last_name"], unnamed["username"]));
        Assert.Equal("Jané", unnamed.ClientUser().GetProperty("first_name").GetString());
        Assert.True(unnamed.Client.GetProperty("updated_at").GetInt64() > named.Client.GetProperty("updated_at").GetInt64());
    }

    [Fact]
    public async Task A_real_patch_does_the_same()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/v1/me") { Content = new FormUrlEncodedContent([KeyValuePair.Create("first_name", "Jane")]) };

        var answer = await page.SendAsync(request);

        Assert.Equal((200, "Jane"), (answer.Status, answer["first_name"]));
    }

    [Fact]
    public async Task A_new_username_signs_in_and_the_old_one_is_free()
    {
        using var page = Host.OpenPage();
        var (before, after) = (Accounts.FreshUsername(), Accounts.FreshUsername());
        await page.SignUpAsAsync(Host, People.FreshAddress(), before);

        var changed = await page.PatchAsync("/v1/me", ("username", after.ToUpperInvariant()));

        Assert.Equal((200, after), (changed.Status, changed["username"]));
        using var other = Host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(after))["status"]);
        using var third = Host.OpenPage();
        Assert.Equal(["form_identifier_not_found"], (await third.SignInAsync(before)).Errors);
        Assert.Equal("complete", (await third.SignUpAsAsync(Host, People.FreshAddress(), before))["status"]);
    }

    [Fact]
    public async Task A_username_that_looks_like_somebody_elses_is_taken()
    {
        using var owner = Host.OpenPage();
        using var page = Host.OpenPage();
        var name = Accounts.FreshUsername();
        await owner.SignUpAsAsync(Host, People.FreshAddress(), $"{name}_o");
        await page.SignUpAsync(Host);

        var refused = await page.PatchAsync("/v1/me", ("username", $"{name}_0"), ("first_name", "Jane"));

        Assert.Equal((422, "form_identifier_exists", "username"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.Null((await page.GetAsync("/v1/me"))["first_name"]);
    }

    [Fact]
    public async Task A_username_that_looks_like_ones_own_may_be_taken_and_stays_ones_own()
    {
        using var page = Host.OpenPage();
        var name = Accounts.FreshUsername();
        await page.SignUpAsAsync(Host, People.FreshAddress(), $"{name}_o");

        Assert.Equal($"{name}_0", (await page.PatchAsync("/v1/me", ("username", $"{name}_0")))["username"]);

        using var other = Host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync($"{name}_0"))["status"]);
        using var third = Host.OpenPage();
        Assert.Equal(["form_identifier_exists"], (await third.PostAsync("/v1/client/sign_ups", ("username", $"{name}_o"))).Errors);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_nothing_is_changed()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        var refused = await page.PatchAsync("/v1/me", ("first_name", new string('x', 300)), ("username", "a b"), ("primary_email_address_id", ""), ("last_name", "Doe"));

        Assert.Equal(422, refused.Status);
        Assert.Equal(["form_param_max_length_exceeded", "form_username_invalid_length", "form_param_nil"], refused.Errors);
        Assert.Equal(["first_name", "username", "primary_email_address_id"], refused.Parameters);
        Assert.Null((await page.GetAsync("/v1/me"))["last_name"]);
        Assert.Equal(["form_param_duplicate"], (await page.PatchAsync("/v1/me", ("first_name", "a"), ("first_name", "b"))).Errors);
    }

    [Fact]
    public async Task Without_a_session_there_is_nobody_to_change()
    {
        using var page = Host.OpenPage();

        Assert.Equal(["authentication_invalid"], (await page.PatchAsync("/v1/me", ("first_name", "Jane"))).Errors);
        Assert.Equal(["authentication_invalid"], (await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", "{}"))).Errors);
        Assert.Equal(["authentication_invalid"], (await page.ChangePasswordAsync("a", "b")).Errors);
        Assert.Equal(["authentication_invalid"], (await page.PostAsync("/v1/me/remove_password")).Errors);
    }

    [Fact]
    public async Task Metadata_is_merged_at_every_depth_and_null_removes()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", """{"theme":{"dark":true,"size":3},"tags":[1,2],"draft":"é"}"""));
        var merged = await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", """{"theme":{"size":null,"font":"serif"},"tags":[3],"draft":null,"gone":null}"""));

        Assert.Equal(200, merged.Status);
        Assert.Equal("""{"theme":{"dark":true,"font":"serif"},"tags":[3]}""", merged.Response.GetProperty("unsafe_metadata").GetRawText());
        Assert.Equal("serif", merged.ClientUser().GetProperty("unsafe_metadata").GetProperty("theme").GetProperty("font").GetString());
        Assert.Equal(["form_param_type_invalid"], (await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", "[1]"))).Errors);
        Assert.Equal(["form_param_missing"], (await page.PatchAsync("/v1/me/metadata")).Errors);
        Assert.Equal(["form_param_max_length_exceeded"], (await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", $$"""{"a":"{{new string('x', 8192)}}"}"""))).Errors);
    }

    [Fact]
    public async Task Metadata_does_not_grow_beyond_its_bound_piece_by_piece()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var piece = new string('x', 3000);
        await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", $$"""{"a":"{{piece}}"}"""));
        await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", $$"""{"b":"{{piece}}"}"""));

        var refused = await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", $$"""{"c":"{{piece}}"}"""));

        Assert.Equal((422, "form_param_max_length_exceeded"), (refused.Status, refused.Errors.Single()));
        Assert.False((await page.GetAsync("/v1/me")).Response.GetProperty("unsafe_metadata").TryGetProperty("c", out _));
    }

    [Fact]
    public async Task The_primary_address_changes_places_and_the_old_one_hears_of_it()
    {
        using var page = Host.OpenPage();
        var (old, other) = (People.FreshAddress(), People.FreshAddress());
        var user = await UserOfAsync(await page.SignUpAsync(Host, old));
        var id = await HavingAsync(user, other, verified: true);

        var changed = await page.PatchAsync("/v1/me", ("primary_email_address_id", id));

        Assert.Equal((200, id), (changed.Status, changed["primary_email_address_id"]));
        Assert.Single(await Host.NoticesToAsync(old));
        Assert.DoesNotContain(Host.MessagesTo(other), message => message.Code is null);
        Assert.Equal(200, (await page.PatchAsync("/v1/me", ("primary_email_address_id", id))).Status);
    }

    [Fact]
    public async Task An_address_that_was_never_proven_does_not_become_the_primary_one()
    {
        using var page = Host.OpenPage();
        var user = await UserOfAsync(await page.SignUpAsync(Host));
        var id = await HavingAsync(user, People.FreshAddress(), verified: false);

        var refused = await page.PatchAsync("/v1/me", ("primary_email_address_id", id));

        Assert.Equal((422, "form_verification_needed", "primary_email_address_id"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.NotEqual(id, (await page.GetAsync("/v1/me"))["primary_email_address_id"]);
    }

    [Fact]
    public async Task M11_a_contact_of_somebody_else_is_not_found_and_nothing_is_changed()
    {
        using var owner = Host.OpenPage();
        using var stranger = Host.OpenPage();
        var number = Phones.FreshNumber();
        await owner.SignUpWithPhoneAsync(Host, People.FreshAddress(), number);
        var (address, phone) = ((await owner.GetAsync("/v1/me"))["primary_email_address_id"]!, await owner.PhoneNumberIdAsync(number));
        await stranger.SignUpAsync(Host);
        var before = (await stranger.GetAsync("/v1/me")).Response.GetRawText();

        foreach (var (field, id) in new[]
        {
            ("primary_email_address_id", address), ("primary_phone_number_id", phone), ("primary_email_address_id", "nonsense"), ("primary_phone_number_id", address),
        })
        {
            var refused = await stranger.PatchAsync("/v1/me", ("first_name", "Eve"), (field, id));
            Assert.Equal((404, "resource_not_found"), (refused.Status, refused.Errors.Single()));
        }

        Assert.Equal(before, (await stranger.GetAsync("/v1/me")).Response.GetRawText());
    }

    [Fact]
    public async Task Many_changes_at_once_leave_one_username_that_is_claimed()
    {
        using var page = Host.OpenPage();
        var answer = await page.SignUpAsync(Host);
        var names = Enumerable.Range(0, 12).Select(_ => Accounts.FreshUsername()).ToArray();

        var answers = await Task.WhenAll(names.Select(name => page.PatchAsync("/v1/me", ("username", name))));

        Assert.All(answers, one => Assert.True(one.Status is 200 or 409, one.Body));
        var last = (await page.GetAsync("/v1/me"))["username"]!;
        using var other = Host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(last))["status"]);
        Host.Clock.Advance(TimeSpan.FromMinutes(11));
        var identifiers = Host.Services.GetRequiredService<IIdentifierStore>();
        foreach (var name in names)
        {
            var owner = await identifiers.FindOwnerAsync(Identifier.Of("username", name), CancellationToken.None);
            Assert.Equal(name == last ? answer["created_user_id"] : null, owner?.Value);
        }
    }

    [Fact]
    public async Task The_same_change_twice_comes_to_the_same_and_a_name_is_given_to_one_of_two()
    {
        using var first = Host.OpenPage();
        using var second = Host.OpenPage();
        await first.SignUpAsync(Host);
        await second.SignUpAsync(Host);
        var name = Accounts.FreshUsername();

        var answers = await Task.WhenAll(
            first.PatchAsync("/v1/me", ("username", name)), first.PatchAsync("/v1/me", ("username", name)),
            second.PatchAsync("/v1/me", ("username", name)), second.PatchAsync("/v1/me", ("username", name)));

        Assert.Equal(answers[0].Status, answers[1].Status);
        Assert.Equal(answers[2].Status, answers[3].Status);
        Assert.Equal([200, 422], new[] { answers[0].Status, answers[2].Status }.Order());
    }

    private async Task<User> UserOfAsync(Answer signUp) =>
        (await Host.Services.GetRequiredService<IUserStore>().FindAsync(UserId.Parse(signUp["created_user_id"]!), CancellationToken.None))!.Value.Value;

    private async Task<string> HavingAsync(User user, string address, bool verified)
    {
        var users = Host.Services.GetRequiredService<IUserStore>();
        var read = (await users.FindAsync(user.Id, CancellationToken.None))!.Value;
        var added = new EmailAddress(
            IdentificationId.From(address), address, verified ? user.EmailAddresses[0].Verification : null, Host.Clock.GetUtcNow());
        Assert.True(await users.SaveAsync(user with { EmailAddresses = user.EmailAddresses.Add(added) }, read, null, "a test", CancellationToken.None));
        return added.Id.Value;
    }

    [Fact]
    public async Task A_picture_is_refused_in_words_for_people()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/v1/me/profile_image")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent([0x89, 0x50, 0x4E, 0x47]), "file", "me.png" } },
        };

        var answer = await page.SendAsync(upload);
        var removal = await page.DeleteAsync("/v1/me/profile_image");

        Assert.Equal((404, 404), (answer.Status, removal.Status));
        Assert.Equal(["resource_not_found"], answer.Errors);
        Assert.StartsWith("Pictures of your own are not possible here.", answer.Json.GetProperty("errors")[0].GetProperty("long_message").GetString(), StringComparison.Ordinal);
    }
}
