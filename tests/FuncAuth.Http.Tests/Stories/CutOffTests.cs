using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Somebody is signed in while another signs up in the same browser, and that completion is cut off: whatever is called next finishes it.</summary>
public sealed class CutOffTests : IAsyncLifetime
{
    private readonly Faults faults = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        new Dictionary<string, string?> { ["FuncAuth:Instance:SingleSession"] = "false" }, faults.Register, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_change_of_an_account_that_meets_it_is_made_and_not_only_answered()
    {
        using var page = host.OpenPage();
        var session = (await page.SignUpAsync(host))["created_session_id"]!;
        await CutOffAsync(page);

        var changed = await page.PostAsync($"/v1/me?_clerk_session_id={session}&_method=PATCH", ("first_name", "Jane"));

        Assert.True(changed.Status == 200, changed.Body);
        Assert.Equal("Jane", changed["first_name"]);
        Assert.Equal("Jane", (await page.GetAsync($"/v1/me?_clerk_session_id={session}"))["first_name"]);
        Assert.Equal(2, changed.Client.GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task A_wrong_code_that_meets_it_is_counted()
    {
        using var page = host.OpenPage();
        var signedUp = await page.SignUpAsync(host);
        var address = People.FreshAddress();
        var contact = await page.AddedContactAsync(Contacts.Emails, address);
        await page.PrepareContactAsync(Contacts.Emails, contact);
        var code = await host.LastCodeForAsync(address);
        await CutOffAsync(page);

        var missed = await page.PostAsync(
            $"/v1/me/email_addresses/{contact}/attempt_verification?_clerk_session_id={signedUp["created_session_id"]}", ("code", People.Wrong(code)));

        Assert.Equal(["form_code_incorrect"], missed.Errors);
        var row = Assert.Single(await host.RowsAsync("users"), row => row.PartitionKey == signedUp["created_user_id"] && row.RowKey == "user");
        Assert.Contains("contactMisses", row.GetString("Counts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S05_a_session_that_was_ended_from_elsewhere_gets_no_token_by_it()
    {
        using var page = host.OpenPage();
        using var elsewhere = host.OpenPage();
        var address = People.FreshAddress();
        var session = (await page.SignUpAsync(host, address))["created_session_id"]!;
        await CutOffAsync(page);
        await EndOthersAsync(elsewhere, address);

        Assert.Equal(401, (await page.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
    }

    [Fact]
    public async Task S05_a_session_that_was_ended_from_elsewhere_is_not_shown_by_it()
    {
        using var page = host.OpenPage();
        using var elsewhere = host.OpenPage();
        var address = People.FreshAddress();
        var session = (await page.SignUpAsync(host, address))["created_session_id"]!;
        var (signUp, code) = await CutOffAsync(page);
        await EndOthersAsync(elsewhere, address);

        var finished = await page.AttemptAsync(signUp, code);

        Assert.Equal("complete", finished["status"]);
        Assert.DoesNotContain(
            finished.Client.GetProperty("sessions").EnumerateArray(),
            shown => shown.GetProperty("id").GetString() == session && shown.GetProperty("status").GetString() == "active");
    }

    private static async Task EndOthersAsync(FrontEnd elsewhere, string address)
    {
        Assert.Equal(200, (await elsewhere.SignInAsync(address)).Status);
        Assert.Equal(200, (await elsewhere.ChangePasswordAsync(People.Password, Accounts.OtherPassword, ("sign_out_of_other_sessions", "true"))).Status);
    }

    /// <summary>A second person's sign-up in the same browser, whose process dies before the client is saved a last time.</summary>
    private async Task<(string SignUp, string Code)> CutOffAsync(FrontEnd page)
    {
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);
        var code = await host.LastCodeForAsync(address);
        faults.Arm(6, Moment.Before); // client, its user, election, claim, user
        Assert.Equal(500, (await page.AttemptAsync(id, code)).Status);
        faults.Disarm();
        return (id, code);
    }
}
