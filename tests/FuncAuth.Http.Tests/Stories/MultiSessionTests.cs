using System.Text.Json;
using FuncAuth.Testing;
using static FuncAuth.Http.Tests.Stories.SessionTests;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>One client, several users: who is signed in beside whom, and what leaves whom alone.</summary>
public sealed class MultiSessionTests : IAsyncLifetime
{
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        new Dictionary<string, string?> { ["FuncAuth:Instance:SingleSession"] = "false" }, ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Two_users_are_signed_in_beside_each_other_and_touch_switches()
    {
        using var page = host.OpenPage();
        var (ada, eve) = await TwoAsync(page);

        var both = await page.GetAsync("/v1/client");
        var switched = await page.PostAsync($"/v1/client/sessions/{ada.Session}/touch", ("active_organization_id", ""), ("intent", "select_session"));
        var after = await page.GetAsync("/v1/client");

        Assert.False((await page.GetAsync("/v1/environment")).Json.GetProperty("auth_config").GetProperty("single_session_mode").GetBoolean());
        Assert.Equal([ada.Session, eve.Session], Sessions(both.Response));
        Assert.Equal(eve.Session, both["last_active_session_id"]);
        Assert.All(both.Response.GetProperty("sessions").EnumerateArray(), session =>
            Assert.Equal(JsonValueKind.Object, session.GetProperty("last_active_token").ValueKind));
        Assert.Equal(ada.Session, switched.Client.GetProperty("last_active_session_id").GetString());
        Assert.Equal(ada.Session, after["last_active_session_id"]);
        Assert.Equal(ada.Address, await WhoAsync(page)); // the page that does not say takes the last active one
        Assert.Equal(eve.Address, await WhoAsync(page, eve.Session));
        Assert.Equal(ada.Address, await WhoAsync(page, ada.Session));
    }

    [Theory]
    [InlineData("end", "ended")]
    [InlineData("remove", "removed")]
    public async Task One_session_ends_and_the_other_one_stays_and_takes_its_place(string how, string status)
    {
        using var page = host.OpenPage();
        var (ada, eve) = await TwoAsync(page);

        var ended = await page.PostAsync($"/v1/client/sessions/{eve.Session}/{how}");

        Assert.Equal((200, status), (ended.Status, ended["status"]));
        Assert.Equal([ada.Session], Sessions(ended.Client));
        Assert.Equal(ada.Session, ended.Client.GetProperty("last_active_session_id").GetString());
        Assert.Equal(401, (await page.PostAsync($"/v1/client/sessions/{eve.Session}/tokens")).Status);
        Assert.Equal(200, (await page.PostAsync($"/v1/client/sessions/{ada.Session}/tokens")).Status);
        Assert.Equal(ada.Address, await WhoAsync(page));
        Assert.Equal(["authentication_invalid"], (await page.GetAsync($"/v1/me?_clerk_session_id={eve.Session}")).Errors);
    }

