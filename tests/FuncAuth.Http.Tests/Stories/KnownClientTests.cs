using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Browsers on which a user has signed in before: what that is worth, and for how long.</summary>
public sealed class KnownClientTests : IAsyncLifetime
{
    private readonly string address = People.FreshAddress();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task C05_browsers_that_a_thief_made_known_have_ten_tries_together_once_the_password_is_another_one()
    {
        using var own = host.OpenPage();
        await own.SignUpAsync(host, address);
        var thief = await KnownPagesAsync(3);

        Assert.Equal(200, (await own.ChangePasswordAsync(People.Password, Accounts.OtherPassword, ("sign_out_of_other_sessions", "true"))).Status);
        for (var miss = 0; miss < 10; miss++)
            await MissAsync(thief[miss % 3]);

        foreach (var page in thief)
            Assert.Equal(["user_locked"], (await page.SignInAsync(address, Accounts.OtherPassword)).Errors);

        // The browser in which it was changed has shown both.
        await own.DeleteAsync("/v1/client/sessions");
        Assert.Equal("complete", (await own.SignInAsync(address, Accounts.OtherPassword))["status"]);
    }

    [Fact]
    public async Task C05_browsers_that_a_thief_made_known_have_ten_tries_together_at_a_second_factor_that_was_turned_on_since()
    {
        using var own = host.OpenPage();
        var number = Phones.FreshNumber();
        await own.SignUpWithPhoneAsync(host, address, number);
        var thief = await KnownPagesAsync(2);
        await own.ReserveForSecondFactorAsync(number);

        var told = 0;
        for (var code = 0; code < 4; code++)
        {
            var page = thief[code % 2];
            var begun = await page.SignInAsync(address);
            Assert.Equal("needs_second_factor", begun["status"]);
            Assert.Equal(200, (await page.PrepareAsync(begun["id"]!, "second", "phone_code")).Status);
            var right = await host.LastCodeForAsync(number, code + 2);
            for (var miss = 0; miss < 3 && told < 10; miss++, told++)
            {
                Assert.Equal(["form_code_incorrect"], (await page.ProveAsync(begun["id"]!, "second", "phone_code", People.Wrong(right))).Errors);
                host.Clock.Advance(TimeSpan.FromSeconds(65));
            }
        }

        foreach (var page in thief)
            Assert.Equal(["user_locked"], (await page.SignInAsync(address)).Errors);
    }

    [Fact]
    public async Task C05_all_known_browsers_have_a_hundred_tries_together_and_are_strangers_then()
    {
        await host.SomebodyAsync(address);
        var pages = await KnownPagesAsync(2);
        var users = host.Services.GetRequiredService<IUserStore>();
        var read = (await users.FindAsync(await UserAsync(), CancellationToken.None))!.Value;
        var most = new KnownMisses(KnownMisses.Most - 1, host.Clock.GetUtcNow(), "before");
        Assert.True(await users.SaveAsync(read.Value with { KnownMisses = most }, read, null, "request", CancellationToken.None));

        await MissAsync(pages[0]);
        for (var miss = 1; miss <= 10; miss++)
            await MissAsync(pages[miss % 2]);

        foreach (var page in pages)
            Assert.Equal(["user_locked"], (await page.SignInAsync(address)).Errors);
    }

    private async Task<FrontEnd[]> KnownPagesAsync(int count)
    {
        var pages = Enumerable.Range(0, count).Select(_ => host.OpenPage()).ToArray();
        foreach (var page in pages)
        {
            Assert.Equal("complete", (await page.SignInAsync(address))["status"]);
            await page.DeleteAsync("/v1/client/sessions");
        }

        return pages;
    }

    private async Task<UserId> UserAsync() =>
        (await host.Services.GetRequiredService<IIdentifierStore>().FindOwnerAsync(Identifier.Of("email_address", address), CancellationToken.None))!.Value;

    private async Task MissAsync(FrontEnd page)
    {
        Assert.Equal(["form_password_incorrect"], (await page.SignInAsync(address, "a guess")).Errors);
        host.Clock.Advance(TimeSpan.FromSeconds(65));
    }
}
