using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>Storage operations of each step out to a provider and back.</summary>
public sealed class ProviderBudgetTests : IAsyncLifetime
{
    private readonly StorageCounter counter = new();
    private FuncAuthHost host = null!;
    private OutsideProviders providers = null!;

    public async ValueTask InitializeAsync()
    {
        providers = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        host = await OutsideHost.StartAsync(counter.Register);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Every_step_by_a_provider_stays_within_its_budget()
    {
        var (hub, account) = (providers.Hub, OutsideAccount.With(People.FreshAddress(), verified: true));
        using var page = host.OpenPage();
        string departure = "";

        // The way out is one write, and a read where there is a client.
        Assert.Equal(1, await CountAsync(async () => departure = await page.DepartAsync(BySignUp, hub)));
        Assert.Equal(2, await CountAsync(async () => departure = await page.DepartAsync(BySignUp, hub)));

        // What belongs to nothing costs the client alone; without a cookie nothing.
        var callback = await providers.ComeBackAsync(departure, account);
        Assert.Equal(1, await CountAsync(async () => (await page.ArriveAsync(callback.With("state", "another"))).BelongsToNothing()));
        using (var nobody = host.OpenPage())
            Assert.Equal(0, await CountAsync(async () => (await nobody.ArriveAsync(callback)).BelongsToNothing()));

        // The client, the election; whose the account is, whose the address, once to find a user and once to take it; the client; two claims, the user
        // with the note of the session, the client.
        Assert.Equal(2 + 3 + 1 + 4, await CountAsync(async () => (await page.ArriveAsync(callback)).LeadsTo(Done)));
        Assert.Equal(3, await CountAsync(async () => (await page.ArriveAsync(callback)).LeadsTo(Done))); // a reload: the client and its user, and the client again

        // The client, the election; the account's claim and its user; the user with the note of the session, the client.
        using var known = host.OpenPage();
        callback = await providers.ComeBackAsync(await known.DepartAsync(BySignIn, hub), account);
        Assert.Equal(2 + 2 + 2, await CountAsync(async () => (await known.ArriveAsync(callback)).LeadsTo(Done)));

        // Nobody is found: the account's claim and the address's.
        using var unknown = host.OpenPage();
        callback = await providers.ComeBackAsync(await unknown.DepartAsync(BySignIn, hub), OutsideAccount.With(People.FreshAddress(), verified: true));
        Assert.Equal(2 + 2 + 1, await CountAsync(async () => (await unknown.ArriveAsync(callback)).LeadsTo(Back)));

        // The client; three looks and the election as above, two claims, the user, the client.
        Assert.Equal(1 + 3 + 1 + 4, await CountAsync(async () => Assert.Equal("complete", (await unknown.PostAsync("/v1/client/sign_ups", ("transfer", "true")))["status"])));
    }

    [Fact]
    public async Task Linking_costs_a_claim_and_word_of_it()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        var callback = await providers.ComeBackAsync(await page.DepartAsync(BySignIn, providers.Hub), OutsideAccount.With(address, verified: true));

        // The client, the election; the account's claim, the address's, its user, and once more whose the account is; the claim, word of it, the user with the
        // note of the session, the client.
        Assert.Equal(2 + 4 + 4, await CountAsync(async () => (await page.ArriveAsync(callback)).LeadsTo(Done)));
    }

    [Fact]
    public async Task Every_step_on_a_users_own_accounts_stays_within_its_budget()
    {
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var (account, departure, id) = (OutsideAccount.With(People.FreshAddress(), verified: true), "", "");

        // The client and its user; the user once more, and written.
        Assert.Equal(2 + 2, await CountAsync(async () => departure = (await page.SetOutToLinkAsync(providers.Hub)).LinkDeparture()));
        Assert.Equal(2 + 1, await CountAsync(async () => Assert.Equal(404, (await page.SetOutAgainAsync(FuncAuth.ExternalAccountId.From("nobody").Value)).Status)));

        // The same, written to elect the request; the client once more, the user, the claim, word of it, the user written.
        var callback = await providers.ComeBackAsync(departure, account);
        Assert.Equal(2 + 2 + 5, await CountAsync(async () => (await page.ArriveAsync(callback)).LeadsTo(Done)));

        // Asked again nothing is claimed, and there is nothing to tell.
        id = Assert.Single(await page.AccountsAsync()).GetProperty("id").GetString()!;
        Assert.Equal(2 + 2, await CountAsync(async () => departure = (await page.SetOutAgainAsync(id)).LinkDeparture()));
        callback = await providers.ComeBackAsync(departure, account);
        Assert.Equal(2 + 2 + 3, await CountAsync(async () => (await page.ArriveAsync(callback)).LeadsTo(Done)));

        // Revoking what is not kept is a look. A removal is the user, word of it, the user written, and the claim: read, its user once more, and deleted.
        Assert.Equal(2, await CountAsync(async () => Assert.Equal(200, (await page.DeleteAsync($"{PeopleLinking.Route}/{id}/tokens")).Status)));
        Assert.Equal(2 + 3 + 3, await CountAsync(async () => Assert.Equal(200, (await page.DeleteAsync($"{PeopleLinking.Route}/{id}")).Status)));
    }

    private async Task<int> CountAsync(Func<Task> step)
    {
        await host.QueuesAreEmptyAsync();
        counter.Reset();
        await step();
        return counter.Count;
    }
}
