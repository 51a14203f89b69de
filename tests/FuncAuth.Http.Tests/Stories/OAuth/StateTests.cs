using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using Microsoft.Extensions.DependencyInjection;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>An answer of a provider is taken from the browser that asked for it, once, and in time.</summary>
public sealed class StateTests(OutsideHost outside) : IClassFixture<OutsideHost>
{
    private FuncAuthHost Host => outside.Host;

    private OutsideProviders Providers => outside.Providers;

    [Theory]
    [InlineData(BySignIn)]
    [InlineData(BySignUp)]
    public async Task F01_an_answer_belongs_to_the_browser_that_asked(string attempts)
    {
        var (mine, theirs) = (OutsideAccount.With(People.FreshAddress(), verified: true), OutsideAccount.With(People.FreshAddress(), verified: true));
        using var eve = Host.OpenPage();
        using var ada = Host.OpenPage();
        using var nobody = Host.OpenPage();
        var ofEve = await Providers.ComeBackAsync(await eve.DepartAsync(attempts, Providers.Alpha), theirs);
        var ofAda = await Providers.ComeBackAsync(await ada.DepartAsync(attempts, Providers.Alpha), mine);

        // Eve's answer in Ada's browser, Eve's code with Ada's state, and both in a browser that asked for nothing.
        (await ada.ArriveAsync(ofEve)).BelongsToNothing();
        (await nobody.ArriveAsync(ofEve)).BelongsToNothing();
        (await eve.ArriveAsync(ofAda)).BelongsToNothing();
        Assert.Equal(("unverified", null), await ada.StandingAsync(attempts));
        Assert.Equal(("unverified", null), await eve.StandingAsync(attempts));
        Assert.Equal((0, 0), (await Providers.ExchangesAsync(mine), await Providers.ExchangesAsync(theirs)));

        // A code that was given for another way is worth nothing at the provider: it is tied to that way's verifier.
        (await ada.ArriveAsync(ofAda.With("code", ofEve.Parameter("code")))).LeadsTo(Back);
        Assert.Equal("failed", (await ada.StandingAsync(attempts)).Status);
        Assert.Equal(["authentication_invalid"], (await ada.GetAsync("/v1/me")).Errors);

        Assert.Equal(303, (await eve.ArriveAsync(ofEve)).Status);
    }

    [Fact]
    public async Task F01_an_answer_counts_once()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        var callback = await Providers.ComeBackAsync(await page.DepartAsync(BySignUp, Providers.Beta), account);
        (await page.ArriveAsync(callback)).LeadsTo(Done);
        var cookie = page.ClientCookie;
        var before = (await page.GetAsync("/v1/client")).Body;

        // A reload is led to the same page, and nothing more is done.
        var again = await page.ArriveAsync(callback);

