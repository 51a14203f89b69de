using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>An account that somebody made with another person's address, where a sign-up asks for no proof, and its owner comes by a code.</summary>
public sealed class HandOverTests
{
    [Fact]
    public async Task F07_what_was_planted_is_dead_once_the_owner_comes_by_a_code()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Attributes:EmailAddress:VerifyAtSignUp"] = "false" }, ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        using var eve = host.OpenPage();
        var planted = await eve.PostAsync(
            "/v1/client/sign_ups", ("email_address", address), ("password", People.Password), ("unsafe_metadata", """{"planted":true}"""));
        Assert.Equal("complete", planted["status"]);
        using var eveAgain = host.OpenPage();
        Assert.Equal("complete", (await eveAgain.SignInAsync(address))["status"]);

        // The code goes to the owner although nobody has proven the address.
        using var owner = host.OpenPage();
        var signIn = await owner.BeginSignInAsync(address, "email_code");
        var entered = await owner.ProveAsync(signIn, "first", "email_code", await host.LastCodeForAsync(address));

        Assert.Equal("complete", entered["status"]);
        var me = await owner.GetAsync("/v1/me");
        Assert.Equal(planted["created_user_id"], me["id"]);
        Assert.False(me.Response.GetProperty("password_enabled").GetBoolean());
        Assert.Equal("{}", me.Response.GetProperty("unsafe_metadata").GetRawText());
        Assert.Equal("verified", me.Response.GetProperty("email_addresses")[0].GetProperty("verification").GetProperty("status").GetString());

        Assert.Equal(["authentication_invalid"], (await eve.GetAsync("/v1/me")).Errors);
        Assert.Equal(["authentication_invalid"], (await eveAgain.GetAsync("/v1/me")).Errors);
        using var again = host.OpenPage();
        Assert.Equal(["strategy_for_user_invalid"], (await again.SignInAsync(address)).Errors);
        Assert.Equal(200, (await owner.GetAsync("/v1/me")).Status);
    }
}
