using System.Collections.Immutable;
using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>A code that somebody has opens what it was sent for, and nothing beside it.</summary>
public sealed class SignInCodeTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData("email_code")]
    [InlineData("reset_password_email_code")]
    public async Task C07_the_code_of_one_sign_in_opens_no_other(string strategy)
    {
        var address = People.FreshAddress();
        await Host.SomebodyAsync(address);
        using var page = Host.OpenPage();
        using var stranger = Host.OpenPage();
        var signIn = await page.BeginSignInAsync(address, strategy);
        var code = await Host.LastCodeForAsync(address, 2);
        var other = await stranger.BeginSignInAsync(address, strategy);
        await Host.LastCodeForAsync(address, 3);

        // At somebody else's attempt, at one's own with somebody else's id, and at a later one of one's own.
        Assert.Equal(["form_code_incorrect"], (await stranger.ProveAsync(other, "first", strategy, code)).Errors);
        Assert.Equal(["resource_not_found"], (await stranger.ProveAsync(signIn, "first", strategy, code)).Errors);
        var later = await page.BeginSignInAsync(address, strategy);
        Assert.Equal(["form_code_incorrect"], (await page.ProveAsync(later, "first", strategy, code)).Errors);
        Assert.Equal(["resource_forbidden"], (await page.ProveAsync(signIn, "first", strategy, code)).Errors);
    }

    [Fact]
    public async Task C07_the_code_of_a_sign_up_opens_no_sign_in_and_that_of_a_sign_in_no_sign_up()
    {
        var address = People.FreshAddress();
        using var early = Host.OpenPage();
        var signUp = await early.BeginSignUpAsync(address);
        await early.PrepareAsync(signUp);
        var ofSignUp = await Host.LastCodeForAsync(address);
        await Host.SomebodyAsync(address);

        using var page = Host.OpenPage();
        var signIn = await page.BeginSignInAsync(address, "email_code");
        var ofSignIn = await Host.LastCodeForAsync(address, 3);
        var spent = Host.MessagesTo(address)[1].Code!; // that of the sign-up that completed

        Assert.Equal(["form_code_incorrect"], (await page.ProveAsync(signIn, "first", "email_code", ofSignUp)).Errors);
        Assert.Equal(["form_code_incorrect"], (await page.ProveAsync(signIn, "first", "email_code", spent)).Errors);
        Assert.Equal(["form_code_incorrect"], (await early.AttemptAsync(signUp, ofSignIn)).Errors);
        Assert.Equal("complete", (await page.ProveAsync(signIn, "first", "email_code", ofSignIn))["status"]);
    }

    [Fact]
    public async Task C07_the_code_of_a_first_factor_is_none_of_the_second()
    {
        // One attempt and one number: it was a first factor when the code was sent, and is the second one by now.
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        using var own = Host.OpenPage();
        await own.SignUpWithPhoneAsync(Host, address, number);
        using var page = Host.OpenPage();
        var signIn = await page.BeginSignInAsync(number, "phone_code");
        var first = await Host.LastCodeForAsync(number, 2);
        await own.ReserveForSecondFactorAsync(number);
        Assert.Equal("needs_second_factor", (await page.ProveAsync(signIn, "first", "password", People.Password))["status"]);

        Assert.Equal(["verification_missing"], (await page.ProveAsync(signIn, "second", "phone_code", first)).Errors);
        await page.PrepareAsync(signIn, "second", "phone_code");
        var second = await Host.LastCodeForAsync(number, 3);
        Assert.Equal(["form_code_incorrect"], (await page.ProveAsync(signIn, "second", "phone_code", first)).Errors);
        Assert.Equal("complete", (await page.ProveAsync(signIn, "second", "phone_code", second))["status"]);
    }

    [Fact]
    public async Task C07_the_code_of_a_second_factor_is_none_of_the_first()
    {
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        using var own = Host.OpenPage();
        await own.SignUpWithPhoneAsync(Host, address, number);
        await own.ReserveForSecondFactorAsync(number);
        using var page = Host.OpenPage();
        var half = (await page.SignInAsync(address))["id"]!;
        await page.PrepareAsync(half, "second", "phone_code");
        var second = await Host.LastCodeForAsync(number, 2);
        await own.ReserveForSecondFactorAsync(number, reserved: false);

        using var other = Host.OpenPage();
        var signIn = await other.BeginSignInAsync(number, "phone_code");
        await Host.LastCodeForAsync(number, 3);

        Assert.Equal(["form_code_incorrect"], (await other.ProveAsync(signIn, "first", "phone_code", second)).Errors);
        Assert.Equal(["no_second_factors"], (await page.ProveAsync(half, "second", "phone_code", second)).Errors);
    }

    [Theory]
    [InlineData("reset_password_email_code", "email_code")]
    [InlineData("email_code", "reset_password_email_code")]
    public async Task C07_the_code_of_a_reset_is_no_first_factor_and_the_other_way_round(string sent, string wanted)
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        var signIn = await page.BeginSignInAsync(address, sent);
        var code = await host.LastCodeForAsync(address, 2);

        Assert.Equal(["verification_strategy_invalid"], (await page.ProveAsync(signIn, "first", wanted, code)).Errors);
        host.Clock.Advance(TimeSpan.FromSeconds(31)); // an address is sent one code in half a minute, whatever it is for
        await page.PrepareAsync(signIn, "first", wanted);
        await host.LastCodeForAsync(address, 3);
        Assert.Equal(["form_code_incorrect"], (await page.ProveAsync(signIn, "first", wanted, code)).Errors);
        Assert.Equal(["verification_strategy_invalid"], (await page.ProveAsync(signIn, "first", sent, code)).Errors); // dead since the other was prepared
    }

    [Theory]
    [InlineData("email_code")]
    [InlineData("reset_password_email_code")]
    public async Task C07_a_code_dies_with_the_address_of_the_account_that_it_was_sent_to(string strategy)
    {
        var (old, next) = (People.FreshAddress(), People.FreshAddress());
        var user = await Host.SomebodyAsync(old);
        using var page = Host.OpenPage();
        var signIn = await page.BeginSignInAsync(old, strategy);
        var code = await Host.LastCodeForAsync(old, 2);

        // The person has another address from now on, proven and primary.
        var was = await ChangeAsync(user, all => [all[0] with { Id = FuncAuth.IdentificationId.From(next), Value = next }]);
        Assert.Equal(["resource_forbidden"], (await page.ProveAsync(signIn, "first", strategy, code)).Errors);

        // And it is nobody's code where the number behind an id has become another one.
        await ChangeAsync(user, _ => [was[0] with { Value = next }]);
        Assert.Equal(["resource_forbidden"], (await page.ProveAsync(signIn, "first", strategy, code)).Errors);

        await ChangeAsync(user, _ => []);
        Assert.Equal(["resource_forbidden"], (await page.ProveAsync(signIn, "first", strategy, code)).Errors);
    }

    /// <summary>Gives the user other addresses than before, which are returned.</summary>
    private async Task<ImmutableArray<EmailAddress>> ChangeAsync(FuncAuth.UserId id, Func<ImmutableArray<EmailAddress>, ImmutableArray<EmailAddress>> change)
    {
        var users = Host.Services.GetRequiredService<IUserStore>();
        var read = (await users.FindAsync(id, CancellationToken.None))!.Value;
        var addresses = change(read.Value.EmailAddresses);
        Assert.True(await users.SaveAsync(
            read.Value with { EmailAddresses = addresses, PrimaryEmailAddress = addresses.IsEmpty ? null : addresses[0].Id }, read, null, "request", CancellationToken.None));
        return read.Value.EmailAddresses;
    }
}
