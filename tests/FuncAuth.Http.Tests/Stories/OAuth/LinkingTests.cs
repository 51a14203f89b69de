using System.Security.Cryptography;
using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>Signed-in people link accounts at providers, are asked again, and remove them.</summary>
public sealed class LinkingTests(OutsideHost outside) : IClassFixture<OutsideHost>
{
    private FuncAuthHost Host => outside.Host;

    private OutsideProviders Providers => outside.Providers;

    [Theory]
    [InlineData("alpha")]
    [InlineData("beta")]
    [InlineData("hub")]
    public async Task An_account_is_linked_and_signs_in_from_then_on(string name)
    {
        var (provider, address) = (outside.Provider(name), People.FreshAddress());
        var account = OutsideAccount.With(People.FreshAddress(), verified: true) with { GivenName = "Jane", FamilyName = "Doe", Name = "Jane Doe" };
        using var page = Host.OpenPage();
        var user = (await page.SignUpAsync(Host, address))["created_user_id"];

        var begun = await page.SetOutToLinkAsync(provider);

        Assert.Equal((200, "external_account", provider.Strategy, ""), (begun.Status, begun["object"], begun["provider"], begun["provider_user_id"]));
        Assert.Equal(("unverified", null), begun.Response.Standing());
        var shown = begun.ClientUser().GetProperty("external_accounts")[0];
        Assert.Equal(begun["id"], shown.GetProperty("id").GetString());
        Assert.Equal(("unverified", null), Assert.Single(await page.AccountsAsync()).Standing());
        var callback = await Providers.ComeBackAsync(begun.LinkDeparture(), account);
        (await page.ArriveAsync(callback)).LeadsTo(Done);

        var linked = Assert.Single(await page.AccountsAsync());
        Assert.Equal(begun["id"], linked.GetProperty("id").GetString());
        Assert.Equal(("verified", null), linked.Standing());
        Assert.Equal((account.Subject, account.Email), (linked.GetProperty("provider_user_id").GetString(), linked.GetProperty("email_address").GetString()));
        Assert.Contains("new way to sign in", Assert.Single(await Host.NoticesToAsync(address)).Subject, StringComparison.Ordinal);

        // A reload is led to the same page, and nothing more is asked. Nothing is added to the addresses.
        (await page.ArriveAsync(callback)).LeadsTo(Done);
        Assert.Equal(1, await Providers.ExchangesAsync(account));
        var me = await page.GetAsync("/v1/me");
        Assert.Equal(address, Assert.Single(me.Response.GetProperty("email_addresses").EnumerateArray()).GetProperty("email_address").GetString());

        using var other = Host.OpenPage();
        (await other.GoAsync(Providers, BySignIn, provider, account)).LeadsTo(Done);
        Assert.Equal(user, (await other.GetAsync("/v1/me"))["id"]);
    }

    [Fact]
    public async Task An_address_that_a_provider_vouches_for_says_so()
    {
        var address = People.FreshAddress();
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host, address);

        var id = await page.LinkedAsync(Providers, Providers.Alpha, OutsideAccount.With(address, verified: true));

