using FuncAuth.Testing;
using FuncAuth.Users;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The process dies between any two storage operations: what is left is completed by the next call, and nothing is there twice.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private readonly Faults faults = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await FuncAuthHost.StartAsync(services: faults.Register, ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task U05_a_completion_that_is_cut_anywhere_is_completed_by_the_next_call(Moment moment)
    {
        var completed = 0;
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            var address = People.FreshAddress();
            var username = $"jane_{Guid.NewGuid():N}";
            var id = await page.BeginSignUpAsync(address);
            await page.PatchAsync($"/v1/client/sign_ups/{id}", ("username", username));
            await page.PrepareAsync(id);
            var code = await host.LastCodeForAsync(address);
            await host.QueuesAreEmptyAsync(); // the delivery is done: the faults meet the request alone

            faults.Arm(operation, moment);
            var cut = await page.AttemptAsync(id, code);
            faults.Disarm();
            if (!faults.Struck)
            {
                Assert.Equal("complete", cut["status"]);
                break;
            }

            Assert.Equal((500, "internal_clerk_error"), (cut.Status, cut.Errors.Single()));
            Assert.DoesNotContain("Set-Cookie", cut.Headers.Keys);
            var again = await page.AttemptAsync(id, code);
            if (again.Status == 200)
            {
                Assert.Equal("complete", again["status"]);
                Assert.Equal(again["created_user_id"], (await page.GetAsync("/v1/me"))["id"]);
                completed++;
            }
            else
            {
                // The answer of the completing call was lost, and the new cookie with it: this browser is signed out, the account is there.
                Assert.Equal(404, again.Status);
            }

            await InvariantsHoldAsync(UserId.From(id), address, username);
        }

        Assert.True(completed >= 3, $"Only {completed} cuts were completed.");
    }

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task U05_a_password_that_completes_may_be_cut_and_sent_again(Moment moment)
    {
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            var address = People.FreshAddress();
            var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", address)))["id"]!;
            await page.PrepareAsync(id);
            await page.AttemptAsync(id, await host.LastCodeForAsync(address));
            await host.QueuesAreEmptyAsync();

            faults.Arm(operation, moment);
            await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", People.Password));
            faults.Disarm();
            if (!faults.Struck)
                break;

            var again = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("email_address", address), ("password", People.Password));
            Assert.True(again.Status is 200 or 404, again.Body);
            if (again.Status == 200)
                Assert.Equal("complete", again["status"]);
            await InvariantsHoldAsync(UserId.From(id), address, null);
        }
    }

    [Fact]
    public async Task What_was_elected_is_carried_through_even_if_the_next_call_says_something_else()
    {
        using var page = host.OpenPage();
        var (first, second) = (People.FreshAddress(), People.FreshAddress());
        var id = await page.BeginSignUpAsync(first);
        await page.PrepareAsync(id);
        var code = await host.LastCodeForAsync(first);
        await host.QueuesAreEmptyAsync();
        faults.Arm(5, Moment.Before); // read, election, claim, user: the client is not complete
        await page.AttemptAsync(id, code);
        faults.Disarm();
        Assert.True(faults.Struck);

        var other = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("email_address", second));

        Assert.Equal((403, "resource_forbidden"), (other.Status, other.Errors.Single()));
        Assert.Single(other.Client.GetProperty("sessions").EnumerateArray());
        Assert.Equal(first, (await page.GetAsync("/v1/me")).Response.GetProperty("email_addresses")[0].GetProperty("email_address").GetString());
        await InvariantsHoldAsync(UserId.From(id), first, null);
        using var somebody = host.OpenPage();
        await somebody.SignUpAsync(host, second);
    }

    [Fact]
    public async Task A_cut_off_completion_whose_address_was_taken_meanwhile_opens_again_and_the_page_goes_on()
    {
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);
        var code = await host.LastCodeForAsync(address);
        await host.QueuesAreEmptyAsync();
        faults.Arm(3, Moment.Before); // read, election: nothing is claimed
        await page.AttemptAsync(id, code);
        faults.Disarm();
        using var somebody = host.OpenPage();
        await somebody.SignUpAsync(host, address);

        var again = await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()), ("password", People.Password));

        Assert.Equal((200, "missing_requirements"), (again.Status, again["status"]));
        Assert.Equal(again["id"], again.Client.GetProperty("sign_up").GetProperty("id").GetString());
        Assert.Equal(again["id"], (await page.GetAsync("/v1/client")).Response.GetProperty("sign_up").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task A_code_that_could_not_be_queued_is_asked_for_again(Moment moment)
    {
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            var address = People.FreshAddress();
            var id = await page.BeginSignUpAsync(address);
            faults.Arm(operation, moment);
            await page.PrepareAsync(id);
            faults.Disarm();
            if (!faults.Struck)
                break;

            host.Clock.Advance(TimeSpan.FromSeconds(31));
            Assert.Equal(200, (await page.PrepareAsync(id)).Status);
            await host.QueuesAreEmptyAsync();
            var sent = host.MessagesTo(address);
            Assert.Equal("complete", (await page.AttemptAsync(id, sent[^1].Code!))["status"]);
        }
    }

    private async Task InvariantsHoldAsync(UserId user, string address, string? username)
    {
        var users = (await host.RowsAsync("users")).Where(row => row.RowKey == "user").Select(row => row.PartitionKey).ToList();
        Assert.Single(users, row => row == user.Value);
        foreach (var identifier in new[] { Identifier.Of("email_address", address), Identifier.Of("username", username ?? "") }.Where(identifier => identifier.Value.Length > 0))
        {
            var claim = Assert.Single(await host.ClaimsAsync(), row => row.PartitionKey == identifier.Key);
            Assert.Equal(user.Value, claim.GetString("User"));
        }

        Assert.All(await host.ClaimsAsync(), claim => Assert.Contains(claim.GetString("User"), users));
    }
}
