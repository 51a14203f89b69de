using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Speed is counted: storage operations a step, against the budgets of the performance rules.</summary>
public sealed class StorageBudgetTests : IAsyncLifetime
{
    private readonly StorageCounter counter = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        services: counter.Register,
        ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Every_step_of_a_sign_up_stays_within_its_budget()
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var username = $"jane_{Guid.NewGuid():N}";
        string id = "", session = "";

        Assert.Equal(0, await CountAsync(() => page.GetAsync("/v1/environment")));
        Assert.Equal(0, await CountAsync(() => page.GetAsync("/v1/client")));
        Assert.Equal(2, await CountAsync(async () => id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", address)))["id"]!)); // no client to read yet
        Assert.Equal(4, await CountAsync(() => page.PatchAsync($"/v1/client/sign_ups/{id}", ("email_address", address), ("username", username))));
        Assert.Equal(2, await CountAsync(() => page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", People.Password))));
        Assert.Equal(1, await CountAsync(() => page.GetAsync("/v1/client")));
        Assert.Equal(3, await CountAsync(() => page.PrepareAsync(id)));
        var code = await host.LastCodeForAsync(address);
        Assert.Equal(2 + 1, await CountAsync(() => page.AttemptAsync(id, People.Wrong(code)))); // and the miss, at the contact
        Assert.Equal(1 + 2 + 1 + 2 + 2, await CountAsync(async () => session = (await page.AttemptAsync(id, code))["created_session_id"]!)); // what was missed is looked at, too

        Assert.Equal(1 + 1, await CountAsync(() => page.GetAsync("/v1/client")));
        Assert.Equal(2, await CountAsync(() => page.PostAsync($"/v1/client/sessions/{session}/tokens")));
        Assert.Equal(3, await CountAsync(() => page.PostAsync($"/v1/client/sessions/{session}/touch")));
        host.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(3, await CountAsync(() => page.PostAsync($"/v1/client/sessions/{session}/tokens"))); // the last use is noted again
        Assert.Equal(2, await CountAsync(() => page.PostAsync($"/v1/client/sessions/{session}/tokens")));
    }

    [Fact]
    public async Task A_right_code_of_a_sign_up_costs_one_operation_more_because_others_are_counted()
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);
        var code = await host.LastCodeForAsync(address);

        // Client, misses at the contact, client, identifier, user with the note of the session, client.
        Assert.Equal(6, await CountAsync(async () => Assert.Equal("complete", (await page.AttemptAsync(id, code))["status"])));
    }

    [Fact]
    public async Task A_sign_in_with_a_password_stays_within_its_budget()
    {
        var address = People.FreshAddress();
        using (var first = host.OpenPage())
            await first.SignUpAsync(host, address);
        using var page = host.OpenPage();
        using var other = host.OpenPage();
        Answer right = null!, wrong = null!;

        var count = await CountAsync(async () => right = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password)));
        TestContext.Current.TestOutputHelper?.WriteLine($"sign-in with a password: {count}");
        var missed = await CountAsync(async () => wrong = await other.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", "a guess")));
        TestContext.Current.TestOutputHelper?.WriteLine($"a wrong one: {missed}");

        Assert.Equal("complete", right["status"]);
        Assert.Equal(["form_password_incorrect"], wrong.Errors);
        Assert.Equal(4, count); // identifier, user, user with the note of the session, client
        Assert.Equal(4, missed);

        // A browser that knows the user: its client is read too, and a miss is counted there and on the account.
        await page.DeleteAsync("/v1/client/sessions");
        Assert.Equal(5, await CountAsync(async () => Assert.Equal(["form_password_incorrect"], (await page.SignInAsync(address, "a guess")).Errors)));
        Assert.Equal(5, await CountAsync(async () => Assert.Equal("complete", (await page.SignInAsync(address))["status"])));
    }

    [Fact]
    public async Task Listing_and_revoking_sessions_costs_a_read_a_client()
    {
        var address = People.FreshAddress();
        using var laptop = host.OpenPage();
        var here = (await laptop.SignUpAsync(host, address))["created_session_id"]!;
        Assert.Equal(2 + 1, await CountAsync(() => laptop.GetAsync("/v1/me/sessions/active"))); // client and user; the notes
        var others = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var phone = host.OpenPage();
            others.Add(await SessionTests.SignInAsync(phone, address));
        }

