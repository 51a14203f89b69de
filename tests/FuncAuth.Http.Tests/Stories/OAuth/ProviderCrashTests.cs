using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using FuncAuth.Users;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>The process dies between any two storage operations of the way back: nothing is there twice, no code is redeemed twice, and a new try works.</summary>
public sealed class ProviderCrashTests : IAsyncLifetime
{
    private readonly Faults faults = new();
    private FuncAuthHost host = null!;
    private OutsideProviders providers = null!;

    public async ValueTask InitializeAsync()
    {
        providers = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        host = await OutsideHost.StartAsync(faults.Register);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(BySignUp, false, Moment.Before)]
    [InlineData(BySignUp, false, Moment.After)]
    [InlineData(BySignIn, false, Moment.Before)] // links: the claim, word of it, the user, the client
    [InlineData(BySignIn, false, Moment.After)]
    [InlineData(BySignIn, true, Moment.Before)]
    [InlineData(BySignIn, true, Moment.After)]
    public async Task F01_a_way_back_that_is_cut_anywhere_can_be_gone_again(string attempts, bool isLinked, Moment moment)
    {
        var cuts = 0;
        for (var operation = 1; ; operation++)
        {
            var address = People.FreshAddress();
            var account = OutsideAccount.With(address, verified: true);
            string? user = null;
            if (attempts is BySignIn && !isLinked)
                user = (await host.SomebodyAsync(address)).Value;
            if (isLinked)
            {
                using var first = host.OpenPage();
                user = await first.SignUpByAsync(providers, providers.Hub, account);
            }

            using var page = host.OpenPage();
            var asked = await providers.ExchangesAsync(account);
            var callback = await providers.ComeBackAsync(await page.DepartAsync(attempts, providers.Hub), account);

            faults.Arm(operation, moment);
            var cut = await page.ArriveAsync(callback);
            faults.Disarm();
            Assert.True(await providers.ExchangesAsync(account) - asked <= 1);
            if (!faults.Struck)
            {
                cut.LeadsTo(Done);
                break;
            }

            cuts++;
            Assert.Equal((500, "internal_clerk_error"), (cut.Status, cut.Errors.Single()));
            Assert.DoesNotContain("Set-Cookie", cut.Headers.Keys);

            // The person starts again, and what was elected before it was cut off is carried through by that.
            var begun = await page.SetOutAsync(BySignIn, providers.Hub);
            if (begun.Errors is not ["session_exists"])
            {
                var again = await page.ArriveAsync(await providers.ComeBackAsync(begun.Departure(), account));
                if (again.Header("Location") == Back)
                {
                    Assert.Equal("transferable", (await page.StandingAsync(BySignIn)).Status);
                    Assert.Equal("complete", (await page.PostAsync("/v1/client/sign_ups", ("transfer", "true")))["status"]);
                }
            }

            var me = await page.GetAsync("/v1/me");
            Assert.Equal(200, me.Status);
            if (user is not null)
                Assert.Equal(user, me["id"]);
            Assert.Equal(account.Subject, Assert.Single(me.Response.GetProperty("external_accounts").EnumerateArray()).GetProperty("provider_user_id").GetString());
            await InvariantsHoldAsync(me["id"]!, address, account);
        }

        Assert.True(cuts >= 6, $"Only {cuts} cuts.");
    }

    [Theory]
    [InlineData(Moment.Before)] // the client, its user, the same to elect, and to link: the claim, word of it, the user
    [InlineData(Moment.After)]
    public async Task F01_a_way_back_to_a_users_own_account_that_is_cut_anywhere_can_be_gone_again(Moment moment)
    {
        var cuts = 0;
        for (var operation = 1; ; operation++)
        {
            var (address, account) = (People.FreshAddress(), OutsideAccount.With());
            using var page = host.OpenPage();
            var user = (await page.SignUpAsync(host, address))["created_user_id"]!;
            var callback = await providers.ComeBackAsync((await page.SetOutToLinkAsync(providers.Hub)).LinkDeparture(), account);

            faults.Arm(operation, moment);
            var cut = await page.ArriveAsync(callback);
            faults.Disarm();
            Assert.True(await providers.ExchangesAsync(account) <= 1);
            if (!faults.Struck)
            {
                cut.LeadsTo(Done);
                break;
            }

            cuts++;
            Assert.Equal((500, "internal_clerk_error"), (cut.Status, cut.Errors.Single()));

            // Linked or not, the page says which; and where it is not the person starts again.
            var begun = await page.SetOutToLinkAsync(providers.Hub);
            if (begun.Errors is not ["oauth_account_already_connected"])
                (await page.ArriveAsync(await providers.ComeBackAsync(begun.LinkDeparture(), account))).LeadsTo(Done);

            var linked = Assert.Single(await page.AccountsAsync());
            Assert.Equal((account.Subject, ("verified", null)), (linked.GetProperty("provider_user_id").GetString(), linked.Standing()));
            await InvariantsHoldAsync(user, address, account);
        }

        Assert.True(cuts >= 7, $"Only {cuts} cuts.");
    }

    [Theory]
    [InlineData(7)] // read, claim, whose the account is, whose the address, the same again, the election: nothing is claimed
    [InlineData(8)]
    [InlineData(9)] // claims, but no user
    [InlineData(10)] // a user, but the client is not complete
    public async Task U05_a_completion_by_a_provider_that_is_cut_off_is_completed_by_the_next_call(int operation)
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = host.OpenPage();
        var begun = await page.SetOutAsync(BySignUp, providers.Hub);
        var callback = await providers.ComeBackAsync(begun.Departure(), account);
        faults.Arm(operation, Moment.Before);
        var cut = await page.ArriveAsync(callback);
        faults.Disarm();
        Assert.Equal((true, 500), (faults.Struck, cut.Status));

        // A reload finishes what it meets, and gives the browser its cookie.
        var again = await page.ArriveAsync(callback);

        again.LeadsTo(Done);
        Assert.NotNull(again.Header("Set-Cookie"));
        Assert.Equal("complete", (await page.GetAsync($"/v1/client/sign_ups/{begun["id"]}"))["status"]);
        Assert.Equal(1, await providers.ExchangesAsync(account));
        await InvariantsHoldAsync((await page.GetAsync("/v1/me"))["id"]!, account.Email!, account);
    }

    private async Task InvariantsHoldAsync(string user, string address, OutsideAccount account)
    {
        var users = (await host.RowsAsync("users")).Where(row => row.RowKey == "user").Select(row => row.PartitionKey).ToList();
        Assert.Equal(users.Distinct().Count(), users.Count);
        var claims = await host.ClaimsAsync();
        foreach (var identifier in new[] { Identifier.Of("email_address", address), Identifier.Of("oauth_hub", account.Subject) })
            Assert.Equal(user, Assert.Single(claims, row => row.PartitionKey == identifier.Key).GetString("User"));
        Assert.All(claims, claim => Assert.Contains(claim.GetString("User"), users));
    }
}
