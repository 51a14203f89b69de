using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What settings take away cannot be done.</summary>
public sealed class SignInSettingsTests
{
    [Fact]
    public async Task A_factor_that_is_not_allowed_is_neither_offered_nor_taken()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:SignIns:FirstFactors"] = "email_code", ["FuncAuth:SignIns:SecondFactors"] = "none" },
            ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        await host.GivePhoneAsync(await host.SomebodyAsync(address), Phones.FreshNumber(), isSecondFactor: true);
        using var page = host.OpenPage();

        var begun = await page.PostAsync("/v1/client/sign_ins", ("identifier", address));
        var environment = (await page.GetAsync("/v1/environment")).Json.GetProperty("auth_config");

        Assert.Equal("email_code", Assert.Single(begun.Response.GetProperty("supported_first_factors").EnumerateArray()).GetProperty("strategy").GetString());
        Assert.Equal("[\"email_code\"]", environment.GetProperty("first_factors").GetRawText());
        Assert.Equal("[]", environment.GetProperty("second_factors").GetRawText());
        foreach (var refused in new[]
        {
            await page.SignInAsync(address),
            await page.ProveAsync(begun["id"]!, "first", "password", People.Password),
            await page.PrepareAsync(begun["id"]!, "first", "reset_password_email_code"),
            await page.PrepareAsync(begun["id"]!, "second", "phone_code"),
        })
            Assert.Equal(["form_param_value_invalid"], refused.Errors);

        // Nor is a second factor asked for.
        var signIn = await page.BeginSignInAsync(address, "email_code");
        Assert.Equal("complete", (await page.ProveAsync(signIn, "first", "email_code", await host.LastCodeForAsync(address, 2)))["status"]);
    }

    [Fact]
    public async Task The_lock_is_as_the_settings_have_it()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["FuncAuth:AttackProtection:LockoutMaxMisses"] = "5",
                ["FuncAuth:AttackProtection:LockoutDurationMinutes"] = "2",
            },
            ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();

        for (var miss = 1; miss <= 5; miss++)
        {
            Assert.Equal(["form_password_incorrect"], (await page.SignInAsync(address, "a guess")).Errors);
            host.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(["user_locked"], (await page.SignInAsync(address)).Errors);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("complete", (await page.SignInAsync(address))["status"]);
    }
}
