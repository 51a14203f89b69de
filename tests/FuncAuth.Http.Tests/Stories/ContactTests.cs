using System.Text.Json;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>A user's own e-mail addresses and phone numbers: added, proven, removed.</summary>
public sealed class ContactTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task A_contact_is_added_proven_and_signed_in_with(string kind)
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var value = Contacts.Fresh(kind);

        var added = await page.AddContactAsync(kind, $" {value.ToUpperInvariant()} ");
        var id = added["id"]!;
        Assert.Equal((200, value, JsonValueKind.Null), (added.Status, added[Contacts.Field(kind)], added.Response.GetProperty("verification").ValueKind));
        Assert.Equal(id, Mine(added, kind)[^1].GetProperty("id").GetString());

        var prepared = await page.PrepareContactAsync(kind, id);
        var begun = prepared.Response.GetProperty("verification");
        Assert.Equal(("unverified", Contacts.Strategy(kind), 0), (Text(begun, "status"), Text(begun, "strategy"), begun.GetProperty("attempts").GetInt32()));

        var code = await Host.LastCodeForAsync(value);
        var wrong = await page.AttemptContactAsync(kind, id, People.Wrong(code));
        Assert.Equal((422, "form_code_incorrect"), (wrong.Status, wrong.Errors.Single()));
        Assert.Equal(1, Mine(wrong, kind)[^1].GetProperty("verification").GetProperty("attempts").GetInt32());

        var right = await page.AttemptContactAsync(kind, id, $" {code} ");
        Assert.Equal((200, "verified"), (right.Status, Text(right.Response.GetProperty("verification"), "status")));
        Assert.Equal(["verification_already_verified"], (await page.AttemptContactAsync(kind, id, code)).Errors);
        Assert.Equal(["verification_already_verified"], (await page.PrepareContactAsync(kind, id)).Errors);
        Assert.Equal("verified", Text((await page.GetAsync($"/v1/me/{kind}/{id}")).Response.GetProperty("verification"), "status"));

        await page.DeleteAsync("/v1/client/sessions");
        Assert.Equal("complete", (await page.PostAsync("/v1/client/sign_ins", ("identifier", value), ("password", People.Password)))["status"]);
    }

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task U07_what_was_added_and_not_proven_reserves_nothing_and_nobody_is_found_by_it(string kind)
    {
        using var page = Host.OpenPage();
        using var other = Host.OpenPage();
        await page.SignUpAsync(Host);
        var value = Contacts.Fresh(kind);
        var id = await page.AddedContactAsync(kind, value);
        await page.PrepareContactAsync(kind, id);
        var code = await Host.LastCodeForAsync(value);
        using (var stranger = Host.OpenPage())
            Assert.Equal(["form_identifier_not_found"], (await stranger.PostAsync("/v1/client/sign_ins", ("identifier", value))).Errors);

        await other.SignUpAsync(Host);
        await other.ProveContactAsync(Host, kind, value);

        Assert.Equal((400, "identification_claimed"), await RefusalAsync(page.AttemptContactAsync(kind, id, code)));
        Assert.Equal(["verification_missing"], (await page.AttemptContactAsync(kind, id, code)).Errors); // it was spent
        Assert.Equal(200, (await page.RemoveContactAsync(kind, id)).Status);
        Assert.Equal(["form_identifier_exists"], (await page.AddContactAsync(kind, value)).Errors);
    }

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task The_same_once_more_goes_on_where_it_was_until_it_is_proven(string kind)
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var value = Contacts.Fresh(kind);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => page.AddContactAsync(kind, value)));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var id = Assert.Single(answers.Select(answer => answer["id"]).Distinct())!;
        await page.PrepareContactAsync(kind, id);
        await page.AttemptContactAsync(kind, id, await Host.LastCodeForAsync(value));
        Assert.Equal((422, "form_identifier_exists"), await RefusalAsync(page.AddContactAsync(kind, value)));
    }

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task What_somebody_has_is_refused(string kind)
    {
        using var owner = Host.OpenPage();
        using var page = Host.OpenPage();
        var value = Contacts.Fresh(kind);
        await owner.SignUpAsync(Host);
        await owner.ProveContactAsync(Host, kind, value);
        await page.SignUpAsync(Host);

        var refused = await page.AddContactAsync(kind, value);

        Assert.Equal((422, "form_identifier_exists", Contacts.Field(kind)), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
    }

    [Theory]
    [InlineData(Contacts.Emails, null, "form_param_missing")]
    [InlineData(Contacts.Emails, " ", "form_param_nil")]
    [InlineData(Contacts.Emails, "jane", "form_param_format_invalid")]
    [InlineData(Contacts.Emails, "\ufffe@example.com", "form_param_format_invalid")]
    [InlineData(Contacts.Numbers, null, "form_param_missing")]
    [InlineData(Contacts.Numbers, "", "form_param_nil")]
    [InlineData(Contacts.Numbers, "1", "form_param_format_invalid")]
    [InlineData(Contacts.Numbers, "+49305678901", "form_param_format_invalid")] // a land line
    public async Task R05_what_no_code_can_be_sent_to_is_refused(string kind, string? value, string code)
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        var refused = await page.PostAsync($"/v1/me/{kind}", value is null ? [] : [(Contacts.Field(kind), value)]);

        Assert.Equal((422, code, Contacts.Field(kind)), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
    }

    [Fact]
    public async Task Lists_and_countries_hold_as_at_sign_up()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["FuncAuth:Restrictions:Blocklist"] = "@blocked.example",
                ["FuncAuth:Phones:Countries"] = "DE",
            }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);

        Assert.Equal((403, "not_allowed_access"), await RefusalAsync(page.AddContactAsync(Contacts.Emails, "jane@blocked.example")));
        Assert.Equal((403, "not_allowed_access"), await RefusalAsync(page.AddContactAsync(Contacts.Numbers, "+447400123456")));
        Assert.Equal(200, (await page.AddContactAsync(Contacts.Numbers, Phones.FreshNumber())).Status);
    }

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task Only_a_few_wait_for_their_proof(string kind)
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await page.AddedContactAsync(kind, Contacts.Fresh(kind)));

        Assert.Equal((400, "too_many_unverified_identifications"), await RefusalAsync(page.AddContactAsync(kind, Contacts.Fresh(kind))));
        Assert.Equal(200, (await page.RemoveContactAsync(kind, ids[0])).Status);
        Assert.Equal(200, (await page.AddContactAsync(kind, Contacts.Fresh(kind))).Status);
    }

    [Fact]
    public async Task U09_an_account_whose_own_address_was_never_proven_gets_no_other_one()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Attributes:EmailAddress:VerifyAtSignUp"] = "false" }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        await page.BeginSignUpAsync(address);
        var own = (await page.GetAsync("/v1/me"))["primary_email_address_id"]!;

        foreach (var kind in new[] { Contacts.Emails, Contacts.Numbers })
        {
            var refused = await page.AddContactAsync(kind, Contacts.Fresh(kind));
            Assert.Equal((422, "form_verification_needed", Contacts.Field(kind)), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        }

        Assert.Single((await page.GetAsync("/v1/me")).Response.GetProperty("email_addresses").EnumerateArray());
        await page.PrepareContactAsync(Contacts.Emails, own);
        Assert.Equal(200, (await page.AttemptContactAsync(Contacts.Emails, own, await host.LastCodeForAsync(address))).Status);
        Assert.Equal(200, (await page.AddContactAsync(Contacts.Numbers, Phones.FreshNumber())).Status);
    }

    [Fact]
    public async Task M11_contacts_of_somebody_else_are_not_found_and_stay_as_they_are()
    {
        using var owner = Host.OpenPage();
        using var stranger = Host.OpenPage();
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        await owner.SignUpAsync(Host);
        var ids = new Dictionary<string, string>
        {
            [Contacts.Emails] = await owner.AddedContactAsync(Contacts.Emails, address),
            [Contacts.Numbers] = await owner.AddedContactAsync(Contacts.Numbers, number),
        };
        await owner.PrepareContactAsync(Contacts.Emails, ids[Contacts.Emails]);
        await owner.PrepareContactAsync(Contacts.Numbers, ids[Contacts.Numbers]);
        var codes = new Dictionary<string, string>
        {
            [Contacts.Emails] = await Host.LastCodeForAsync(address),
            [Contacts.Numbers] = await Host.LastCodeForAsync(number),
        };
        await stranger.SignUpAsync(Host);
        var before = (await owner.GetAsync("/v1/me")).Response.ToString();

        foreach (var (kind, id) in ids)
        {
            var path = $"/v1/me/{kind}/{id}";
            foreach (var answer in new[]
            {
                await stranger.GetAsync(path),
                await stranger.PatchAsync(path, ("reserved_for_second_factor", "true")),
                await stranger.RemoveContactAsync(kind, id),
                await stranger.PrepareContactAsync(kind, id),
                await stranger.AttemptContactAsync(kind, id, codes[kind]),
                await owner.GetAsync($"/v1/me/{(kind is Contacts.Numbers ? Contacts.Emails : Contacts.Numbers)}/{id}"), // a number is no address
                await owner.PrepareContactAsync(kind, "nonsense"),
            })
                Assert.Equal((404, "resource_not_found"), (answer.Status, answer.Errors.Single()));
        }

        Assert.Equal(before, (await owner.GetAsync("/v1/me")).Response.ToString());
        foreach (var (kind, id) in ids)
            Assert.Equal(200, (await owner.AttemptContactAsync(kind, id, codes[kind])).Status);
    }

    [Fact]
    public async Task Without_a_session_there_is_nothing()
    {
        using var page = Host.OpenPage();
        foreach (var kind in new[] { Contacts.Emails, Contacts.Numbers })
        {
            const string id = "idn_000000000000000000000000000";
            foreach (var answer in new[]
            {
                await page.AddContactAsync(kind, Contacts.Fresh(kind)), await page.GetAsync($"/v1/me/{kind}/{id}"), await page.RemoveContactAsync(kind, id),
                await page.PrepareContactAsync(kind, id), await page.AttemptContactAsync(kind, id, "424242"),
            })
                Assert.Equal((401, "authentication_invalid"), (answer.Status, answer.Errors.Single()));
        }
    }

    private static JsonElement[] Mine(Answer answer, string kind) =>
        [.. answer.Client.GetProperty("sessions")[0].GetProperty("user").GetProperty(kind).EnumerateArray()];

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static async Task<(int, string)> RefusalAsync(Task<Answer> asked) => (await asked) is var answer ? (answer.Status, answer.Errors.Single()) : default;
}
