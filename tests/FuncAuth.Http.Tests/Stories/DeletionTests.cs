using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>People delete their account.</summary>
public sealed class DeletionTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task S05_a_deleted_user_is_signed_out_everywhere_at_once()
    {
        using var page = Host.OpenPage();
        using var elsewhere = Host.OpenPage();
        var address = People.FreshAddress();
        Assert.Equal(["authentication_invalid"], (await page.DeleteAsync("/v1/me")).Errors);
        var own = await page.SignUpAsync(Host, address);
        Assert.True(own.ClientUser().GetProperty("delete_self_enabled").GetBoolean());
        var other = (await elsewhere.SignInAsync(address))["created_session_id"];

        var deleted = await page.DeleteAsync("/v1/me");

        Assert.Equal((200, "user", own["created_user_id"], "True"), (deleted.Status, deleted["object"], deleted["id"], deleted["deleted"]));
        Assert.Empty(deleted.Client.GetProperty("sessions").EnumerateArray());
        Assert.Equal(["signed_out"], (await page.PostAsync($"/v1/client/sessions/{own["created_session_id"]}/tokens")).Errors);
        Assert.Equal(["signed_out"], (await elsewhere.PostAsync($"/v1/client/sessions/{other}/tokens")).Errors);
        Assert.Equal(["authentication_invalid"], (await elsewhere.GetAsync("/v1/me")).Errors);
        Assert.Equal(["authentication_invalid"], (await page.DeleteAsync("/v1/me")).Errors);
        Assert.Equal(["form_identifier_not_found"], (await page.SignInAsync(address)).Errors);
    }

    [Fact]
    public async Task What_it_was_found_by_is_somebody_elses_for_the_taking()
    {
        using var page = Host.OpenPage();
        var (address, username) = (People.FreshAddress(), Accounts.FreshUsername());
        var before = await page.SignUpAsAsync(Host, address, username);
        await page.DeleteAsync("/v1/me");

        var after = await page.SignUpAsAsync(Host, address, username);

        Assert.NotEqual(before["created_user_id"], after["created_user_id"]);
    }

    [Fact]
    public async Task Q10_a_deleted_user_leaves_nothing_but_the_ids_of_sessions_that_are_over()
    {
        using var page = Host.OpenPage();
        using var elsewhere = Host.OpenPage();
        using var halfWay = Host.OpenPage();
        var (address, number, username, lastName) = (People.FreshAddress(), Phones.FreshNumber(), Accounts.FreshUsername(), $"Doe {Guid.NewGuid():N}");
        var user = UserId.Parse((await page.SignUpWithPhoneAsync(Host, address, number))["created_user_id"]!);
        await page.PatchAsync("/v1/me", ("username", username), ("last_name", lastName));
        await page.PatchAsync("/v1/me/metadata", ("unsafe_metadata", $$"""{"note":"{{lastName}}"}"""));
        await elsewhere.SignInAsync(username);
        await elsewhere.ChangePasswordAsync("not it at all", Accounts.OtherPassword);
        await halfWay.SignInAsync(address);
        await halfWay.DeleteAsync("/v1/client/sessions");
        await Host.QueuesAreEmptyAsync();
        var stored = (await Host.Services.GetRequiredService<IUserStore>().FindAsync(user, CancellationToken.None))!.Value.Value;
        string[] told =
        [
            address, number, username, lastName, stored.Password!.Hash, stored.PrimaryEmailAddress!.Value.Value, stored.PrimaryPhoneNumber!.Value.Value,
            .. stored.Identifiers.Select(identifier => identifier.Key),
        ];
        var before = await Host.DumpStorageAsync();
        Assert.All(told, word => Assert.Contains(word, before, StringComparison.Ordinal));

        Assert.Equal(200, (await page.DeleteAsync("/v1/me")).Status);

        var after = await Host.DumpStorageAsync();
        Assert.All(told, word => Assert.DoesNotContain(word, after, StringComparison.Ordinal));
        Assert.DoesNotContain(await Host.RowsAsync("users"), row => row.PartitionKey == user.Value);
        foreach (var table in new[] { "clients", "identifiers", "deliveries" })
        {
            foreach (var row in (await Host.RowsAsync(table)).Where(row => row.Any(column => column.Value is string text && text.Contains(user.Value, StringComparison.Ordinal))))
            {
                Assert.StartsWith("session:", row.RowKey, StringComparison.Ordinal);
                Assert.Contains("\"end\":", row.GetString("Data"), StringComparison.Ordinal);
                Assert.DoesNotContain("\"device\":", row.GetString("Data"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Somebody_else_on_the_same_client_stays_signed_in()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Instance:SingleSession"] = "false" }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var first = await page.SignUpAsync(host);
        var second = await page.SignUpAsync(host);

        var deleted = await page.PostAsync($"/v1/me?_method=DELETE&_clerk_session_id={first["created_session_id"]}");

        Assert.Equal((200, first["created_user_id"]), (deleted.Status, deleted["id"]));
        Assert.Equal(second["created_session_id"], Assert.Single(deleted.Client.GetProperty("sessions").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(second["created_user_id"], (await page.GetAsync("/v1/me"))["id"]);
    }

    [Fact]
    public async Task Where_the_instance_does_not_let_them_nobody_deletes_themselves()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Users:DeleteSelf"] = "false" }, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);

        var refused = await page.DeleteAsync("/v1/me");

        Assert.Equal((403, "user_delete_self_not_enabled"), (refused.Status, refused.Errors.Single()));
        Assert.Equal("False", (await page.GetAsync("/v1/me"))["delete_self_enabled"]);
        Assert.False((await page.GetAsync("/v1/environment")).Json.GetProperty("user_settings").GetProperty("actions").GetProperty("delete_self").GetBoolean());
    }

    [Fact]
    public async Task Asked_for_many_times_at_once_it_is_done_once()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => page.DeleteAsync("/v1/me")));

        Assert.Contains(answers, answer => answer.Status == 200);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 401, answer.Body));
        Assert.Equal("complete", (await page.SignUpAsync(Host, address))["status"]);
    }

    [Fact]
    public async Task Beside_changes_and_sign_ins_it_leaves_no_user_behind()
    {
        using var page = Host.OpenPage();
        using var elsewhere = Host.OpenPage();
        var address = People.FreshAddress();
        var user = (await page.SignUpAsync(Host, address))["created_user_id"]!;
        await elsewhere.SignInAsync(address);
        using var third = Host.OpenPage();

        var all = await Task.WhenAll(
            page.DeleteAsync("/v1/me"), elsewhere.PatchAsync("/v1/me", ("first_name", "Jane")), elsewhere.PatchAsync("/v1/me/metadata", ("unsafe_metadata", """{"a":1}""")),
            third.SignInAsync(address), elsewhere.PatchAsync("/v1/me", ("last_name", "Doe")));

        Assert.Equal(200, all[0].Status);
        Assert.All(all, answer => Assert.True(answer.Status is 200 or 401 or 422, answer.Body));
        Assert.DoesNotContain(await Host.RowsAsync("users"), row => row.PartitionKey == user);
        Assert.Equal(["authentication_invalid"], (await third.GetAsync("/v1/me")).Errors);
        Assert.DoesNotContain(address, await Host.DumpStorageAsync(), StringComparison.Ordinal);
    }
}
