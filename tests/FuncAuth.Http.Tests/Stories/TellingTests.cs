using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Where the protocol's own answers hold, they tell who has an account by the documented codes.</summary>
public sealed class TellingTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task E01_switched_off_the_documented_codes_of_a_sign_in_tell()
    {
        var address = People.FreshAddress();
        await Host.SomebodyAsync(address);
        using var page = Host.OpenPage();
        (string, string)[][] forms = [[], [("password", "a guess")], [("strategy", "email_code")], [("strategy", "reset_password_email_code")]];

        foreach (var form in forms)
        {
            var unknown = await page.PostAsync("/v1/client/sign_ins", [("identifier", People.FreshAddress()), .. form]);
            Assert.Equal((422, "form_identifier_not_found", "identifier"), (unknown.Status, unknown.Errors.Single(), unknown.Parameters.Single()));
            Assert.Null(page.ClientCookie);
        }

        Assert.Equal(["form_password_incorrect"], (await page.SignInAsync(address, "a guess")).Errors);
        Assert.Equal("needs_first_factor", (await page.PostAsync("/v1/client/sign_ins", ("identifier", address)))["status"]);
    }

    [Fact]
    public async Task E03_switched_off_the_documented_code_of_a_sign_up_tells_and_nothing_is_sent()
    {
        var address = People.FreshAddress();
        await Host.SomebodyAsync(address);
        await Host.QueuesAreEmptyAsync();
        var before = Host.MessagesTo(address).Length;
        using var page = Host.OpenPage();

        var taken = await page.PostAsync("/v1/client/sign_ups", ("email_address", address), ("password", People.Password));

        Assert.Equal((422, "form_identifier_exists", "email_address"), (taken.Status, taken.Errors.Single(), taken.Parameters.Single()));
        await Host.QueuesAreEmptyAsync();
        Assert.Equal(before, Host.MessagesTo(address).Length);
    }
}
