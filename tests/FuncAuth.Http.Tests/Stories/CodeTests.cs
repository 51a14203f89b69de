using FuncAuth.Stores;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What a one-time code is good for: once, for a while, for one thing.</summary>
public sealed class CodeTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData(599, null)]
    [InlineData(600, "verification_expired")]
    [InlineData(601, "verification_expired")]
    public async Task C02_a_code_is_void_ten_minutes_after_it_was_made_at_the_second(int seconds, string? error)
    {
        var clock = new StoppedClock();
        await using var host = await FuncAuthHost.StartAsync(
            services: services => services.AddSingleton<TimeProvider>(clock), ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var (id, code) = await AskAsync(host, page);

        clock.Advance(TimeSpan.FromSeconds(seconds));
        var answer = await page.AttemptAsync(id, code);

        Assert.Equal(error, answer.Errors.SingleOrDefault());
        Assert.Equal(error is null ? (200, "complete") : (400, "expired"), (answer.Status, error is null ? answer["status"] : Proof(answer)));
    }

    [Fact]
    public async Task C03_a_code_works_once()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", address)))["id"]!;
        await page.PrepareAsync(id);
        var code = await Host.LastCodeForAsync(address);

        var first = await page.AttemptAsync(id, code);
        var again = await page.AttemptAsync(id, code);
        var complete = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", People.Password));
        var after = await page.AttemptAsync(id, code);

        Assert.Equal((200, 200), (first.Status, complete.Status));
        Assert.Equal((400, "verification_already_verified"), (again.Status, again.Errors.Single()));
        Assert.Equal((403, "resource_forbidden"), (after.Status, after.Errors.Single()));
    }

    [Fact]
    public async Task C03_twenty_who_spend_a_code_at_once_get_one_user_and_one_session()
    {
        using var page = Host.OpenPage();
        var (id, code) = await AskAsync(Host, page);
        var cookie = page.ClientCookie;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var tab = Host.OpenPage();
            tab.ClientCookie = cookie;
            return await tab.AttemptAsync(id, code);
        }));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), lost => Assert.True(lost.Status is 400 or 403 or 404, lost.Body));
        var rows = (await Host.RowsAsync("users")).Where(row => row.PartitionKey == FuncAuth.UserId.From(id).Value).Select(row => row.RowKey).ToArray();
        Assert.Equal(2, rows.Length);
        Assert.Contains("user", rows);
        Assert.Contains(rows, row => row.Contains("sess_", StringComparison.Ordinal));
        var sessions = (await Host.RowsAsync("clients")).Where(row => row.PartitionKey == cookie!.Split('.')[0] && row.RowKey.Contains("sess_", StringComparison.Ordinal));
        Assert.Single(sessions);
    }

    [Fact]
    public async Task C04_a_code_is_compared_three_times_at_most_however_the_tries_arrive()
    {
        using var page = Host.OpenPage();
        var (id, code) = await AskAsync(Host, page);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => page.AttemptAsync(id, People.Wrong(code))));
        var right = await page.AttemptAsync(id, code);

        Assert.Equal(3, answers.Count(answer => answer.Errors is ["form_code_incorrect"]));
        Assert.All(answers, answer => Assert.True(answer.Errors is ["form_code_incorrect"] or ["verification_failed"] or ["resource_locked"], answer.Body));
        Assert.Equal((400, "verification_failed"), (right.Status, right.Errors.Single()));
        Assert.Equal(3, await MissesAsync(page)); // as it is stored
    }

    [Fact]
    public async Task C07_the_code_of_one_sign_up_opens_no_other()
    {
        var address = People.FreshAddress();
        using var page = Host.OpenPage();
        using var stranger = Host.OpenPage();
        var (_, code) = await AskAsync(Host, page, address);
        var (other, _) = await AskAsync(Host, stranger, address, message: 2);

        var elsewhere = await stranger.AttemptAsync(other, code);
        var (replacing, _) = await AskAsync(Host, page, address, message: 3);
        var later = await page.AttemptAsync(replacing, code);

        Assert.All([elsewhere, later], answer => Assert.Equal((422, "form_code_incorrect"), (answer.Status, answer.Errors.Single())));
    }

    [Fact]
    public async Task C07_the_code_of_one_field_proves_no_other()
    {
        using var page = Host.OpenPage();
        var (id, code) = await AskAsync(Host, page);
        await page.PatchAsync($"/v1/client/sign_ups/{id}", ("phone_number", "+49 1512 3456789"));
        await page.PostAsync($"/v1/client/sign_ups/{id}/prepare_verification", ("strategy", "phone_code"));

        var answer = await page.PostAsync($"/v1/client/sign_ups/{id}/attempt_verification", ("strategy", "phone_code"), ("code", code));

        Assert.Equal((422, "form_code_incorrect"), (answer.Status, answer.Errors.Single()));
    }

    [Fact]
    public async Task C07_a_code_dies_with_the_address_that_it_was_sent_to()
    {
        using var page = Host.OpenPage();
        var (first, second) = (People.FreshAddress(), People.FreshAddress());
        var (id, code) = await AskAsync(Host, page, first);

        await page.PatchAsync($"/v1/client/sign_ups/{id}", ("email_address", second));
        var unprepared = await page.AttemptAsync(id, code);
        await page.PrepareAsync(id);
        var other = await page.AttemptAsync(id, code);
        await page.PatchAsync($"/v1/client/sign_ups/{id}", ("email_address", first));
        var back = await page.AttemptAsync(id, code);

        Assert.Equal(["verification_missing", "form_code_incorrect", "verification_missing"], [.. unprepared.Errors, .. other.Errors, .. back.Errors]);
    }

    [Fact]
    public async Task C08_only_the_newest_code_is_valid()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Codes:ResendAfterSeconds"] = "0" }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var (id, first) = await AskAsync(host, page, address);
        await page.PrepareAsync(id);
        var newest = await host.LastCodeForAsync(address, count: 2);

        var refused = await page.AttemptAsync(id, first);
        var taken = await page.AttemptAsync(id, newest);

        Assert.Equal((422, "form_code_incorrect"), (refused.Status, refused.Errors.Single()));
        Assert.Equal((200, "complete"), (taken.Status, taken["status"]));
    }

    [Fact]
    public async Task C11_no_answer_holds_the_code()
    {
        // Every host of these tests is asked the same when it ends. This one says it in a story of its own.
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var (id, code) = await AskAsync(host, page);
        await page.GetAsync($"/v1/client/sign_ups/{id}");
        await page.PrepareAsync(id);
        await page.AttemptAsync(id, People.Wrong(code));
        await page.AttemptAsync(id, code);
        await page.GetAsync($"/v1/client/sign_ups/{id}");
        await page.GetAsync("/v1/client");
        await page.GetAsync("/v1/me");
        Assert.Empty(host.AnswersWithCodes());

        // And it would see one: a name is answered as it was given.
        using var teller = host.OpenPage();
        await teller.PostAsync("/v1/client/sign_ups", ("first_name", code));
        Assert.Equal("POST /v1/client/sign_ups 200", Assert.Single(host.AnswersWithCodes()));
        host.Inbox.Clear();
    }

    [Theory]
    [InlineData(" {0}")]
    [InlineData("{0}\r\n")]
    [InlineData("\u3000{0}\u00a0")]
    [InlineData("full-width")]
    public async Task C16_blanks_around_a_code_and_full_width_digits_are_forgiven(string form)
    {
        using var page = Host.OpenPage();
        var (id, code) = await AskAsync(Host, page);
        var typed = form == "full-width"
            ? string.Concat(code.Select(digit => (char)(digit - '0' + '\uFF10')))
            : form.Replace("{0}", code, StringComparison.Ordinal);

        var answer = await page.AttemptAsync(id, typed);

        Assert.Equal((200, "complete"), (answer.Status, answer["status"]));
    }

    [Theory]
    [InlineData("{0}0")]
    [InlineData("0{0}")]
    [InlineData("-{0}")]
    [InlineData("{0}\u200b")]
    [InlineData("{0},{0}")]
    [InlineData("0x1e240")]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666")]
    [InlineData("\ud835\udfce\ud835\udfce\ud835\udfce")]
    [InlineData("💥💥💥💥💥💥")]
    [InlineData("a very long one")]
    public async Task C16_anything_else_is_a_wrong_code_and_no_accident(string form)
    {
        using var page = Host.OpenPage();
        var (id, code) = await AskAsync(Host, page);
        var typed = form == "a very long one" ? new string('7', 60_000) : form.Replace("{0}", code, StringComparison.Ordinal);

        var answer = await page.AttemptAsync(id, typed);

        Assert.Equal((422, "form_code_incorrect", "code"), (answer.Status, answer.Errors.Single(), answer.Parameters.Single()));
        Assert.Equal(1, await MissesAsync(page));
    }

    private static async Task<(string Id, string Code)> AskAsync(FuncAuthHost host, FrontEnd page, string? address = null, int message = 1)
    {
        address ??= People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        Assert.Equal(200, (await page.PrepareAsync(id)).Status);
        return (id, await host.LastCodeForAsync(address, message));
    }

    private static string? Proof(Answer refused) =>
        refused.Client.GetProperty("sign_up").GetProperty("verifications").GetProperty("email_address").GetProperty("status").GetString();

    private async Task<int?> MissesAsync(FrontEnd page)
    {
        var client = FuncAuth.ClientId.Parse(page.ClientCookie!.Split('.')[0]);
        var stored = await Host.Services.GetRequiredService<IClientStore>().FindAsync(client, CancellationToken.None);
        return stored?.Value.SignUp?.Collected.EmailAddress?.Verification?.Misses;
    }
}