        Assert.Equal(2, await CountAsync(() => laptop.GetAsync($"/v1/client/sessions/{here}")));
        Assert.Equal(2 + 1 + 2, await CountAsync(() => laptop.GetAsync("/v1/me/sessions/active")));
        Assert.Equal(2 + 3, await CountAsync(() => laptop.PostAsync($"/v1/me/sessions/{others[0]}/revoke"))); // its note, its client, and that client again
        Assert.Equal(2 + 3 + 1, await CountAsync(() => laptop.GetAsync("/v1/me/sessions"))); // and the note of what is over goes
        Assert.Equal(2 + 1 + 1, await CountAsync(() => laptop.GetAsync("/v1/me/sessions")));
    }

    [Fact]
    public async Task Every_step_of_a_contact_stays_within_its_budget()
    {
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var address = People.FreshAddress();
        string id = "";
        const int signedIn = 3; // the client, its user to admit the request, and the user to decide on

        Assert.Equal(signedIn + 2, await CountAsync(async () => id = await page.AddedContactAsync(Contacts.Emails, address))); // whose it is, the user
        Assert.Equal(signedIn + 2, await CountAsync(() => page.PrepareContactAsync(Contacts.Emails, id))); // the user, the queue
        var code = await host.LastCodeForAsync(address);
        Assert.Equal(signedIn + 1, await CountAsync(() => page.AttemptContactAsync(Contacts.Emails, id, People.Wrong(code))));
        Assert.Equal(signedIn + 3, await CountAsync(() => page.AttemptContactAsync(Contacts.Emails, id, code))); // the claim, the user, word of it
        Assert.Equal(2, await CountAsync(() => page.GetAsync($"/v1/me/{Contacts.Emails}/{id}")));
        Assert.Equal(signedIn + 6, await CountAsync(() => page.RemoveContactAsync(Contacts.Emails, id))); // the user, the claim in three, word to both

        var number = Phones.FreshNumber();
        var phone = await page.ProveContactAsync(host, Contacts.Numbers, number);
        Assert.Equal(signedIn + 2, await CountAsync(() => page.PatchAsync($"/v1/me/{Contacts.Numbers}/{phone}", ("reserved_for_second_factor", "true")))); // the user, word of it
    }

    [Fact]
    public async Task Every_other_step_of_a_sign_in_stays_within_its_budget()
    {
        var (address, number) = (People.FreshAddress(), Phones.FreshNumber());
        await host.GivePhoneAsync(await host.SomebodyAsync(address), number, isSecondFactor: true);
        using var page = host.OpenPage();
        string id = "";

        // Read the client and the user, write what was counted or touched on the user, write the client; a code that is sent goes to the queue.
        Assert.Equal(3, await CountAsync(async () => id = (await page.PostAsync("/v1/client/sign_ins", ("identifier", address)))["id"]!)); // no client to read yet
        Assert.Equal(2, await CountAsync(() => page.GetAsync($"/v1/client/sign_ins/{id}")));
        Assert.Equal(4, await CountAsync(() => page.PrepareAsync(id, "first", "email_code")));
        var code = await host.LastCodeForAsync(address, 2);
        Assert.Equal(4, await CountAsync(() => page.ProveAsync(id, "first", "email_code", People.Wrong(code))));
        Assert.Equal(4, await CountAsync(async () => Assert.Equal("needs_second_factor", (await page.ProveAsync(id, "first", "email_code", code))["status"])));
        Assert.Equal(4, await CountAsync(() => page.PrepareAsync(id, "second", "phone_code")));
        code = await host.LastCodeForAsync(number);
        Assert.Equal(4, await CountAsync(() => page.ProveAsync(id, "second", "phone_code", People.Wrong(code))));
        Assert.Equal(4, await CountAsync(async () => Assert.Equal("complete", (await page.ProveAsync(id, "second", "phone_code", code))["status"])));
    }

    [Fact]
    public async Task A_password_reset_stays_within_its_budget()
    {
        var address = People.FreshAddress();
        await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        var id = "";

        Assert.Equal(4, await CountAsync(async () => id = await page.BeginSignInAsync(address, "reset_password_email_code")));
        var code = await host.LastCodeForAsync(address, 2);
        Assert.Equal(4, await CountAsync(async () => Assert.Equal("needs_new_password", (await page.ProveAsync(id, "first", "reset_password_email_code", code))["status"])));
        Assert.Equal(2, await CountAsync(() => page.PostAsync($"/v1/client/sign_ins/{id}/reset_password", ("password", "short"))));
        Assert.Equal(4 + 1, await CountAsync(() => page.PostAsync($"/v1/client/sign_ins/{id}/reset_password", ("password", "another meadow, this time at dusk")))); // and told of
    }

    [Fact]
    public async Task Every_step_on_ones_own_account_stays_within_its_budget()
    {
        var address = People.FreshAddress();
        using var page = host.OpenPage();
        await page.SignUpAsync(host, address);
        using (var elsewhere = host.OpenPage())
            await elsewhere.SignInAsync(address);

        Assert.Equal(2, await CountAsync(() => page.GetAsync("/v1/me")));
        Assert.Equal(2 + 2, await CountAsync(() => page.PatchAsync("/v1/me", ("first_name", "Jane")))); // the user again, to write it
        Assert.Equal(2 + 1, await CountAsync(() => page.PatchAsync("/v1/me", ("first_name", "Jane"))));
        Assert.Equal(2 + 2 + 1, await CountAsync(() => page.PatchAsync("/v1/me", ("username", Accounts.FreshUsername())))); // and a claim
        Assert.Equal(2 + 2 + 1 + 3, await CountAsync(() => page.PatchAsync("/v1/me", ("username", Accounts.FreshUsername())))); // and the old claim goes
        Assert.Equal(2 + 2, await CountAsync(() => page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", """{"a":1}"""))));

        // Two reads; the user, both with the comparison; both again, the user with the new hash, and word of it.
        Assert.Equal(2 + 3 + 4, await CountAsync(() => page.ChangePasswordAsync(People.Password, Accounts.OtherPassword)));
        Assert.Equal(2 + 3, await CountAsync(() => page.ChangePasswordAsync(People.Password, Accounts.OtherPassword)));

        // Two reads; the user, the client without its attempts, both again; the notes, the other client read and written; the user and its notes; two
        // claims of three each; the client.
        Assert.Equal(2 + 4 + 3 + 4 + (2 * 3) + 1, await CountAsync(() => page.DeleteAsync("/v1/me")));
    }

    private async Task<int> CountAsync(Func<Task> step)
    {
        await host.QueuesAreEmptyAsync();
        counter.Reset();
        await step();
        return counter.Count;
    }
}
