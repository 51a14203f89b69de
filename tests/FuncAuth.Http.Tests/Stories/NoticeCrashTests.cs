using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Whoever changes an account is told of, whatever becomes of the request that did it.</summary>
public sealed class NoticeCrashTests : IAsyncLifetime
{
    private readonly Faults faults = new();
    private readonly Turnstile turnstile = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        services: services =>
        {
            faults.Register(services);
            turnstile.Register(services);
        },
        ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task P10_a_change_that_is_cut_anywhere_is_told_if_it_was_made_and_only_then(Moment moment)
    {
        var cuts = new List<(string Address, bool IsMade)>();
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            using var elsewhere = host.OpenPage();
            var address = People.FreshAddress();
            await page.SignUpAsync(host, address);

            faults.Arm(operation, moment);
            var cut = await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword);
            faults.Disarm();
            cuts.Add((address, (await elsewhere.SignInAsync(address, Accounts.OtherPassword)).Status == 200));
            if (!faults.Struck)
            {
                Assert.Equal(200, cut.Status);
                break;
            }
        }

        await host.QueuesAreEmptyAsync();
        Assert.All(cuts, cut => Assert.Equal(cut.IsMade ? 1 : 0, host.MessagesTo(cut.Address).Count(message => message.Code is null)));
        Assert.Contains(cuts, cut => !cut.IsMade);
        Assert.True(moment is Moment.Before || cuts.Count(cut => cut.IsMade) > 1, "No cut left a change behind.");
    }

    // Whoever resets somebody's password and begins another sign-in meanwhile, in the same browser, gets no answer that the owner could be told by.
    [Fact]
    public async Task P10_a_reset_whose_sign_in_was_replaced_while_it_was_made_is_told()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        using var tab = host.OpenPage();
        var signIn = await page.BeginSignInAsync(address, "reset_password_email_code");
        await page.ProveAsync(signIn, "first", "reset_password_email_code", await host.LastCodeForAsync(address, 2));
        tab.ClientCookie = page.ClientCookie;

        var bar = turnstile.CloseBehindReadOf("users");
        var reset = page.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", Accounts.OtherPassword));
        await bar.SomebodyWaitsAsync();
        Assert.Equal(422, (await tab.PostAsync("/v1/client/sign_ins", ("identifier", People.FreshAddress()))).Status);
        await tab.PostAsync("/v1/client/sign_ins");
        bar.Open();

        Assert.NotEqual(200, (await reset).Status);
        using var elsewhere = host.OpenPage();
        Assert.Equal(200, (await elsewhere.SignInAsync(address, Accounts.OtherPassword)).Status);
        Assert.Contains("password", Assert.Single(await host.NoticesToAsync(address)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_not_filled_by_changes_to_and_fro()
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(host, address);
        var into = host.Clock.GetUtcNow().TimeOfDay;
        host.Clock.Advance(TimeSpan.FromMinutes(Math.Ceiling(into.TotalMinutes)) - into); // all within one minute

        for (var i = 0; i < 4; i++)
            Assert.Equal(200, (await page.ChangePasswordAsync(i % 2 == 0 ? People.Password : Accounts.OtherPassword, i % 2 == 0 ? Accounts.OtherPassword : People.Password)).Status);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword)).Status);

        await host.QueuesAreEmptyAsync();
        Assert.Equal(2, host.MessagesTo(address).Count(message => message.Code is null));
    }
}