        again.LeadsTo(Done);
        Assert.Null(again.Header("Set-Cookie"));
        Assert.Equal((cookie, 1), (page.ClientCookie, await Providers.ExchangesAsync(account)));
        Assert.Equal(
            System.Text.Json.JsonDocument.Parse(before).RootElement.GetProperty("response").GetProperty("updated_at").GetInt64(),
            (await page.GetAsync("/v1/client")).Response.GetProperty("updated_at").GetInt64());
        Assert.Single((await page.GetAsync("/v1/client")).Response.GetProperty("sessions").EnumerateArray());
    }

    [Fact]
    public async Task F01_without_a_state_or_with_another_nothing_is_taken()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        var callback = await Providers.ComeBackAsync(await page.DepartAsync(BySignIn, Providers.Hub), account);
        var state = callback.Parameter("state")!;
        Assert.True(state.Length >= 43, "a state has 256 bits");

        foreach (var other in new[] { null, "", state[..^1], state + "A", state.ToUpperInvariant(), new string('A', state.Length), new string('A', 4097) })
            (await page.ArriveAsync(callback.With("state", other))).BelongsToNothing();
        (await page.VisitAsync($"{callback.PathAndQuery}&state={state}")).BelongsToNothing(); // two are not a choice between them
        (await page.VisitAsync("/v1/oauth_callback")).BelongsToNothing();
        Assert.Equal(0, await Providers.ExchangesAsync(account));

        (await page.ArriveAsync(callback)).LeadsTo(Back);
        Assert.Equal("transferable", (await page.StandingAsync(BySignIn)).Status);
    }

    [Theory]
    [InlineData(BySignIn)]
    [InlineData(BySignUp)]
    public async Task F01_an_answer_that_comes_after_ten_minutes_is_none(string attempts)
    {
        await using var host = await OutsideHost.StartAsync(null);
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var late = host.OpenPage();
        var callback = await Providers.ComeBackAsync(await late.DepartAsync(attempts, Providers.Alpha), account);
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        (await late.ArriveAsync(callback)).BelongsToNothing();
        Assert.Equal(0, await Providers.ExchangesAsync(account));
        Assert.Equal("expired", (await late.StandingAsync(attempts)).Status);

        // The page may begin again, and one that comes a second before is in time. The provider's own clock stands where it stood.
        host.Clock.Reset();
        var soon = await Providers.ComeBackAsync(await late.DepartAsync(attempts, Providers.Hub), account);
        host.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(5));
        Assert.Equal(303, (await late.ArriveAsync(soon)).Status);
        Assert.Equal(1, await Providers.ExchangesAsync(account));
    }

    [Theory]
    [InlineData(BySignIn)]
    [InlineData(BySignUp)]
    public async Task F01_of_several_that_bring_one_answer_one_asks_the_provider(string attempts)
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        string? known = null;
        if (attempts is BySignIn)
        {
            using var first = Host.OpenPage();
            known = await first.SignUpByAsync(Providers, Providers.Alpha, account);
        }

        using var page = Host.OpenPage();
        var before = await Providers.ExchangesAsync(account);
        var callback = await Providers.ComeBackAsync(await page.DepartAsync(attempts, Providers.Alpha), account);
        var cookie = page.ClientCookie;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var tab = Host.OpenPage();
            tab.ClientCookie = cookie;
            return (Answer: await tab.ArriveAsync(callback), Cookie: tab.ClientCookie);
        }));

        Assert.All(answers, answer => Assert.True(answer.Answer.Status is 303 or 400, answer.Answer.Body)); // who comes after the end comes with an outdated cookie
        Assert.All(answers.Where(answer => answer.Answer.Status == 303), answer => answer.Answer.LeadsTo(Done));
        var elected = Assert.Single(answers, answer => answer.Answer.Header("Set-Cookie") is not null);
        Assert.Equal(before + 1, await Providers.ExchangesAsync(account));
        page.ClientCookie = elected.Cookie;
        var client = (await page.GetAsync("/v1/client")).Response;
        Assert.Single(client.GetProperty("sessions").EnumerateArray());
        if (known is not null)
            Assert.Equal(known, (await page.GetAsync("/v1/me"))["id"]);
    }

    [Fact]
    public async Task F01_who_is_cut_off_while_it_asks_leaves_a_way_that_leads_back()
    {
        var faults = new Faults();
        await using var host = await OutsideHost.StartAsync(faults.Register);
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = host.OpenPage();
        var callback = await Providers.ComeBackAsync(await page.DepartAsync(BySignUp, Providers.Alpha), account);
        faults.Arm(2, Moment.After); // the client is read, and the election saved
        Assert.Equal(500, (await page.ArriveAsync(callback)).Status);
        faults.Disarm();

        (await page.ArriveAsync(callback)).LeadsTo(Back);

        Assert.Equal(0, await Providers.ExchangesAsync(account));
        (await page.GoAsync(Providers, BySignUp, Providers.Alpha, account)).LeadsTo(Done);
    }

    [Fact]
    public async Task F01_a_form_that_another_site_posts_is_fetched_with_the_cookie()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        var callback = await Providers.ComeBackAsync(await page.DepartAsync(BySignUp, Providers.Alpha), account);
        using var provider = Host.OpenPage(Providers.Alpha.Issuer); // its page posts, with its origin and without our cookie

        var posted = await provider.PostAsync(
            "/v1/oauth_callback", ("code", callback.Parameter("code")!), ("state", callback.Parameter("state")!), ("iss", callback.Parameter("iss") ?? ""),
            ("error_description", "for nobody"), ("_method", "DELETE"), ("next", "//evil.example"));

        Assert.Equal((303, "no-store", "no-referrer"), (posted.Status, posted.Header("Cache-Control"), posted.Header("Referrer-Policy")));
        Assert.Null(posted.Header("Set-Cookie"));
        Assert.Null(posted.Header("Access-Control-Allow-Origin"));
        var next = new Uri(new Uri(callback, callback.AbsolutePath), posted.Header("Location"));
        Assert.Equal(callback.GetLeftPart(UriPartial.Path), next.GetLeftPart(UriPartial.Path));
        Assert.DoesNotContain("evil", next.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", next.Query, StringComparison.Ordinal);
        (await page.ArriveAsync(next)).LeadsTo(Done);
    }

    [Fact]
    public async Task F04_an_answer_of_another_provider_is_none_of_this_way()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        var ofAlpha = await Providers.ComeBackAsync(await page.DepartAsync(BySignIn, Providers.Alpha), account);
        var ofBeta = await Providers.ComeBackAsync(await page.DepartAsync(BySignIn, Providers.Beta), account);

        var mixed = await page.ArriveAsync(ofBeta.With("code", ofAlpha.Parameter("code")).With("iss", ofAlpha.Parameter("iss")));

        mixed.LeadsTo(Back);
        Assert.Equal(("failed", "oauth_token_exchange_error"), await page.StandingAsync(BySignIn));
        Assert.Equal(0, await Providers.ExchangesAsync(account)); // the code of the one was shown to neither

        // Neither is one without its issuer, where the provider says who it is.
        var again = await Providers.ComeBackAsync(await page.DepartAsync(BySignIn, Providers.Beta), account);
        Assert.NotNull(again.Parameter("iss"));
        (await page.ArriveAsync(again.With("iss", null))).LeadsTo(Back);
        Assert.Equal("failed", (await page.StandingAsync(BySignIn)).Status);
        (await page.GoAsync(Providers, BySignIn, Providers.Beta, account)).LeadsTo(Back);
        Assert.Equal("transferable", (await page.StandingAsync(BySignIn)).Status);
    }

    [Fact]
    public async Task S01_who_planted_the_cookie_gets_nothing_of_whoever_signs_in_while_a_provider_is_asked()
    {
        var gate = new HeldProviders();
        await using var host = await OutsideHost.StartAsync(gate.Register, ("FuncAuth:Instance:SingleSession", "false"));
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var eve = host.OpenPage();
        var callback = await Providers.ComeBackAsync(await eve.DepartAsync(BySignUp, Providers.Alpha), OutsideAccount.With(People.FreshAddress(), verified: true));
        using var victim = host.OpenPage();
        victim.ClientCookie = eve.ClientCookie;

        gate.Hold();
        var returning = eve.ArriveAsync(callback);
        await gate.SomebodyWaitsAsync();
        Assert.Equal("complete", (await victim.SignInAsync(address))["status"]);
        gate.Open();

        (await returning).BelongsToNothing();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await eve.GetAsync("/v1/client")).Json.GetProperty("response").ValueKind);
        Assert.Single((await victim.GetAsync("/v1/client")).Response.GetProperty("sessions").EnumerateArray());
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("signed out")]
    public async Task F01_a_session_that_is_ended_while_a_provider_is_asked_links_nothing(string how)
    {
        var gate = new HeldProviders();
        await using var host = await OutsideHost.StartAsync(gate.Register);
        var (account, address) = (OutsideAccount.With(People.FreshAddress(), verified: true), People.FreshAddress());
        using var thief = host.OpenPage();
        using var owner = host.OpenPage();
        await thief.SignUpAsync(host, address);
        var session = (await thief.GetAsync("/v1/client")).Response.GetProperty("sessions")[0].GetProperty("id").GetString();
        Assert.Equal("complete", (await owner.SignInAsync(address))["status"]);
        var callback = await Providers.ComeBackAsync((await thief.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);

        gate.Hold();
        var returning = thief.ArriveAsync(callback);
        await gate.SomebodyWaitsAsync();
        if (how is "revoked")
        {
            Assert.Equal("revoked", (await owner.PostAsync($"/v1/me/sessions/{session}/revoke"))["status"]);
        }
        else
        {
            using var tab = host.OpenPage();
            tab.ClientCookie = thief.ClientCookie;
            Assert.Equal(200, (await tab.DeleteAsync("/v1/client/sessions")).Status);
        }

        gate.Open();
        await returning;

        Assert.DoesNotContain(await owner.AccountsAsync(), one => one.GetProperty("provider_user_id").GetString() == account.Subject);
        Assert.DoesNotContain(await host.RowsAsync("identifiers"), row => row.PartitionKey == FuncAuth.Users.Identifier.Of("oauth_alpha", account.Subject).Key);
    }

    /// <summary>The providers, which answer when they may.</summary>
    private sealed class HeldProviders
    {
        private TaskCompletionSource? open;
        private TaskCompletionSource? held;

        public void Hold() => (open, held) = (
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public Task SomebodyWaitsAsync() => held!.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public void Open() => open!.SetResult();

        public void Register(IServiceCollection services) => Faults.Wrap<IExternalProviders>(services, inner => new Held(inner, this));

        private sealed class Held(IExternalProviders inner, HeldProviders gate) : IExternalProviders
        {
            public Task<ExternalDeparture> DepartAsync(string strategy, ExternalSecrets secrets, ExternalWish wish, CancellationToken ct) =>
                inner.DepartAsync(strategy, secrets, wish, ct);

            public async Task<ExternalWord> RedeemAsync(string strategy, ExternalReturn answer, ExternalSecrets secrets, CancellationToken ct)
            {
                var word = await inner.RedeemAsync(strategy, answer, secrets, ct);
                gate.held?.SetResult();
                if (gate.open is { } open)
                    await open.Task;
                return word;
            }
        }
    }
}
