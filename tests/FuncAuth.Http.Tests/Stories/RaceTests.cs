using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What happens once, happens once, however many ask for it at the same time.</summary>
public sealed class RaceTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task Sixteen_parallel_attempts_with_the_right_code_yield_one_session()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);
        var code = await Host.LastCodeForAsync(address);
        var cookie = page.ClientCookie;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using var tab = Host.OpenPage();
            tab.ClientCookie = cookie;
            return (Answer: await tab.AttemptAsync(id, code), tab.ClientCookie);
        }));

        var (won, winner) = Assert.Single(answers, answer => answer.Answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Answer.Status != 200), lost => Assert.True(lost.Answer.Status is 400 or 403 or 404, lost.Answer.Body));
        using var after = Host.OpenPage();
        after.ClientCookie = winner;
        var client = await after.GetAsync("/v1/client");
        Assert.Equal(won["created_session_id"], Assert.Single(client.Response.GetProperty("sessions").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(won["created_user_id"], (await after.GetAsync("/v1/me"))["id"]);
    }

    [Fact]
    public async Task Parallel_wrong_codes_are_all_counted_and_the_fourth_comparison_never_happens()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);
        var code = await Host.LastCodeForAsync(address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => page.AttemptAsync(id, People.Wrong(code))));

        Assert.Equal(3, answers.Count(answer => answer.Errors is ["form_code_incorrect"]));
        Assert.Equal("verification_failed", (await page.AttemptAsync(id, code)).Errors.Single());
    }

    [Fact]
    public async Task Of_two_browsers_with_one_address_one_gets_the_account()
    {
        var address = People.FreshAddress();
        var pages = Enumerable.Range(0, 8).Select(_ => Host.OpenPage()).ToArray();
        var ids = await Task.WhenAll(pages.Select(page => page.BeginSignUpAsync(address)));
        var codes = new List<string>();
        for (var i = 0; i < pages.Length; i++)
        {
            await pages[i].PrepareAsync(ids[i]);
            codes.Add(await Host.LastCodeForAsync(address, count: i + 1));
        }

        var answers = await Task.WhenAll(pages.Select((page, i) => page.AttemptAsync(ids[i], codes[i])));

        Assert.Single(answers, answer => answer.Status == 200 && answer["status"] == "complete");
        Assert.All(answers.Where(answer => answer.Status != 200), lost => Assert.Equal((400, "identification_claimed"), (lost.Status, lost.Errors.Single())));
        var winner = Assert.Single(answers, answer => answer.Status == 200)["created_user_id"]!;
        var users = (await Host.RowsAsync("users")).Where(row => row.RowKey == "user").Select(row => row.PartitionKey).ToArray();
        var claims = (await Host.RowsAsync("identifiers")).Select(row => row.GetString("User")).ToArray();
        Assert.Contains(winner, users);
        Assert.All(claims, claim => Assert.Contains(claim, users));
        foreach (var page in pages)
            page.Dispose();

        // Who lost goes on with another address.
        using var loser = Host.OpenPage();
        var other = await loser.BeginSignUpAsync(People.FreshAddress());
        Assert.NotEqual(winner, other);
    }

    [Fact]
    public async Task A_request_that_comes_twice_changes_nothing_twice()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);

        var prepared = await Task.WhenAll(page.PrepareAsync(id), page.PrepareAsync(id), page.PrepareAsync(id));

        Assert.Equal(1, prepared.Count(answer => answer.Status == 200));
        Assert.Equal(2, prepared.Count(answer => answer.Status == 429 && answer.Header("Retry-After") is not null));
        await Host.LastCodeForAsync(address);
        await Host.QueuesAreEmptyAsync();
        Assert.Single(Host.Inbox.Messages(address));
    }
}
