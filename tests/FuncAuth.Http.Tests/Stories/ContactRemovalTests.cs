using System.Text.Json;
using FuncAuth.Testing;
using FuncAuth.Users;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Contacts that are removed: what may not be, and what goes with them.</summary>
public sealed class ContactRemovalTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task The_primary_address_moves_on_to_one_that_is_proven()
    {
        using var page = Host.OpenPage();
        var first = People.FreshAddress();
        await page.SignUpAsync(Host, first);
        var old = (await page.GetAsync("/v1/me"))["primary_email_address_id"]!;
        await page.AddedContactAsync(Contacts.Emails, People.FreshAddress());
        var proven = await page.ProveContactAsync(Host, Contacts.Emails, People.FreshAddress());

        var removed = await page.RemoveContactAsync(Contacts.Emails, old);

        Assert.Equal((200, "email_address", old, "True"), (removed.Status, removed["object"], removed["id"], removed["deleted"]));
        var user = removed.Client.GetProperty("sessions")[0].GetProperty("user");
        Assert.Equal(proven, user.GetProperty("primary_email_address_id").GetString());
        Assert.Equal(404, (await page.GetAsync($"/v1/me/{Contacts.Emails}/{old}")).Status);
        Assert.DoesNotContain(await Host.RowsAsync("identifiers"), row => row.PartitionKey == Identifier.Of("email_address", first).Key);
        using var somebody = Host.OpenPage();
        await somebody.SignUpAsync(Host, first);
    }

    [Fact]
    public async Task The_only_address_stays_where_everybody_needs_one()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var only = (await page.GetAsync("/v1/me"))["primary_email_address_id"]!;
        await page.AddedContactAsync(Contacts.Emails, People.FreshAddress());

        var refused = await page.RemoveContactAsync(Contacts.Emails, only);

        Assert.Equal((400, "last_required_identification_deletion_failed"), (refused.Status, refused.Errors.Single()));
        Assert.Equal(only, (await page.GetAsync("/v1/me"))["primary_email_address_id"]);
    }

    [Fact]
    public async Task The_last_way_in_stays()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Attributes:EmailAddress:Required"] = "false" }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var address = (await page.GetAsync("/v1/me"))["primary_email_address_id"]!;

        Assert.Equal((400, "identification_deletion_failed"), await RefusalAsync(page.RemoveContactAsync(Contacts.Emails, address)));
        var number = await page.ProveContactAsync(host, Contacts.Numbers, Phones.FreshNumber());
        var removed = await page.RemoveContactAsync(Contacts.Emails, address);

        Assert.Equal(200, removed.Status);
        var user = removed.Client.GetProperty("sessions")[0].GetProperty("user");
        Assert.Equal(JsonValueKind.Null, user.GetProperty("primary_email_address_id").ValueKind);
        Assert.Equal(number, user.GetProperty("primary_phone_number_id").GetString());
        Assert.Equal((400, "identification_deletion_failed"), await RefusalAsync(page.RemoveContactAsync(Contacts.Numbers, number)));
        var second = await page.ProveContactAsync(host, Contacts.Emails, People.FreshAddress());
        Assert.Equal(second, (await page.GetAsync("/v1/me"))["primary_email_address_id"]); // there was none
    }

    [Fact]
    public async Task A_second_factor_that_is_removed_hands_on_the_default_and_the_last_one_turns_it_off()
    {
        using var page = Host.OpenPage();
        var (one, two) = (Phones.FreshNumber(), Phones.FreshNumber());
        await page.SignUpAsync(Host);
        await page.ProveContactAsync(Host, Contacts.Numbers, one);
        await page.ProveContactAsync(Host, Contacts.Numbers, two);
        var first = await page.ReserveForSecondFactorAsync(one);
        var second = await page.ReserveForSecondFactorAsync(two);

        await page.RemoveContactAsync(Contacts.Numbers, first);
        Assert.Equal("True", (await page.GetAsync($"/v1/me/{Contacts.Numbers}/{second}"))["default_second_factor"]);
        Assert.Equal("True", (await page.GetAsync("/v1/me"))["two_factor_enabled"]);

        await page.RemoveContactAsync(Contacts.Numbers, second);
        var me = await page.GetAsync("/v1/me");
        Assert.Equal(("False", null), (me["two_factor_enabled"], me["primary_phone_number_id"]));
        Assert.NotNull(me["mfa_disabled_at"]);
    }

    [Theory]
    [InlineData("email_code")]
    [InlineData("reset_password_email_code")]
    public async Task Attempts_under_way_by_a_removed_address_die(string strategy)
    {
        using var owner = Host.OpenPage();
        var address = People.FreshAddress();
        await owner.SignUpAsync(Host, address);
        await owner.ProveContactAsync(Host, Contacts.Emails, People.FreshAddress());
        var old = (await owner.GetAsync("/v1/me"))["primary_email_address_id"]!;
        using var page = Host.OpenPage();
        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", strategy));
        var code = await Host.LastCodeForAsync(address, 2);

        await owner.RemoveContactAsync(Contacts.Emails, old);

        var late = await page.PostAsync($"/v1/client/sign_ins/{begun["id"]}/attempt_first_factor", ("strategy", strategy), ("code", code));
        Assert.Equal((403, "resource_forbidden"), (late.Status, Assert.Single(late.Errors)));
        Assert.Equal(["form_identifier_not_found"], (await page.PostAsync("/v1/client/sign_ins", ("identifier", address))).Errors);
    }

    private static async Task<(int, string)> RefusalAsync(Task<Answer> asked) => (await asked) is var answer ? (answer.Status, answer.Errors.Single()) : default;
}
