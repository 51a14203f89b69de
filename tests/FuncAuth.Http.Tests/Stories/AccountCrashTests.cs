using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The process dies between any two storage operations of a change of an account: what is left the next call mends.</summary>
public sealed class AccountCrashTests : IAsyncLifetime
{
    private readonly Faults faults = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await FuncAuthHost.StartAsync(services: faults.Register, ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task Q10_a_deletion_that_is_cut_anywhere_is_repeated_or_done(Moment moment)
    {
        var (repeated, done) = (0, 0);
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            using var elsewhere = host.OpenPage();
            var (address, username) = (People.FreshAddress(), Accounts.FreshUsername());
            var user = (await page.SignUpAsAsync(host, address, username))["created_user_id"]!;
            await elsewhere.SignInAsync(address);

            faults.Arm(operation, moment);
            var cut = await page.DeleteAsync("/v1/me");
            faults.Disarm();
            if (!faults.Struck)
            {
                Assert.Equal(200, cut.Status);
                break;
            }

            Assert.Equal(500, cut.Status);
            var again = await page.DeleteAsync("/v1/me");
            Assert.True(again.Status is 200 or 401, again.Body);
            (repeated, done) = again.Status == 200 ? (repeated + 1, done) : (repeated, done + 1);

            // Whatever was lost, nobody is signed in, nothing tells who it was, and the address is free once a claim without a user has lapsed.
            Assert.Equal(["authentication_invalid"], (await elsewhere.GetAsync("/v1/me")).Errors);
            var dump = await host.DumpStorageAsync();
            Assert.DoesNotContain(address, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(username, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(await host.RowsAsync("users"), row => row.PartitionKey == user && row.RowKey == "user");
            host.Clock.Advance(TimeSpan.FromMinutes(11));
            await page.DeleteAsync("/v1/client/sessions");
            Assert.Equal("complete", (await page.SignUpAsAsync(host, address, username))["status"]);
        }

        Assert.True(repeated >= 4 && done >= 2, $"{repeated} cuts were repeated, {done} were done.");
    }

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task A_change_of_username_that_is_cut_anywhere_is_done_again(Moment moment)
    {
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            var (before, after) = (Accounts.FreshUsername(), Accounts.FreshUsername());
            await page.SignUpAsAsync(host, People.FreshAddress(), before);

            faults.Arm(operation, moment);
            await page.PatchAsync("/v1/me", ("username", after));
            faults.Disarm();
            if (!faults.Struck)
                break;

            var again = await page.PatchAsync("/v1/me", ("username", after));
            Assert.Equal((200, after), (again.Status, again["username"]));
            using var other = host.OpenPage();
            Assert.Equal("complete", (await other.SignInAsync(after))["status"]);
            host.Clock.Advance(TimeSpan.FromMinutes(11)); // at the latest the old one is free when its claim has lapsed
            using var third = host.OpenPage();
            Assert.Equal("complete", (await third.SignUpAsAsync(host, People.FreshAddress(), before))["status"]);
        }
    }

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public async Task A_change_of_password_that_is_cut_anywhere_leaves_the_old_one_or_the_new_one(Moment moment)
    {
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            var address = People.FreshAddress();
            await page.SignUpAsync(host, address);

            faults.Arm(operation, moment);
            await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword);
            faults.Disarm();
            if (!faults.Struck)
                break;

            using var other = host.OpenPage();
            var old = await other.SignInAsync(address);
            if (old.Status != 200)
            {
                Assert.Equal(["form_password_incorrect"], old.Errors);
                Assert.Equal("complete", (await other.SignInAsync(address, Accounts.OtherPassword))["status"]);
            }
            else
            {
                Assert.Equal(200, (await page.ChangePasswordAsync(People.Password, Accounts.OtherPassword)).Status);
            }
        }
    }
}
