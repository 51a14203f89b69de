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
    public async Task The_account_gets_the_data_of_the_request_that_was_told_so()
    {
        for (var run = 0; run < 5; run++)
        {
            using var page = Host.OpenPage();
            var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", $"jane+clerk_test{Guid.NewGuid():N}@example.com")))["id"]!;
            await page.PrepareAsync(id);
            await page.AttemptAsync(id, "424242");
            var cookie = page.ClientCookie;

            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
            {
                using var tab = Host.OpenPage();
                tab.ClientCookie = cookie;
                var answer = await tab.PatchAsync($"/v1/client/sign_ups/{id}", ("password", $"{People.Password} {i}"), ("first_name", $"N{i}"));
                return (Answer: answer, tab.ClientCookie, Name: $"N{i}");
            }));

            var won = Assert.Single(answers, answer => answer.Answer.Status == 200);
            Assert.Equal(("complete", won.Name), (won.Answer["status"], won.Answer["first_name"]));
            using var after = Host.OpenPage();
            after.ClientCookie = won.ClientCookie;
            Assert.Equal(won.Name, (await after.GetAsync("/v1/me"))["first_name"]);
            Assert.All(answers.Where(answer => answer.Answer.Status != 200), lost =>
            {
                Assert.Equal("resource_forbidden", lost.Answer.Errors.Single());
                Assert.DoesNotContain("\"jwt\"", lost.Answer.Body, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public async Task S02_a_cookie_from_before_never_sees_the_new_session_however_it_races()
    {
        for (var run = 0; run < 5; run++)
        {
            using var page = Host.OpenPage();
            var id = await page.BeginSignUpAsync($"jane+clerk_test{Guid.NewGuid():N}@example.com");
            await page.PrepareAsync(id);
            var before = page.ClientCookie;

            var thieves = Enumerable.Range(0, 6).Select(async i =>
            {
                using var thief = Host.OpenPage();
                thief.ClientCookie = before;
                var answer = await thief.PatchAsync($"/v1/client/sign_ups/{id}", ("password", $"{People.Password} {i}"));
                return (answer, thief.ClientCookie);
            }).ToArray();
            var complete = await page.AttemptAsync(id, "424242");

            foreach (var (answer, cookie) in await Task.WhenAll(thieves))
            {
                Assert.Equal(before, cookie);
                Assert.DoesNotContain("\"jwt\"", answer.Body, StringComparison.Ordinal);
            }

            Assert.Equal("complete", complete["status"]);
        }
    }

    [Fact]
    public async Task U04_a_completion_that_races_with_anything_else_leaves_no_account_without_a_session()
    {
        foreach (var other in new Func<FrontEnd, string, Task<Answer>>[]
        {
            (page, _) => page.DeleteAsync("/v1/client/sessions"),
            (page, _) => page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress())),
            (page, id) => page.PatchAsync($"/v1/client/sign_ups/{id}", ("email_address", People.FreshAddress())),
        })
        {
            for (var run = 0; run < 4; run++)
            {
                using var page = Host.OpenPage();
                using var tab = Host.OpenPage();
                var address = $"jane+clerk_test{Guid.NewGuid():N}@example.com";
                var id = await page.BeginSignUpAsync(address);
                await page.PrepareAsync(id);
                tab.ClientCookie = page.ClientCookie;

                var beside = other(tab, id);
                var attempt = await page.AttemptAsync(id, "424242");
                var answer = await beside;

                Assert.True(answer.Status < 500, answer.Body);
                var exists = (await Host.RowsAsync("users")).Any(row => row.PartitionKey == FuncAuth.UserId.From(id).Value);
                Assert.Equal(attempt.Status == 200, exists);
            }
        }
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
        var claims = (await Host.ClaimsAsync()).Select(row => row.GetString("User")).ToArray();
        Assert.Contains(winner, users);
        Assert.All(claims, claim => Assert.Contains(claim, users));

        // Who lost is asked for another address, and goes on with it.
        var second = People.FreshAddress();
        var loser = Enumerable.Range(0, pages.Length).First(i => answers[i].Status != 200);
        var asked = await pages[loser].GetAsync($"/v1/client/sign_ups/{ids[loser]}");
        Assert.Equal(["email_address"], asked.List("missing_fields"));
        Assert.Equal(200, (await pages[loser].PatchAsync($"/v1/client/sign_ups/{ids[loser]}", ("email_address", second))).Status);
        await pages[loser].PrepareAsync(ids[loser]);
        var other = await pages[loser].AttemptAsync(ids[loser], await Host.LastCodeForAsync(second));
        Assert.Equal("complete", other["status"]);
        Assert.NotEqual(winner, other["created_user_id"]);
        foreach (var page in pages)
            page.Dispose();
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
