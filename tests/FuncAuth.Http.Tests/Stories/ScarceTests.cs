using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>An identifier is one person's: not before a sign-up completes, and not two people's afterwards.</summary>
public sealed class ScarceTests
{
    [Theory]
    [InlineData("email_address", "jane@example.com")]
    [InlineData("phone_number", "+4915123456789")]
    [InlineData("username", "jane_doe")]
    public async Task U04_of_twenty_who_complete_at_once_one_gets_the_identifier(string field, string value)
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["FuncAuth:Attributes:EmailAddress:Required"] = "false",
                ["FuncAuth:Attributes:EmailAddress:VerifyAtSignUp"] = "false",
                ["FuncAuth:Attributes:PhoneNumber:VerifyAtSignUp"] = "false",
                ["FuncAuth:Attributes:Password:Required"] = "false",
                ["FuncAuth:Attributes:FirstName:Required"] = "true",
            },
            ct: TestContext.Current.CancellationToken);
        var pages = Enumerable.Range(0, 20).Select(_ => host.OpenPage()).ToArray();

        // All three identifiers, of which one is the same: what the losers claimed beside it must not stay behind.
        var begun = await Task.WhenAll(pages.Select((page, i) => page.PostAsync("/v1/client/sign_ups",
            ("email_address", field == "email_address" ? value : $"jane{i}@example.com"),
            ("phone_number", field == "phone_number" ? value : $"+4915123450{i:D3}"),
            ("username", field == "username" ? value : $"jane_{i}"))));
        Assert.All(begun, created => Assert.Equal(["first_name"], created.List("missing_fields")));
        Assert.Empty(await host.ClaimsAsync());
        var answers = await Task.WhenAll(pages.Select((page, i) => page.PatchAsync($"/v1/client/sign_ups/{begun[i]["id"]}", ("first_name", "Jane"))));

        var won = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != won), lost => Assert.Equal((400, "identification_claimed"), (lost.Status, lost.Errors.Single())));
        Assert.Equal(won["created_user_id"], Assert.Single(await host.RowsAsync("users"), row => row.RowKey == "user").PartitionKey);
        Assert.Equal(Enumerable.Repeat(won["created_user_id"], 3), (await host.ClaimsAsync()).Select(row => row.GetString("User")));

        // And who lost goes on with another one.
        var loser = Array.FindIndex(answers, answer => answer != won);
        var other = field switch { "email_address" => "joe@example.com", "phone_number" => "+4915118765432", _ => "joe_doe" };
        var second = await pages[loser].PatchAsync($"/v1/client/sign_ups/{begun[loser]["id"]}", (field, other));
        Assert.Equal((200, "complete"), (second.Status, second["status"]));
        foreach (var page in pages)
            page.Dispose();
    }

    [Fact]
    public async Task U07_a_sign_up_is_abandoned_after_a_day_and_never_reserves_an_address()
    {
        var clock = new StoppedClock();
        await using var host = await FuncAuthHost.StartAsync(
            services: services => services.AddSingleton<TimeProvider>(clock), ct: TestContext.Current.CancellationToken);
        using var squatter = host.OpenPage();
        using var owner = host.OpenPage();
        var address = People.FreshAddress();
        var id = (await squatter.PostAsync("/v1/client/sign_ups", ("email_address", address), ("username", "jane_doe")))["id"]!;
        await squatter.PrepareAsync(id);
        Assert.Equal(200, (await squatter.AttemptAsync(id, await host.LastCodeForAsync(address))).Status);
        Assert.Empty(await host.ClaimsAsync());

        // Proven, and still nobody's: somebody else may have it, before and after it is abandoned.
        using (var other = host.OpenPage())
            Assert.Equal(200, (await other.PostAsync("/v1/client/sign_ups", ("email_address", address), ("username", "jane_doe"))).Status);
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal("missing_requirements", (await squatter.GetAsync($"/v1/client/sign_ups/{id}"))["status"]);
        clock.Advance(TimeSpan.FromSeconds(1));

        var shown = await squatter.GetAsync($"/v1/client/sign_ups/{id}");
        Assert.Equal(("abandoned", System.Text.Json.JsonValueKind.Null), (shown["status"], shown.Client.GetProperty("sign_up").ValueKind));
        foreach (var late in new[]
        {
            await squatter.PatchAsync($"/v1/client/sign_ups/{id}", ("password", People.Password)), await squatter.PrepareAsync(id), await squatter.AttemptAsync(id, "123456"),
        })
        {
            Assert.Equal((403, "resource_forbidden"), (late.Status, late.Errors.Single()));
        }

        Assert.Empty(await host.ClaimsAsync());
        Assert.Empty(await host.RowsAsync("users"));
        var complete = await owner.SignUpAsync(host, address);
        Assert.Equal(complete["created_user_id"], Assert.Single(await host.ClaimsAsync()).GetString("User"));
    }

    [Fact]
    public async Task S02_an_expired_cookie_is_never_adopted()
    {
        var clock = new StoppedClock();
        await using var host = await FuncAuthHost.StartAsync(
            services: services => services.AddSingleton<TimeProvider>(clock), ct: TestContext.Current.CancellationToken);
        using var planter = host.OpenPage();
        await planter.SignUpAsync(host);
        using var page = host.OpenPage();
        page.ClientCookie = planter.ClientCookie;
        clock.Advance(TimeSpan.FromDays(400));

        Assert.Equal("""{"response":null,"client":null}""", (await page.GetAsync("/v1/client")).Body);
        await page.SignUpAsync(host);

        Assert.NotEqual(planter.ClientCookie!.Split('.')[0], page.ClientCookie!.Split('.')[0]);
    }
}
