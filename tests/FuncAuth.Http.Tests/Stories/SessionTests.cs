using System.Text.Json;
using FuncAuth.Stores;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The sessions of one user on several devices: which there are, and how one of them is ended from another.</summary>
public sealed class SessionTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    internal const string Phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task S11_a_user_sees_all_sessions_with_device_place_and_last_use_and_ends_one_of_them()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        using var laptop = host.OpenPage();
        var here = (await laptop.SignUpAsync(host, address))["created_session_id"]!;
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var phone = host.OpenPage();
        phone.UserAgent = Phone;
        var there = await SignInAsync(phone, address);

        var listed = (await laptop.GetAsync("/v1/me/sessions/active")).Json.EnumerateArray().ToArray();
        var whole = (await laptop.GetAsync("/v1/me/sessions")).Json.EnumerateArray().ToArray();
        var revoked = await laptop.PostAsync($"/v1/me/sessions/{there}/revoke");
        var refused = await phone.PostAsync($"/v1/client/sessions/{there}/tokens");
        var left = (await laptop.GetAsync("/v1/me/sessions/active")).Json.EnumerateArray().ToArray();

        Assert.Equal([there, here], listed.Select(Id)); // last used first
        Assert.All(listed, session => Assert.Equal("active", session.GetProperty("status").GetString()));
        Assert.True(listed[0].GetProperty("last_active_at").GetInt64() - listed[1].GetProperty("last_active_at").GetInt64() >= 60_000);
        var device = listed[0].GetProperty("latest_activity");
        Assert.Equal(("iPhone", "Safari", "26.0", true), (
            device.GetProperty("device_type").GetString(), device.GetProperty("browser_name").GetString(),
            device.GetProperty("browser_version").GetString(), device.GetProperty("is_mobile").GetBoolean()));
        Assert.True(System.Net.IPAddress.IsLoopback(System.Net.IPAddress.Parse(device.GetProperty("ip_address").GetString()!)));
        Assert.False(device.TryGetProperty("city", out _)); // nobody looks up a place, so none is told
        Assert.False(listed[1].GetProperty("latest_activity").TryGetProperty("browser_name", out _));
        Assert.NotEqual(Id(device), Id(listed[1].GetProperty("latest_activity")));
        Assert.Equal([there, here], whole.Select(Id));
        Assert.All(whole, session => Assert.Equal(address, session.GetProperty("public_user_data").GetProperty("identifier").GetString()));
        Assert.All(whole, session => Assert.Equal(JsonValueKind.Null, session.GetProperty("last_active_token").ValueKind));

        Assert.Equal((200, "revoked", there), (revoked.Status, revoked["status"], revoked["id"]));
        Assert.Equal(here, Id(Assert.Single(revoked.Client.GetProperty("sessions").EnumerateArray())));
        Assert.Equal((401, "signed_out"), (refused.Status, Assert.Single(refused.Errors)));
        Assert.Equal([here], left.Select(Id));
        Assert.Equal(200, (await laptop.PostAsync($"/v1/client/sessions/{here}/tokens")).Status);
        Assert.Empty((await phone.GetAsync("/v1/client")).Response.GetProperty("sessions").EnumerateArray());
    }

    [Fact]
    public async Task Revoking_twice_is_revoking_once_and_what_was_signed_out_is_not_there()
    {
        var address = People.FreshAddress();
        using var laptop = Host.OpenPage();
        await laptop.SignUpAsync(Host, address);
        using var phone = Host.OpenPage();
        var there = await SignInAsync(phone, address);
        using var tablet = Host.OpenPage();
        var ended = await SignInAsync(tablet, address);
        await tablet.PostAsync($"/v1/client/sessions/{ended}/end");

        Assert.Equal("revoked", (await laptop.PostAsync($"/v1/me/sessions/{there}/revoke"))["status"]);
        Assert.Equal((200, "revoked"), (await laptop.PostAsync($"/v1/me/sessions/{there}/revoke")) is var again ? (again.Status, again["status"]) : default);
        Assert.Equal((404, "resource_not_found"), (await laptop.PostAsync($"/v1/me/sessions/{ended}/revoke")) is var gone ? (gone.Status, gone.Errors.Single()) : default);
    }

    [Fact]
    public async Task Ones_own_session_is_revoked_like_any_other_and_the_cookie_goes_with_it()
    {
        using var page = Host.OpenPage();
        var session = (await page.SignUpAsync(Host))["created_session_id"]!;
        var before = page.ClientCookie;

        var revoked = await page.PostAsync($"/v1/me/sessions/{session}/revoke");

        Assert.Equal((200, "revoked"), (revoked.Status, revoked["status"]));
        Assert.Empty(revoked.Client.GetProperty("sessions").EnumerateArray());
        Assert.NotEqual(before, page.ClientCookie);
        Assert.Equal(401, (await page.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
        Assert.Equal(["authentication_invalid"], (await page.PostAsync($"/v1/me/sessions/{session}/revoke")).Errors);
    }

    [Fact]
    public async Task The_session_of_somebody_else_is_not_there_and_nothing_changes()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        using var other = Host.OpenPage();
        var theirs = (await other.SignUpAsync(Host))["created_session_id"]!;
        var before = await RowsOfAsync(other);

        foreach (var id in new[] { theirs, SessionId.From("nobody").Value, "sess_", "x", "user_1" })
            Assert.Equal((404, "resource_not_found"), (await page.PostAsync($"/v1/me/sessions/{id}/revoke")) is var answer ? (answer.Status, answer.Errors.Single()) : default);

        Assert.Equal(before, await RowsOfAsync(other));
        Assert.DoesNotContain(theirs, (await page.GetAsync("/v1/me/sessions")).Body, StringComparison.Ordinal);
        Assert.Equal(200, (await other.PostAsync($"/v1/client/sessions/{theirs}/tokens")).Status);
    }

    [Fact]
    public async Task Who_is_not_signed_in_lists_and_revokes_nothing()
    {
        using var page = Host.OpenPage();

        Assert.Equal(["authentication_invalid"], (await page.GetAsync("/v1/me/sessions")).Errors);
        Assert.Equal(["authentication_invalid"], (await page.GetAsync("/v1/me/sessions/active")).Errors);
        Assert.Equal(["authentication_invalid"], (await page.PostAsync($"/v1/me/sessions/{SessionId.From("x")}/revoke")).Errors);
    }

    [Fact]
    public async Task A_session_of_this_client_is_shown_also_when_it_is_over_and_no_other_one_is()
    {
        using var page = Host.OpenPage();
        var session = (await page.SignUpAsync(Host))["created_session_id"]!;
        using var stranger = Host.OpenPage();
        await stranger.SignUpAsync(Host);

        var active = await page.GetAsync($"/v1/client/sessions/{session}");
        await page.PostAsync($"/v1/client/sessions/{session}/end");
        var ended = await page.GetAsync($"/v1/client/sessions/{session}");

        Assert.Equal(("active", JsonValueKind.Object), (active["status"], active.Response.GetProperty("last_active_token").ValueKind));
        Assert.Equal(("ended", JsonValueKind.Null), (ended["status"], ended.Response.GetProperty("last_active_token").ValueKind));
        Assert.Equal((404, "resource_not_found"), (await stranger.GetAsync($"/v1/client/sessions/{session}")) is var other ? (other.Status, other.Errors.Single()) : default);
        using var nobody = Host.OpenPage();
        Assert.Equal(404, (await nobody.GetAsync($"/v1/client/sessions/{session}")).Status);
    }

    [Fact]
    public async Task Notes_of_sessions_that_are_over_go_with_the_next_list_and_those_of_sessions_under_way_stay()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        using var laptop = host.OpenPage();
        var complete = await laptop.SignUpAsync(host, address);
        var user = UserId.Parse(complete["created_user_id"]!);
        for (var i = 0; i < 3; i++)
        {
            using var device = host.OpenPage();
            var session = await SignInAsync(device, address);
            if (i < 2)
                await device.PostAsync($"/v1/client/sessions/{session}/remove");
        }

        // A note is written before its session, so for a moment there is one without.
        var users = host.Services.GetRequiredService<IUserStore>();
        var read = (await users.FindAsync(user, TestContext.Current.CancellationToken))!.Value;
        var begun = Sessions.Session.Begin(SessionId.From("begun"), user, host.Clock.GetUtcNow(), Instances.SessionRules.Default);
        Assert.True(await users.SaveAsync(read.Value, read, (ClientId.From("under way"), begun), "a test", TestContext.Current.CancellationToken));

        Assert.Equal(5, (await NotesAsync()).Count);
        Assert.Equal(2, (await laptop.GetAsync("/v1/me/sessions")).Json.GetArrayLength());
        Assert.Equal(3, (await NotesAsync()).Count);
        Assert.Contains(begun.Id, await NotesAsync());

        host.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(2, (await laptop.GetAsync("/v1/me/sessions/active")).Json.GetArrayLength());
        Assert.DoesNotContain(begun.Id, await NotesAsync());

        async Task<List<SessionId>> NotesAsync() =>
            [.. (await users.SessionsAsync(user, TestContext.Current.CancellationToken)).Select(note => note.Value.Session)];
    }

    [Fact]
    public async Task However_many_notes_lead_nowhere_a_call_follows_two_hundred_and_the_next_one_finds_the_rest()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await FuncAuthHost.StartAsync(ct: ct);
        var address = People.FreshAddress();
        using var old = host.OpenPage();
        var complete = await old.SignUpAsync(host, address);
        var user = UserId.Parse(complete["created_user_id"]!);
        var users = host.Services.GetRequiredService<IUserStore>();
        for (var i = 0; i < 230; i++)
        {
            var read = (await users.FindAsync(user, ct))!.Value;
            var session = Sessions.Session.Begin(SessionId.From($"{i}"), user, host.Clock.GetUtcNow().AddMinutes(1), Instances.SessionRules.Default);
            Assert.True(await users.SaveAsync(read.Value, read, (ClientId.From($"{i}"), session), "a test", ct));
        }

        host.Clock.Advance(TimeSpan.FromHours(1));
        using var laptop = host.OpenPage();
        var here = await SignInAsync(laptop, address);

        Assert.Equal([here], (await laptop.GetAsync("/v1/me/sessions/active")).Json.EnumerateArray().Select(Id));
        Assert.Equal([here, complete["created_session_id"]!], (await laptop.GetAsync("/v1/me/sessions/active")).Json.EnumerateArray().Select(Id));
        Assert.Equal(2, (await users.SessionsAsync(user, ct)).Count);
    }

    [Fact]
    public async Task A_session_that_ran_out_and_one_that_a_new_password_ended_are_on_no_list()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        using (var first = host.OpenPage())
            await first.SignUpAsync(host, address);
        host.Clock.Advance(TimeSpan.FromDays(6));
        using (var second = host.OpenPage())
            await SignInAsync(second, address);
        host.Clock.Advance(TimeSpan.FromDays(2));
        using var laptop = host.OpenPage();
        await SignInAsync(laptop, address);

        Assert.Equal(2, (await laptop.GetAsync("/v1/me/sessions")).Json.GetArrayLength());

        using var page = host.OpenPage();
        var id = (await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", "reset_password_email_code")))["id"];
        await page.PostAsync(
            $"/v1/client/sign_ins/{id}/attempt_first_factor", ("strategy", "reset_password_email_code"), ("code", await host.LastCodeForAsync(address, 2)));
        var complete = await page.PostAsync(
            $"/v1/client/sign_ins/{id}/reset_password", ("password", "another meadow, this time at dusk"), ("sign_out_of_other_sessions", "true"));
        Assert.Equal("complete", complete["status"]);

        Assert.Equal(complete["created_session_id"], Id(Assert.Single((await page.GetAsync("/v1/me/sessions")).Json.EnumerateArray())));
        Assert.Single((await host.RowsAsync("users")), row => row.RowKey.StartsWith("session:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_revocation_that_is_cut_off_anywhere_is_done_or_not_and_the_same_call_does_it()
    {
        var faults = new Faults();
        await using var host = await FuncAuthHost.StartAsync(services: faults.Register, ct: TestContext.Current.CancellationToken);
        var address = People.FreshAddress();
        using var laptop = host.OpenPage();
        await laptop.SignUpAsync(host, address);

        var cuts = 0;
        foreach (var moment in new[] { Moment.Before, Moment.After })
        {
            for (var operation = 1; operation <= 5; operation++)
            {
                using var phone = host.OpenPage();
                var there = await SignInAsync(phone, address);
                faults.Arm(operation, moment);
                var cut = await laptop.PostAsync($"/v1/me/sessions/{there}/revoke");
                cuts += faults.Struck ? 1 : 0;
                faults.Disarm();
                Assert.Equal(faults.Struck ? 500 : 200, cut.Status);

                var again = await laptop.PostAsync($"/v1/me/sessions/{there}/revoke");
                Assert.Equal((200, "revoked"), (again.Status, again["status"]));
                Assert.Equal(401, (await phone.PostAsync($"/v1/client/sessions/{there}/tokens")).Status);
            }
        }

        Assert.Equal(10, cuts); // client and user, the note, the other client twice
    }

    internal static async Task<string> SignInAsync(FrontEnd page, string address)
    {
        var signedIn = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password));
        Assert.Equal((200, "complete"), (signedIn.Status, signedIn["status"]));
        return signedIn["created_session_id"]!;
    }

    internal static string Id(JsonElement element) => element.GetProperty("id").GetString()!;

    private async Task<string> RowsOfAsync(FrontEnd page)
    {
        var client = page.ClientCookie!.Split('.')[0];
        var rows = (await Host.RowsAsync("clients")).Where(row => row.PartitionKey == client).OrderBy(row => row.RowKey, StringComparer.Ordinal);
        return string.Join('\n', rows.Select(row => $"{row.RowKey} {row.ETag}"));
    }
}
