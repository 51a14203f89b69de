using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Somebody has proven a first factor, and the owner of the account does something about it.</summary>
public sealed class ProvenFactorTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Reset = "reset_password_email_code";
    private const string Stolen = "a meadow of somebody else, at dawn";

    private readonly string address = People.FreshAddress();

    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task The_right_to_a_new_password_ends_when_the_owner_changes_the_password()
    {
        using var own = Host.OpenPage();
        await own.SignUpAsync(Host, address);
        using var thief = Host.OpenPage();
        var path = await MaySetPasswordAsync(thief, address, 2);

        Assert.Equal(200, (await own.ChangePasswordAsync(People.Password, Accounts.OtherPassword)).Status);
        var late = await thief.PostAsync($"{path}/reset_password", ("password", Stolen));

        Assert.Equal((403, "resource_forbidden"), (late.Status, Assert.Single(late.Errors)));
        using var third = Host.OpenPage();
        Assert.Equal("complete", (await third.SignInAsync(address, Accounts.OtherPassword))["status"]);
    }

    [Fact]
    public async Task The_right_to_a_new_password_ends_when_the_owner_removes_the_address()
    {
        using var own = Host.OpenPage();
        await own.SignUpAsync(Host);
        var id = await own.ProveContactAsync(Host, Contacts.Emails, address);
        using var thief = Host.OpenPage();
        var path = await MaySetPasswordAsync(thief, address, 2);

        Assert.Equal(200, (await own.RemoveContactAsync(Contacts.Emails, id)).Status);
        var late = await thief.PostAsync($"{path}/reset_password", ("password", Stolen));

        Assert.Equal((403, "resource_forbidden"), (late.Status, Assert.Single(late.Errors)));
    }

    [Fact]
    public async Task A_sign_in_by_an_address_that_is_removed_meanwhile_comes_to_nothing()
    {
        using var own = Host.OpenPage();
        var (main, number) = (People.FreshAddress(), Phones.FreshNumber());
        await own.SignUpWithPhoneAsync(Host, main, number);
        var id = await own.ProveContactAsync(Host, Contacts.Emails, address);
        using var begun = Host.OpenPage();
        var first = (await begun.PostAsync("/v1/client/sign_ins", ("identifier", address)))["id"]!;
        await own.ReserveForSecondFactorAsync(number);
        using var half = Host.OpenPage();
        var second = await half.SignInAsync(address);
        Assert.Equal("needs_second_factor", second["status"]);

        Assert.Equal(200, (await own.RemoveContactAsync(Contacts.Emails, id)).Status);

        Assert.Equal(["resource_forbidden"], (await begun.ProveAsync(first, "first", "password", People.Password)).Errors);
        Assert.Equal(["resource_forbidden"], (await half.PrepareAsync(second["id"]!, "second", "phone_code")).Errors);
    }

    [Fact]
    public async Task A_second_factor_that_is_asked_for_when_the_password_changes_is_no_longer_taken()
    {
        using var own = Host.OpenPage();
        var number = Phones.FreshNumber();
        await own.SignUpWithPhoneAsync(Host, address, number);
        await own.ReserveForSecondFactorAsync(number);
        using var thief = Host.OpenPage();
        var half = await thief.SignInAsync(address);
        Assert.Equal(200, (await thief.PrepareAsync(half["id"]!, "second", "phone_code")).Status);
        var code = await Host.LastCodeForAsync(number, 2);

        Assert.Equal(200, (await own.ChangePasswordAsync(People.Password, Accounts.OtherPassword)).Status);

        Assert.Equal(["resource_forbidden"], (await thief.ProveAsync(half["id"]!, "second", "phone_code", code)).Errors);
        Assert.Equal("needs_second_factor", (await thief.SignInAsync(address, Accounts.OtherPassword))["status"]);
    }

    [Fact]
    public async Task S01_whoever_planted_a_cookie_beside_somebody_who_is_signed_in_does_not_go_on_with_what_was_proven()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Instance:SingleSession"] = "false" }, ct: TestContext.Current.CancellationToken);
        var number = Phones.FreshNumber();
        await host.GivePhoneAsync(await host.SomebodyAsync(address), number, isSecondFactor: true);
        using var page = host.OpenPage();
        using var planted = host.OpenPage();
        await page.SignUpAsync(host);
        planted.ClientCookie = page.ClientCookie;

        var half = await page.SignInAsync(address);
        Assert.Equal("needs_second_factor", half["status"]);

        Assert.Equal(["resource_not_found"], (await planted.PrepareAsync(half["id"]!, "second", "phone_code")).Errors);
        Assert.Equal(200, (await page.PrepareAsync(half["id"]!, "second", "phone_code")).Status);
        var complete = await page.ProveAsync(half["id"]!, "second", "phone_code", await host.LastCodeForAsync(number));
        Assert.Equal("complete", complete["status"]);
        Assert.Equal(2, complete.Client.GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task A_contact_that_is_named_by_nothing_is_not_named()
    {
        using var own = Host.OpenPage();
        var number = Phones.FreshNumber();
        await own.SignUpWithPhoneAsync(Host, address, number);
        var id = await own.PhoneNumberIdAsync(number);
        using var page = Host.OpenPage();
        var path = $"/v1/client/sign_ins/{(await page.PostAsync("/v1/client/sign_ins", ("identifier", address)))["id"]}";

        var byMail = await page.PostAsync($"{path}/prepare_first_factor", ("strategy", "email_code"), ("email_address_id", ""));
        var bySms = await page.PostAsync($"{path}/prepare_first_factor", ("strategy", "phone_code"), ("email_address_id", ""), ("phone_number_id", id));
        var nobodys = await page.PostAsync($"{path}/prepare_first_factor", ("strategy", "phone_code"), ("phone_number_id", "idn_000000000000000000000000000"));

        Assert.Equal((200, 200), (byMail.Status, bySms.Status));
        Assert.Equal(["resource_not_found"], nobodys.Errors);
    }

    private async Task<string> MaySetPasswordAsync(FrontEnd page, string address, int codes)
    {
        var signIn = await page.BeginSignInAsync(address, Reset);
        var proven = await page.ProveAsync(signIn, "first", Reset, await Host.LastCodeForAsync(address, codes));
        Assert.Equal("needs_new_password", proven["status"]);
        return $"/v1/client/sign_ins/{signIn}";
    }
}
