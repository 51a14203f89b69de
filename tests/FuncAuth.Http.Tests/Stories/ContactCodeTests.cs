using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The codes of contacts: what they open, how often they are tried, how often they are sent.</summary>
public sealed class ContactCodeTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task C04_a_code_of_a_contact_is_compared_three_times_however_the_tries_come(string kind)
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var value = Contacts.Fresh(kind);
        var id = await page.AddedContactAsync(kind, value);
        await page.PrepareContactAsync(kind, id);
        var code = await Host.LastCodeForAsync(value);

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => page.AttemptContactAsync(kind, id, People.Wrong(code))));

        Assert.Equal(3, answers.Count(answer => answer.Errors is ["form_code_incorrect"]));
        Assert.All(answers, answer => Assert.True(answer.Errors is ["form_code_incorrect"] or ["verification_failed"], answer.Body));
        Assert.Equal((400, "verification_failed"), await RefusalAsync(page.AttemptContactAsync(kind, id, code)));
    }

    [Fact]
    public async Task C05_a_new_code_for_a_contact_buys_no_new_tries_nor_does_another_contact_or_a_sign_in()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var own = People.FreshAddress();
        await page.SignUpAsync(host, own);
        var victim = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, victim);
        var (misses, code) = (0, "");

        for (var round = 1; round <= 4; round++)
        {
            Assert.Equal(200, (await page.PrepareContactAsync(Contacts.Emails, id)).Status);
            code = await host.LastCodeForAsync(victim, round);
            for (var i = 0; i < 3 && misses < 10; i++, misses++)
            {
                Assert.Equal(["form_code_incorrect"], (await page.AttemptContactAsync(Contacts.Emails, id, People.Wrong(code))).Errors);
                host.Clock.Advance(TimeSpan.FromSeconds(65)); // each waits a little longer; still within the hour
            }
        }

        Assert.Equal(10, misses);
        var refused = await page.AttemptContactAsync(Contacts.Emails, id, code);
        Assert.Equal((403, "user_locked"), (refused.Status, refused.Errors.Single()));
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal(["user_locked"], (await page.PrepareContactAsync(Contacts.Emails, id)).Errors);

        var other = await page.AddedContactAsync(Contacts.Numbers, Phones.FreshNumber());
        Assert.Equal(["user_locked"], (await page.PrepareContactAsync(Contacts.Numbers, other)).Errors);
        await page.DeleteAsync("/v1/client/sessions");
        Assert.Equal("complete", (await page.PostAsync("/v1/client/sign_ins", ("identifier", own), ("password", People.Password)))["status"]);
        Assert.Equal(["user_locked"], (await page.AttemptContactAsync(Contacts.Emails, id, code)).Errors);
        await page.RemoveContactAsync(Contacts.Emails, id);
        id = await page.AddedContactAsync(Contacts.Emails, victim);
        Assert.Equal(["user_locked"], (await page.PrepareContactAsync(Contacts.Emails, id)).Errors);

        host.Clock.Advance(TimeSpan.FromMinutes(61));
        await page.PrepareContactAsync(Contacts.Emails, id);
        Assert.Equal(200, (await page.AttemptContactAsync(Contacts.Emails, id, await host.LastCodeForAsync(victim, 5))).Status);
    }

    [Fact]
    public async Task R04_strangers_who_lock_the_account_do_not_keep_its_owner_from_proving_an_address()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        using var stranger = host.OpenPage();
        var own = People.FreshAddress();
        await page.SignUpAsync(host, own);
        for (var miss = 1; miss <= 10; miss++)
        {
            await stranger.PostAsync("/v1/client/sign_ins", ("identifier", own), ("password", "a guess"));
            host.Clock.Advance(TimeSpan.FromMinutes(1.1));
        }

        Assert.Equal(["user_locked"], (await stranger.PostAsync("/v1/client/sign_ins", ("identifier", own), ("password", People.Password))).Errors);
        await page.ProveContactAsync(host, Contacts.Emails, People.FreshAddress());
    }

    [Fact]
    public async Task C07_a_code_opens_the_one_contact_of_the_one_user_and_nothing_else()
    {
        using var page = Host.OpenPage();
        using var other = Host.OpenPage();
        var (own, shared, second) = (People.FreshAddress(), People.FreshAddress(), People.FreshAddress());
        await page.SignUpAsync(Host, own);
        await other.SignUpAsync(Host);
        var mine = await page.AddedContactAsync(Contacts.Emails, shared);
        await page.PrepareContactAsync(Contacts.Emails, mine);
        var code = await Host.LastCodeForAsync(shared);

        // The same address at another user; another address of the same user.
        var theirs = await other.AddedContactAsync(Contacts.Emails, shared);
        await other.PrepareContactAsync(Contacts.Emails, theirs);
        var theirCode = await Host.LastCodeForAsync(shared, 2);
        Assert.Equal(code == theirCode, (await other.AttemptContactAsync(Contacts.Emails, theirs, code)).Status == 200);
        var next = await page.AddedContactAsync(Contacts.Emails, second);
        await page.PrepareContactAsync(Contacts.Emails, next);
        var nextCode = await Host.LastCodeForAsync(second);
        Assert.Equal(code == nextCode, (await page.AttemptContactAsync(Contacts.Emails, next, code)).Status == 200);

        // A sign-up's at the contact, and the contact's at a sign-up.
        using var visitor = Host.OpenPage();
        var signUp = await visitor.BeginSignUpAsync(shared);
        await visitor.PrepareAsync(signUp);
        var signUpCode = await Host.LastCodeForAsync(shared, 3);
        Assert.Equal(code == signUpCode, (await visitor.AttemptAsync(signUp, code)).Status == 200);
        Assert.Equal(code == signUpCode, (await page.AttemptContactAsync(Contacts.Emails, mine, signUpCode)).Status == 200);

        // Proven, it is an address to sign in by: the contact's code is no first factor, and a first factor's proves no contact.
        Assert.Equal(200, (await page.AttemptContactAsync(Contacts.Emails, mine, code)).Status);
        using var signIn = Host.OpenPage();
        var begun = await signIn.PostAsync("/v1/client/sign_ins", ("identifier", shared), ("strategy", "email_code"));
        var signInCode = await Host.LastCodeForAsync(shared, 4);
        var path = $"/v1/client/sign_ins/{begun["id"]}/attempt_first_factor";
        Assert.Equal(code == signInCode, (await signIn.PostAsync(path, ("strategy", "email_code"), ("code", code))).Status == 200);
        Assert.Equal(theirCode == signInCode, (await other.AttemptContactAsync(Contacts.Emails, theirs, signInCode)).Status == 200);
    }

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task C08_only_the_newest_code_of_a_contact_counts(string kind)
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var value = Contacts.Fresh(kind);
        var id = await page.AddedContactAsync(kind, value);
        await page.PrepareContactAsync(kind, id);
        var first = await host.LastCodeForAsync(value);
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        await page.PrepareContactAsync(kind, id);
        var second = await host.LastCodeForAsync(value, 2);

        Assert.Equal(first == second ? [] : ["form_code_incorrect"], (await page.AttemptContactAsync(kind, id, first)).Errors);
        Assert.Equal(first == second ? 400 : 200, (await page.AttemptContactAsync(kind, id, second)).Status);
    }

    [Fact]
    public async Task C02_a_code_of_a_contact_is_void_after_ten_minutes()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var value = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, value);
        await page.PrepareContactAsync(Contacts.Emails, id);
        var code = await host.LastCodeForAsync(value);
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal((400, "verification_expired"), await RefusalAsync(page.AttemptContactAsync(Contacts.Emails, id, code)));
    }

    [Theory]
    [InlineData(Contacts.Emails)]
    [InlineData(Contacts.Numbers)]
    public async Task U03_a_contact_that_is_removed_and_added_again_is_unproven_and_its_old_code_dead(string kind)
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var value = Contacts.Fresh(kind);
        var id = await page.ProveContactAsync(host, kind, value);
        await page.RemoveContactAsync(kind, id);

        var again = await page.AddedContactAsync(kind, value);
        Assert.NotEqual(id, again);
        var shown = await page.GetAsync($"/v1/me/{kind}/{again}");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, shown.Response.GetProperty("verification").ValueKind);
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        await page.PrepareContactAsync(kind, again);
        var first = await host.LastCodeForAsync(value, 2);
        await page.RemoveContactAsync(kind, again);
        var third = await page.AddedContactAsync(kind, value);
        Assert.Equal(["verification_missing"], (await page.AttemptContactAsync(kind, third, first)).Errors);
        Assert.Equal(["form_identifier_not_found"], (await host.OpenPage().PostAsync("/v1/client/sign_ins", ("identifier", value))).Errors);
    }

    [Theory]
    [InlineData(Contacts.Emails, 10)]
    [InlineData(Contacts.Numbers, 5)]
    public async Task R06_a_contact_is_sent_a_code_each_half_minute_and_a_few_an_hour_whoever_removes_it_and_adds_it_again(string kind, int most)
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var value = Contacts.Fresh(kind);

        for (var sent = 1; sent <= most; sent++)
        {
            var id = await page.AddedContactAsync(kind, value);
            Assert.Equal(200, (await page.PrepareContactAsync(kind, id)).Status);
            await page.RemoveContactAsync(kind, id);
            id = await page.AddedContactAsync(kind, value);
            var early = await page.PrepareContactAsync(kind, id);
            Assert.Equal((429, "verification_code_too_many_requests"), (early.Status, early.Errors.Single()));
            Assert.NotNull(early.Header("Retry-After"));
            await page.RemoveContactAsync(kind, id);
            host.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        var one = await page.AddedContactAsync(kind, value);
        Assert.Equal(["verification_code_too_many_requests"], (await page.PrepareContactAsync(kind, one)).Errors);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await page.PrepareContactAsync(kind, one)).Status);
    }

    [Fact]
    public async Task Another_way_than_the_contacts_own_is_refused()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var id = await page.AddedContactAsync(Contacts.Emails, People.FreshAddress());
        var path = $"/v1/me/{Contacts.Emails}/{id}";

        Assert.Equal((422, "form_param_missing"), await RefusalAsync(page.PostAsync($"{path}/prepare_verification")));
        Assert.Equal((422, "form_param_nil"), await RefusalAsync(page.PostAsync($"{path}/prepare_verification", ("strategy", ""))));
        foreach (var strategy in new[] { "phone_code", "password", "reset_password_email_code", "email_link" })
            Assert.Equal((422, "form_param_value_invalid"), await RefusalAsync(page.PostAsync($"{path}/prepare_verification", ("strategy", strategy))));
        Assert.Equal((400, "verification_missing"), await RefusalAsync(page.AttemptContactAsync(Contacts.Emails, id, "123456")));
        Assert.Equal((422, "form_param_missing"), await RefusalAsync(page.PostAsync($"{path}/attempt_verification")));
        Assert.Equal((422, "form_param_nil"), await RefusalAsync(page.AttemptContactAsync(Contacts.Emails, id, " ")));
    }

    private static async Task<(int, string)> RefusalAsync(Task<Answer> asked) => (await asked) is var answer ? (answer.Status, answer.Errors.Single()) : default;
}
