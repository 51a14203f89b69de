using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>People change and remove their password.</summary>
public sealed class PasswordChangeTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task P10_changing_the_password_needs_the_old_one_tells_the_address_and_ends_the_other_sessions()
    {
        using var page = Host.OpenPage();
        using var elsewhere = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);
        var session = (await elsewhere.SignInAsync(address)).Client.GetProperty("sessions")[0].GetProperty("id").GetString();

        var without = await page.PostAsync("/v1/me/change_password", ("new_password", Accounts.OtherPassword));
        var wrong = await page.ChangePasswordAsync("not it at all", Accounts.OtherPassword);
        var right = await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword, ("sign_out_of_other_sessions", "true"));

        Assert.All([without, wrong], refused => Assert.Equal(
            (422, "form_password_validation_failed", "current_password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single())));
        Assert.Equal((200, "True"), (right.Status, right["password_enabled"]));
        Assert.Single(await Host.NoticesToAsync(address));
        var refresh = await elsewhere.PostAsync($"/v1/client/sessions/{session}/tokens");
        Assert.Equal((401, "signed_out"), (refresh.Status, refresh.Errors.Single()));
        Assert.Equal(200, (await page.GetAsync("/v1/me")).Status);
        using var third = Host.OpenPage();
        Assert.Equal(["form_password_incorrect"], (await third.SignInAsync(address)).Errors);
        Assert.Equal("complete", (await third.SignInAsync(address, Accounts.OtherPassword))["status"]);
    }

    [Fact]
    public async Task Where_nobody_asks_for_it_other_sessions_go_on()
    {
        using var page = Host.OpenPage();
        using var elsewhere = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);
        await elsewhere.SignInAsync(address);

        await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword);

        Assert.Equal(200, (await elsewhere.GetAsync("/v1/me")).Status);
        Assert.Equal(["form_param_type_invalid"], (await page.ChangePasswordAsync(Accounts.OtherPassword, People.Password, ("sign_out_of_other_sessions", "maybe"))).Errors);
    }

    [Fact]
    public async Task P04_an_accent_is_the_same_however_it_is_typed_when_a_password_is_changed()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);
        const string composed = "ein caf\u00e9 am stillen Ufer", decomposed = "ein cafe\u0301 am stillen Ufer";

        Assert.Equal(200, (await page.ChangePasswordAsync(People.Password, decomposed)).Status);

        using var other = Host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(address, composed))["status"]);
        Assert.Equal(["form_new_password_matches_current"], (await page.ChangePasswordAsync(decomposed, composed)).Errors);
        Assert.Equal(200, (await page.ChangePasswordAsync(composed, People.Password)).Status);
    }

    [Fact]
    public async Task P06_own_words_are_refused_when_a_password_is_changed()
    {
        using var page = Host.OpenPage();
        var (address, username) = (People.FreshAddress(), Accounts.FreshUsername());
        await page.SignUpAsAsync(Host, address, username, "Wolkenstein-Trostburg");

        foreach (var (password, code) in new[]
        {
            (address.Split('@')[0], "form_password_matches_identifier"),
            (address, "form_password_matches_identifier"),
            (username, "form_password_matches_identifier"),
            ("Wolkenstein-Trostburg1", "form_password_not_strong_enough"),
            ("dusk-7q", "form_password_length_too_short"),
            (new string('m', 257), "form_password_length_too_long"),
            ("password1", "form_password_pwned"),
        })
        {
            var refused = await page.ChangePasswordAsync(People.Password, password);
            Assert.Equal((422, code, "new_password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        }

        Assert.Equal(["form_new_password_matches_current"], (await page.ChangePasswordAsync(People.Password, People.Password)).Errors);
        Assert.Equal(["form_param_missing"], (await page.PostAsync("/v1/me/change_password", ("current_password", People.Password))).Errors);
        Assert.Equal(["form_param_nil"], (await page.ChangePasswordAsync(People.Password, "")).Errors);
        using var other = Host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(address))["status"]);
    }

    [Fact]
    public async Task P10_a_stolen_session_is_no_place_to_guess_the_password()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(host, address);

        // Faults of the form and what nobody sent are no guesses.
        for (var i = 0; i < 5; i++)
            await page.PostAsync("/v1/me/change_password", ("new_password", Accounts.OtherPassword));
        for (var miss = 1; miss <= 10; miss++)
        {
            Assert.Equal(["form_password_validation_failed"], (await page.ChangePasswordAsync($"guess {miss}", Accounts.OtherPassword)).Errors);
            if (miss is >= 4 and < 10)
            {
                var soon = await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword);
                Assert.Equal((429, "too_many_requests"), (soon.Status, soon.Errors.Single()));
                host.Clock.Advance(TimeSpan.FromSeconds(1 << (miss - 4)));
            }
        }

        var locked = await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword);
        Assert.Equal((403, "user_locked"), (locked.Status, locked.Errors.Single()));
        using var other = host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(address))["status"]); // the lock is that of the browser that guessed
    }

    [Fact]
    public async Task P10_guesses_at_once_are_no_more_than_guesses_one_by_one()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => page.ChangePasswordAsync($"guess {i}", Accounts.OtherPassword)));

        Assert.InRange(answers.Count(answer => answer.Errors.Contains("form_password_validation_failed")), 1, 4);
        Assert.All(answers, answer => Assert.Contains(answer.Errors.Single(), (string[])["form_password_validation_failed", "too_many_requests", "resource_locked"]));
    }

    [Fact]
    public async Task Of_two_changes_at_once_one_is_made()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);
        string[] wanted = ["a first meadow at dawn", "a second meadow at dawn", "a third meadow at dawn"];

        var answers = await Task.WhenAll(wanted.Select(password => page.ChangePasswordAsync(People.Password, password)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.True(answer.Status is 409 or 422, answer.Body));
        using var other = Host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(address, wanted[Array.FindIndex(answers, answer => answer.Status == 200)]))["status"]);
    }

    [Fact]
    public async Task Sent_twice_the_second_finds_another_password_there()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);

        Assert.Equal(200, (await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword)).Status);
        Assert.Equal(["form_password_validation_failed"], (await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword)).Errors);

        using var other = Host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(address, Accounts.OtherPassword))["status"]);
    }

    [Fact]
    public async Task Who_was_signed_out_in_the_middle_changes_nothing()
    {
        var clients = new EndingClients();
        await using var host = await FuncAuthHost.StartAsync(services: clients.Register, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(host, address);
        using var same = host.OpenPage();
        same.ClientCookie = page.ClientCookie;

        clients.AfterNextSave = () => same.DeleteAsync("/v1/client/sessions");
        var refused = await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword);

        Assert.Equal((401, "authentication_invalid"), (refused.Status, refused.Errors.Single()));
        using var other = host.OpenPage();
        Assert.Equal("complete", (await other.SignInAsync(address))["status"]);
    }

    [Fact]
    public async Task A_password_is_removed_where_none_is_required_and_set_again()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Attributes:Password:Required"] = "false" }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(host, address);

        Assert.Equal(["form_password_validation_failed"], (await page.PostAsync("/v1/me/remove_password")).Errors);
        Assert.Equal(["form_password_validation_failed"], (await page.PostAsync("/v1/me/remove_password", ("current_password", "no"))).Errors);
        var removed = await page.PostAsync("/v1/me/remove_password", ("current_password", People.Password));
        var again = await page.PostAsync("/v1/me/remove_password", ("current_password", People.Password));

        Assert.Equal((200, "False", null), (removed.Status, removed["password_enabled"], removed["password_last_updated_at"]));
        Assert.Equal((400, "no_password_set"), (again.Status, again.Errors.Single()));
        Assert.Single(await host.NoticesToAsync(address));
        using var other = host.OpenPage();
        Assert.Equal(["strategy_for_user_invalid"], (await other.SignInAsync(address)).Errors);

        var first = await page.PostAsync("/v1/me/change_password", ("new_password", Accounts.OtherPassword));
        Assert.Equal((200, "True"), (first.Status, first["password_enabled"]));
        Assert.Equal("complete", (await other.SignInAsync(address, Accounts.OtherPassword))["status"]);
        Assert.Equal(2, (await host.NoticesToAsync(address, 2)).Length);
    }

    [Fact]
    public async Task Where_passwords_are_off_nobody_sets_one()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Attributes:Password:Enabled"] = "false", ["FuncAuth:Attributes:Password:Required"] = "false" },
            ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", address)))["id"]!;
        await page.PrepareAsync(id);
        await page.AttemptAsync(id, await host.LastCodeForAsync(address));

        var refused = await page.PostAsync("/v1/me/change_password", ("new_password", Accounts.OtherPassword));

        Assert.Equal((422, "form_param_unknown"), (refused.Status, refused.Errors.Single()));
    }

    /// <summary>Does something after the next save of a client, once it is armed: what happens between two steps of one request.</summary>
    private sealed class EndingClients
    {
        public Func<Task>? AfterNextSave { get; set; }

        public void Register(IServiceCollection services)
        {
            var original = services.Last(service => service.ServiceType == typeof(IClientStore));
            services.Remove(original);
            services.AddSingleton<IClientStore>(provider => new Store((IClientStore)(
                original.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, original.ImplementationType!)), this));
        }

        private sealed class Store(IClientStore inner, EndingClients hook) : IClientStore
        {
            public Task<Versioned<Client>?> FindAsync(ClientId id, CancellationToken ct) => inner.FindAsync(id, ct);

            public async Task<Versioned<Client>?> SaveAsync(Client next, Versioned<Client>? read, string requestId, CancellationToken ct)
            {
                var saved = await inner.SaveAsync(next, read, requestId, ct);
                if (hook.AfterNextSave is { } then)
                {
                    hook.AfterNextSave = null;
                    await then();
                }

                return saved;
            }
        }
    }
}