    [Fact]
    public async Task A_sign_out_of_all_ends_all_and_forgets_the_attempts()
    {
        using var page = host.OpenPage();
        var (ada, eve) = await TwoAsync(page);
        await page.PostAsync("/v1/client/sign_ins", ("identifier", await SignUpElsewhereAsync()));

        var signedOut = await page.DeleteAsync("/v1/client/sessions");

        Assert.Empty(signedOut.Response.GetProperty("sessions").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, signedOut.Response.GetProperty("sign_in").ValueKind);
        Assert.Null(signedOut["last_active_session_id"]);
        foreach (var session in new[] { ada.Session, eve.Session })
            Assert.Equal(401, (await page.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
    }

    [Fact]
    public async Task A_user_is_signed_in_once_and_is_told_in_which_session()
    {
        using var page = host.OpenPage();
        var (ada, eve) = await TwoAsync(page);

        var again = await page.PostAsync("/v1/client/sign_ins", ("identifier", ada.Address), ("password", People.Password));

        Assert.Equal((400, "identifier_already_signed_in"), (again.Status, again.Errors.Single()));
        Assert.Equal(ada.Session, again.Json.GetProperty("errors")[0].GetProperty("meta").GetProperty("session_id").GetString());
        Assert.Equal([ada.Session, eve.Session], Sessions(again.Client));
    }

    [Fact]
    public async Task A_user_who_signs_in_twice_at_once_is_signed_in_once()
    {
        using var page = host.OpenPage();
        var (_, eve) = await TwoAsync(page);
        var address = await SignUpElsewhereAsync();
        var cookie = page.ClientCookie;

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var tab = host.OpenPage();
            tab.ClientCookie = cookie;
            return (Answer: await tab.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password)), tab.ClientCookie);
        }));

        // Whoever came when the cookie had been replaced is another browser by then, and may be signed in as one.
        var id = cookie!.Split('.')[0];
        var here = answers.Where(answer => answer.ClientCookie!.Split('.')[0] == id).ToArray();
        var won = Assert.Single(here, answer => answer.Answer.Status == 200);
        Assert.All(here.Where(answer => answer.Answer.Status != 200), lost => Assert.Equal("identifier_already_signed_in", lost.Answer.Errors.Single()));
        using var after = host.OpenPage();
        after.ClientCookie = won.ClientCookie;
        Assert.Equal(3, Sessions((await after.GetAsync("/v1/client")).Response).Length);
        Assert.Equal(200, (await after.PostAsync($"/v1/client/sessions/{eve.Session}/tokens")).Status);
    }

    [Fact]
    public async Task One_of_two_revokes_a_session_on_the_own_client_and_leaves_the_other_signed_in()
    {
        using var page = host.OpenPage();
        var (ada, eve) = await TwoAsync(page);

        var theirs = await page.PostAsync($"/v1/me/sessions/{eve.Session}/revoke?_clerk_session_id={ada.Session}");
        var own = await page.PostAsync($"/v1/me/sessions/{ada.Session}/revoke?_clerk_session_id={ada.Session}");

        Assert.Equal((404, "resource_not_found"), (theirs.Status, theirs.Errors.Single()));
        Assert.Equal("revoked", own["status"]);
        Assert.Equal([eve.Session], Sessions(own.Client));
        Assert.Equal(eve.Address, await WhoAsync(page));
    }

    [Fact]
    public async Task A_session_that_is_revoked_from_elsewhere_leaves_the_cookie_and_whoever_is_signed_in_beside_it()
    {
        using var shared = host.OpenPage();
        var (ada, eve) = await TwoAsync(shared);
        var cookie = shared.ClientCookie;
        using var phone = host.OpenPage();
        await SignInAsync(phone, ada.Address);

        Assert.Equal("revoked", (await phone.PostAsync($"/v1/me/sessions/{ada.Session}/revoke"))["status"]);

        Assert.Equal(401, (await shared.PostAsync($"/v1/client/sessions/{ada.Session}/tokens")).Status);
        Assert.Equal(200, (await shared.PostAsync($"/v1/client/sessions/{eve.Session}/tokens")).Status);
        Assert.Equal([eve.Session], Sessions((await shared.GetAsync("/v1/client")).Response));
        Assert.Equal(cookie, shared.ClientCookie);
    }

    [Fact]
    public async Task Where_one_session_is_the_rule_a_second_person_is_refused_until_the_first_has_left()
    {
        await using var single = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        var (ada, eve) = (People.FreshAddress(), People.FreshAddress());
        using (var elsewhere = single.OpenPage())
            await elsewhere.SignUpAsync(single, eve);
        using var page = single.OpenPage();
        var session = (await page.SignUpAsync(single, ada))["created_session_id"]!;

        var signIn = await page.PostAsync("/v1/client/sign_ins", ("identifier", eve), ("password", People.Password));
        var signUp = await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()));
        var kept = await page.PostAsync($"/v1/client/sessions/{session}/tokens");
        await page.PostAsync($"/v1/client/sessions/{session}/end");
        var other = await page.PostAsync("/v1/client/sign_ins", ("identifier", eve), ("password", People.Password));

        Assert.True((await page.GetAsync("/v1/environment")).Json.GetProperty("auth_config").GetProperty("single_session_mode").GetBoolean());
        Assert.Equal(["session_exists"], signIn.Errors);
        Assert.Equal(["session_exists"], signUp.Errors);
        Assert.Equal(200, kept.Status);
        Assert.Equal("complete", other["status"]);
        Assert.Equal([other["created_session_id"]!], Sessions(other.Client));
    }

    private async Task<((string Address, string Session) Ada, (string Address, string Session) Eve)> TwoAsync(FrontEnd page)
    {
        var (ada, eve) = (People.FreshAddress(), await SignUpElsewhereAsync());
        var first = (await page.SignUpAsync(host, ada))["created_session_id"]!;
        return ((ada, first), (eve, await SignInAsync(page, eve)));
    }

    private async Task<string> SignUpElsewhereAsync()
    {
        var address = People.FreshAddress();
        using var elsewhere = host.OpenPage();
        await elsewhere.SignUpAsync(host, address);
        return address;
    }

    private static async Task<string?> WhoAsync(FrontEnd page, string? session = null)
    {
        var me = await page.GetAsync(session is null ? "/v1/me" : $"/v1/me?_clerk_session_id={session}");
        return me.Response.GetProperty("email_addresses")[0].GetProperty("email_address").GetString();
    }

    private static string[] Sessions(JsonElement client) => [.. client.GetProperty("sessions").EnumerateArray().Select(session => SessionTests.Id(session))];
}