        var me = (await page.GetAsync("/v1/me")).Response;
        var link = Assert.Single(me.GetProperty("email_addresses")[0].GetProperty("linked_to").EnumerateArray());
        var account = Assert.Single(me.GetProperty("external_accounts").EnumerateArray(), one => one.GetProperty("id").GetString() == id);
        Assert.Equal(
            ("oauth_alpha", account.GetProperty("identification_id").GetString()), (link.GetProperty("type").GetString(), link.GetProperty("id").GetString()));
        var shown = await page.GetAsync($"/v1/me/email_addresses/{me.GetProperty("primary_email_address_id").GetString()}");
        Assert.Equal(link.GetRawText(), Assert.Single(shown.Response.GetProperty("linked_to").EnumerateArray()).GetRawText());
    }

    [Fact]
    public async Task F05_what_is_linked_to_somebody_else_is_not_to_be_had()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var theirs = Host.OpenPage();
        var owner = await theirs.SignUpByAsync(Providers, Providers.Alpha, account);
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        (await page.LinkAsync(Providers, Providers.Alpha, account)).LeadsTo(Back);

        Assert.Equal(("failed", "oauth_identification_claimed"), Assert.Single(await page.AccountsAsync()).Standing());
        using var other = Host.OpenPage();
        (await other.GoAsync(Providers, BySignIn, Providers.Alpha, account)).LeadsTo(Done);
        Assert.Equal(owner, (await other.GetAsync("/v1/me"))["id"]);
    }

    [Fact]
    public async Task Of_two_users_who_link_one_account_at_once_one_has_it()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        var pages = new[] { Host.OpenPage(), Host.OpenPage() };
        var callbacks = new List<Uri>();
        foreach (var page in pages)
        {
            await page.SignUpAsync(Host);
            callbacks.Add(await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Hub)).LinkDeparture(), account));
        }

        var answers = await Task.WhenAll(pages.Zip(callbacks, (page, callback) => page.ArriveAsync(callback)));

        Assert.Equal([Done, Back], answers.Select(answer => answer.Header("Location")).Order(StringComparer.Ordinal));
        foreach (var (page, answer) in pages.Zip(answers))
        {
            Assert.Equal(
                answer.Header("Location") == Done ? ("verified", null) : ("failed", "oauth_identification_claimed"), Assert.Single(await page.AccountsAsync()).Standing());
            page.Dispose();
        }
    }

    [Fact]
    public async Task Of_one_provider_there_is_one_account_and_the_latest_way_to_it_counts()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var first = await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);
        var second = await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);

        (await page.ArriveAsync(first)).BelongsToNothing();
        (await page.ArriveAsync(second)).LeadsTo(Done);

        var again = await page.SetOutToLinkAsync(Providers.Alpha);
        Assert.Equal((400, "oauth_account_already_connected"), (again.Status, again.Errors.Single()));
        Assert.Single(await page.AccountsAsync());
        await page.LinkedAsync(Providers, Providers.Beta, OutsideAccount.With());
        Assert.Equal(2, (await page.AccountsAsync()).Length);
    }

    [Fact]
    public async Task F01_an_answer_is_taken_from_the_browser_of_the_session_that_asked()
    {
        var (account, address) = (OutsideAccount.With(People.FreshAddress(), verified: true), People.FreshAddress());
        using var page = Host.OpenPage();
        using var elsewhere = Host.OpenPage();
        using var eve = Host.OpenPage();
        using var nobody = Host.OpenPage();
        await page.SignUpAsync(Host, address);
        Assert.Equal("complete", (await elsewhere.SignInAsync(address))["status"]); // the same user, in another browser
        await eve.SignUpAsync(Host);
        var callback = await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);
        var ofEve = await Providers.ComeBackAsync((await eve.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), OutsideAccount.With());

        (await nobody.ArriveAsync(callback)).BelongsToNothing();
        (await eve.ArriveAsync(callback)).BelongsToNothing();
        (await elsewhere.ArriveAsync(callback)).BelongsToNothing();
        (await page.ArriveAsync(ofEve)).BelongsToNothing(); // or the victim's account would open by Eve's at the provider
        Assert.Equal(0, await Providers.ExchangesAsync(account));

        (await page.ArriveAsync(callback)).LeadsTo(Done);
        Assert.DoesNotContain(await eve.AccountsAsync(), one => one.GetProperty("provider_user_id").GetString() == account.Subject);
    }

    [Fact]
    public async Task F01_a_session_that_is_over_links_nothing()
    {
        var (account, address) = (OutsideAccount.With(People.FreshAddress(), verified: true), People.FreshAddress());
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host, address);
        var callback = await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);
        await page.DeleteAsync("/v1/client/sessions");

        (await page.ArriveAsync(callback)).BelongsToNothing();
        Assert.Equal("complete", (await page.SignInAsync(address))["status"]);
        (await page.ArriveAsync(callback)).BelongsToNothing(); // nor does a later one of the same user and browser

        Assert.Equal(0, await Providers.ExchangesAsync(account));
        Assert.Equal(("unverified", null), Assert.Single(await page.AccountsAsync()).Standing());
    }

    [Fact]
    public async Task F01_a_session_that_was_cut_from_elsewhere_links_nothing()
    {
        var (account, address) = (OutsideAccount.With(People.FreshAddress(), verified: true), People.FreshAddress());
        using var thief = Host.OpenPage();
        using var owner = Host.OpenPage();
        await thief.SignUpAsync(Host, address);
        Assert.Equal("complete", (await owner.SignInAsync(address))["status"]);
        var callback = await Providers.ComeBackAsync((await thief.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);
        Assert.Equal(200, (await owner.ChangePasswordAsync(People.Password, Accounts.OtherPassword, ("sign_out_of_other_sessions", "true"))).Status);

        (await thief.ArriveAsync(callback)).BelongsToNothing();

        Assert.DoesNotContain(await owner.AccountsAsync(), one => one.GetProperty("provider_user_id").GetString() == account.Subject);
    }

    [Fact]
    public async Task F08_who_is_deleted_meanwhile_links_nothing()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var callback = await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);
        Assert.Equal(200, (await page.DeleteAsync("/v1/me")).Status);

        (await page.ArriveAsync(callback)).BelongsToNothing();

        Assert.Equal(0, await Providers.ExchangesAsync(account));
        Assert.DoesNotContain(await Host.RowsAsync("identifiers"), row => row.PartitionKey == Identifier.Of("oauth_alpha", account.Subject).Key);
    }

    [Fact]
    public async Task F08_a_provider_that_is_switched_off_meanwhile_links_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("funcauth-");
        try
        {
            (string, string)[] shared = [("FUNCAUTH_INSTANCE", "t" + RandomNumberGenerator.GetHexString(12, lowercase: true)), ("FUNCAUTH_DATA", folder.FullName)];
            await using var before = await OutsideHost.StartAsync(null, shared);
            await using var after = await FuncAuthHost.StartAsync(
                Providers.Settings.Where(setting => !setting.Key.Contains(":alpha:", StringComparison.Ordinal))
                    .Concat(shared.Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))).ToDictionary(),
                ct: TestContext.Current.CancellationToken);
            var account = OutsideAccount.With(People.FreshAddress(), verified: true);
            using var page = before.OpenPage();
            await page.SignUpByAsync(Providers, Providers.Hub, OutsideAccount.With(People.FreshAddress(), verified: true));
            var callback = await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);
            using var there = after.OpenPage();
            there.ClientCookie = page.ClientCookie;

            (await there.ArriveAsync(callback)).LeadsTo(Back);

            var failed = Assert.Single(await there.AccountsAsync(), one => one.GetProperty("provider").GetString() == "oauth_alpha");
            Assert.Equal(("failed", "oauth_provider_not_enabled"), failed.Standing());
            Assert.Equal(0, await Providers.ExchangesAsync(account));
            Assert.Equal(["form_param_value_invalid"], (await there.SetOutToLinkAsync(Providers.Alpha)).Errors);
            Assert.Equal(["oauth_provider_not_enabled"], (await there.SetOutAgainAsync(failed.GetProperty("id").GetString()!)).Errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task F11_who_says_no_at_the_provider_is_told_and_can_try_again()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var begun = await page.SetOutToLinkAsync(Providers.Beta);
        (await page.ArriveAsync(await OutsideProviders.CancelAsync(begun.LinkDeparture()))).LeadsTo(Back);
        Assert.Equal(("failed", "oauth_access_denied"), Assert.Single(await page.AccountsAsync()).Standing());
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);

        var again = await page.SetOutAgainAsync(begun["id"]!);

        (await page.ArriveAsync(await Providers.ComeBackAsync(again.LinkDeparture(), account))).LeadsTo(Done);
        var linked = Assert.Single(await page.AccountsAsync());
        Assert.Equal((begun["id"], ("verified", null)), (linked.GetProperty("id").GetString(), linked.Standing()));
    }

    [Fact]
    public async Task Who_is_asked_again_may_approve_more_and_is_the_same_person()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var id = await page.LinkedAsync(Providers, Providers.Alpha, account);

        var begun = await page.SetOutAgainAsync(id, ("additional_scope", "phone"), ("additional_scope", "address"), ("oidc_prompt", "login"));

        Assert.Equal(("verified", null), begun.Response.Standing());
        Assert.False(Assert.Single(await page.AccountsAsync()).GetProperty("verification").TryGetProperty("external_verification_redirect_url", out _));
        var departure = new Uri(begun.LinkDeparture());
        Assert.Equal("login", departure.Parameter("prompt"));
        Assert.Subset(departure.Parameter("scope")!.Split(' ').ToHashSet(), new HashSet<string> { "openid", "phone", "address" });
        var moved = account with { Email = People.FreshAddress() };
        (await page.ArriveAsync(await Providers.ComeBackAsync(begun.LinkDeparture(), moved))).LeadsTo(Done);
        var linked = Assert.Single(await page.AccountsAsync());
        Assert.Equal((id, moved.Email), (linked.GetProperty("id").GetString(), linked.GetProperty("email_address").GetString()));
    }

    [Fact]
    public async Task F05_who_is_asked_again_and_comes_back_as_another_changes_nothing()
    {
        var (account, another) = (OutsideAccount.With(People.FreshAddress(), verified: true), OutsideAccount.With(People.FreshAddress(), verified: true));
        using var page = Host.OpenPage();
        var user = (await page.SignUpAsync(Host))["created_user_id"];
        var id = await page.LinkedAsync(Providers, Providers.Alpha, account);

        (await page.ArriveAsync(await Providers.ComeBackAsync((await page.SetOutAgainAsync(id)).LinkDeparture(), another))).LeadsTo(Back);

        var linked = Assert.Single(await page.AccountsAsync());
        Assert.Equal((account.Subject, ("verified", "oauth_account_already_connected")), (linked.GetProperty("provider_user_id").GetString(), linked.Standing()));
        using var mine = Host.OpenPage();
        (await mine.GoAsync(Providers, BySignIn, Providers.Alpha, account)).LeadsTo(Done);
        Assert.Equal(user, (await mine.GetAsync("/v1/me"))["id"]);
        using var theirs = Host.OpenPage();
        (await theirs.GoAsync(Providers, BySignIn, Providers.Alpha, another)).LeadsTo(Back);
    }

    [Fact]
    public async Task One_that_is_removed_opens_nothing_any_more_and_is_free_for_others()
    {
        var (account, address) = (OutsideAccount.With(), People.FreshAddress());
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host, address);
        var id = await page.LinkedAsync(Providers, Providers.Alpha, account);

        var removed = await page.DeleteAsync($"{PeopleLinking.Route}/{id}");

        Assert.Equal((200, "external_account", id, "True"), (removed.Status, removed["object"], removed["id"], removed["deleted"]));
        Assert.Empty(removed.ClientUser().GetProperty("external_accounts").EnumerateArray());
        Assert.Equal(404, (await page.DeleteAsync($"{PeopleLinking.Route}/{id}")).Status);
        Assert.Single(await Host.NoticesToAsync(address, 2), notice => notice.Subject.Contains("was removed", StringComparison.Ordinal)); // in whatever order
        Assert.DoesNotContain(await Host.RowsAsync("identifiers"), row => row.PartitionKey == Identifier.Of("oauth_alpha", account.Subject).Key);
        using var other = Host.OpenPage();
        (await other.GoAsync(Providers, BySignIn, Providers.Alpha, account)).LeadsTo(Back);
        Assert.Equal(("transferable", "external_account_not_found"), await other.StandingAsync(BySignIn));
        using var somebody = Host.OpenPage();
        await somebody.SignUpAsync(Host);
        await somebody.LinkedAsync(Providers, Providers.Alpha, account);
    }

    [Fact]
    public async Task F09_the_last_way_in_stays()
    {
        await using var host = await OutsideHost.StartAsync(null, ("FuncAuth:Attributes:EmailAddress:Required", "false"), ("FuncAuth:Attributes:Password:Required", "false"));
        var account = OutsideAccount.With();
        using var page = host.OpenPage();
        await page.SignUpByAsync(Providers, Providers.Alpha, account);
        var id = Assert.Single(await page.AccountsAsync()).GetProperty("id").GetString()!;

        var refused = await page.DeleteAsync($"{PeopleLinking.Route}/{id}");
        Assert.Equal((400, "identification_deletion_failed"), (refused.Status, refused.Errors.Single()));
        var second = await page.LinkedAsync(Providers, Providers.Beta, OutsideAccount.With());
        Assert.Equal(200, (await page.DeleteAsync($"{PeopleLinking.Route}/{id}")).Status);
        Assert.Equal(["identification_deletion_failed"], (await page.DeleteAsync($"{PeopleLinking.Route}/{second}")).Errors);
    }

    [Fact]
    public async Task Tokens_are_not_kept_so_there_are_none_to_revoke()
    {
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var id = await page.LinkedAsync(Providers, Providers.Alpha, account);

        var revoked = await page.DeleteAsync($"{PeopleLinking.Route}/{id}/tokens");

        Assert.Equal((200, "user"), (revoked.Status, revoked["object"]));
        Assert.Equal(id, Assert.Single(revoked.Response.GetProperty("external_accounts").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task One_that_is_somebody_elses_or_nobodys_is_not_found()
    {
        using var theirs = Host.OpenPage();
        await theirs.SignUpAsync(Host);
        var id = await theirs.LinkedAsync(Providers, Providers.Alpha, OutsideAccount.With());
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        foreach (var unknown in new[] { id, FuncAuth.ExternalAccountId.From("nobody").Value, "x", "idn_0" })
        {
            Assert.Equal((404, "resource_not_found"), ProviderStoryTests.Refusal(await page.SetOutAgainAsync(unknown)));
            Assert.Equal((404, "resource_not_found"), ProviderStoryTests.Refusal(await page.DeleteAsync($"{PeopleLinking.Route}/{unknown}")));
            Assert.Equal((404, "resource_not_found"), ProviderStoryTests.Refusal(await page.DeleteAsync($"{PeopleLinking.Route}/{unknown}/tokens")));
        }

        Assert.Equal("verified", Assert.Single(await theirs.AccountsAsync()).Standing().Status);
        using var nobody = Host.OpenPage();
        Assert.Equal(["authentication_invalid"], (await nobody.SetOutToLinkAsync(Providers.Alpha)).Errors);
        Assert.Equal(404, (await page.GetAsync(PeopleLinking.Route)).Status);
    }

    [Theory]
    [InlineData("redirect_url", "https://evil.example/", "form_param_value_invalid")]
    [InlineData("redirect_url", "//evil.example/", "form_param_value_invalid")]
    [InlineData("redirect_url", "javascript:alert(1)", "form_param_value_invalid")]
    [InlineData("action_complete_redirect_url", "https://localhost:5173@evil.example/", "form_param_value_invalid")]
    [InlineData("strategy", "oauth_nobody", "form_param_value_invalid")]
    public async Task X05_a_way_leads_back_to_pages_that_may_call(string parameter, string value, string code)
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var form = new Dictionary<string, string>
        {
            ["strategy"] = "oauth_alpha",
            ["redirect_url"] = "/sso-callback",
            [parameter] = value,
        };

        var refused = await page.PostAsync(PeopleLinking.Route, [.. form.Select(field => (field.Key, field.Value))]);

        Assert.Equal((422, code, parameter), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        Assert.Empty(await page.AccountsAsync());
    }

    [Fact]
    public async Task What_was_sent_twice_is_no_choice_between_two_but_of_scopes()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        var refused = await page.PostAsync(
            PeopleLinking.Route, ("strategy", "oauth_alpha"), ("redirect_url", "/a"), ("redirect_url", "/b"), ("additional_scope", "a"), ("additional_scope", "b"));

        Assert.Equal((422, "redirect_url"), (refused.Status, refused.Parameters.Single()));
    }

    [Fact]
    public async Task Nobody_who_stays_away_is_waited_for()
    {
        await using var host = await OutsideHost.StartAsync(null);
        var account = OutsideAccount.With(People.FreshAddress(), verified: true);
        using var page = host.OpenPage();
        var user = (await page.SignUpAsync(host))["created_user_id"]!;
        var callback = await Providers.ComeBackAsync((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture(), account);
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        (await page.ArriveAsync(callback)).BelongsToNothing();
        Assert.Empty(await page.AccountsAsync());
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (await page.PatchAsync("/v1/me", ("first_name", "Jane"))).Status);

        var stored = (await host.Services.GetRequiredService<IUserStore>().FindAsync(FuncAuth.UserId.Parse(user), TestContext.Current.CancellationToken))!.Value.Value;
        Assert.Empty(stored.ExternalAccounts);
    }

    // The state opens a way; whoever reads the tables, or the page a second time, does not get it.
    [Fact]
    public async Task F01_where_a_way_leads_out_to_is_told_once_and_kept_nowhere()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        var state = new Uri((await page.SetOutToLinkAsync(Providers.Alpha)).LinkDeparture()).Parameter("state")!;

        Assert.DoesNotContain(state, (await page.GetAsync("/v1/me")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(state, (await page.GetAsync("/v1/client")).Body, StringComparison.Ordinal);
        foreach (var table in new[] { "clients", "users", "identifiers" })
            Assert.DoesNotContain(await Host.RowsAsync(table), row => row.Any(column => column.Value is string text && text.Contains(state, StringComparison.Ordinal)));
    }
}
