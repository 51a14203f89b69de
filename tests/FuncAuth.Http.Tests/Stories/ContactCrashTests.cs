using FuncAuth.Testing;
using FuncAuth.Users;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The process dies between any two storage operations of a step on somebody's contacts: the same call once more mends it.</summary>
public sealed class ContactCrashTests : IAsyncLifetime
{
    private readonly Faults faults = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await FuncAuthHost.StartAsync(services: faults.Register, ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public Task U05_an_address_that_was_being_added_is_added_once(Moment moment) => CutAnywhereAsync(moment, async page =>
    {
        var address = People.FreshAddress();
        return new Step(
            () => page.AddContactAsync(Contacts.Emails, address),
            again => Assert.Equal(200, again.Status),
            () => HasAsync(page, address, proven: false));
    });

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public Task U05_a_code_that_was_being_sent_is_asked_for_again(Moment moment) => CutAnywhereAsync(moment, async page =>
    {
        var address = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, address);
        return new Step(
            () => page.PrepareContactAsync(Contacts.Emails, id),
            again => Assert.True(again.Status is 200 or 429, again.Body),
            async () =>
            {
                host.Clock.Advance(TimeSpan.FromSeconds(31));
                await page.PrepareContactAsync(Contacts.Emails, id);
                await host.QueuesAreEmptyAsync();
                var code = host.MessagesTo(address).Last(message => message.Code is not null).Code!;
                Assert.Equal(200, (await page.AttemptContactAsync(Contacts.Emails, id, code)).Status);
            });
    });

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public Task U05_an_address_that_was_being_proven_is_the_users_and_nobody_elses(Moment moment) => CutAnywhereAsync(moment, async page =>
    {
        var address = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, address);
        await page.PrepareContactAsync(Contacts.Emails, id);
        var code = await host.LastCodeForAsync(address);
        return new Step(
            () => page.AttemptContactAsync(Contacts.Emails, id, code),
            again => Assert.True(again.Status is 200 || again.Errors is ["verification_already_verified"], again.Body),
            async () =>
            {
                await HasAsync(page, address, proven: true);
                var user = (await page.GetAsync("/v1/me"))["id"];
                var claim = Assert.Single(await host.ClaimsAsync(), row => row.PartitionKey == Identifier.Of("email_address", address).Key);
                Assert.Equal(user, claim.GetString("User"));
            });
    });

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public Task U05_an_address_that_was_being_removed_is_free_for_others(Moment moment) => CutAnywhereAsync(moment, async page =>
    {
        var address = People.FreshAddress();
        var id = await page.ProveContactAsync(host, Contacts.Emails, address);
        return new Step(
            () => page.RemoveContactAsync(Contacts.Emails, id),
            again => Assert.True(again.Status is 200 or 404, again.Body),
            async () =>
            {
                Assert.Equal(404, (await page.GetAsync($"/v1/me/{Contacts.Emails}/{id}")).Status);
                host.Clock.Advance(TimeSpan.FromMinutes(11)); // a claim that was left behind has lapsed
                using var somebody = host.OpenPage();
                await somebody.SignUpAsync(host, address);
            });
    });

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public Task U05_a_claim_of_a_proof_that_was_cut_off_reserves_the_address_for_minutes_only(Moment moment) => CutAnywhereAsync(moment, async page =>
    {
        var address = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, address);
        await page.PrepareContactAsync(Contacts.Emails, id);
        var code = await host.LastCodeForAsync(address);
        return new Step(
            () => page.AttemptContactAsync(Contacts.Emails, id, code),
            null,
            async () =>
            {
                if ((await page.GetAsync($"/v1/me/{Contacts.Emails}/{id}")).Body.Contains("\"verified\"", StringComparison.Ordinal))
                    return; // all was done but the answer
                host.Clock.Advance(TimeSpan.FromMinutes(11));
                using var somebody = host.OpenPage();
                await somebody.SignUpAsync(host, address);
            });
    });

    [Theory]
    [InlineData(Moment.Before)]
    [InlineData(Moment.After)]
    public Task U05_a_second_factor_that_was_being_turned_on_is_on(Moment moment) => CutAnywhereAsync(moment, async page =>
    {
        var id = await page.ProveContactAsync(host, Contacts.Numbers, Phones.FreshNumber());
        return new Step(
            () => page.PatchAsync($"/v1/me/{Contacts.Numbers}/{id}", ("reserved_for_second_factor", "true")),
            again => Assert.Equal((200, "True"), (again.Status, again["default_second_factor"])),
            async () => Assert.Equal("True", (await page.GetAsync("/v1/me"))["two_factor_enabled"]));
    });

    private async Task CutAnywhereAsync(Moment moment, Func<FrontEnd, Task<Step>> begin)
    {
        for (var operation = 1; ; operation++)
        {
            using var page = host.OpenPage();
            await page.SignUpAsync(host);
            var step = await begin(page);

            faults.Arm(operation, moment);
            var cut = await step.Do();
            faults.Disarm();
            if (!faults.Struck)
            {
                Assert.True(cut.Status == 200, cut.Body);
                Assert.True(operation > 4, $"Only {operation - 1} operations were cut.");
                return;
            }

            Assert.Equal((500, "internal_clerk_error"), (cut.Status, cut.Errors.Single()));
            if (step.Mended is { } mended)
                mended(await step.Do());
            await step.Holds();
        }
    }

    private static async Task HasAsync(FrontEnd page, string address, bool proven)
    {
        var mine = (await page.GetAsync("/v1/me")).Response.GetProperty("email_addresses").EnumerateArray().ToArray();
        var one = Assert.Single(mine, email => email.GetProperty("email_address").GetString() == address);
        Assert.Equal(proven, one.GetProperty("verification").ToString().Contains("\"verified\"", StringComparison.Ordinal));
    }

    /// <summary>A step that is cut.</summary>
    /// <param name="Do">The call.</param>
    /// <param name="Mended">What the same call once more has to answer; null where nobody makes it.</param>
    /// <param name="Holds">What has to hold afterwards.</param>
    private sealed record Step(Func<Task<Answer>> Do, Action<Answer>? Mended, Func<Task> Holds);
}
