using System.Net;
using FuncAuth.Sessions;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>A sign-in that has proven its first factor and not its second: what it is worth, which is nothing.</summary>
public sealed class HalfWayTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Fresh = "another meadow, this time at dusk";

    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData("password")]
    [InlineData("email_code")]
    [InlineData("phone_code")]
    [InlineData("reset_password_email_code")]
    [InlineData("reset_password_phone_code")]
    public async Task M01_no_first_factor_alone_gives_a_session(string strategy)
    {
        var someone = await WithSecondFactorAsync();
        var identifier = strategy.Contains("phone", StringComparison.Ordinal) ? someone.FirstNumber : someone.Address;
        var (sessions, notes) = await SessionRowsAsync();
        using var page = Host.OpenPage();

        var answers = new List<Answer> { await page.PostAsync("/v1/client/sign_ins", ("identifier", identifier)) };
        var offered = answers[0].Response.GetProperty("supported_first_factors").EnumerateArray();
        Assert.DoesNotContain(offered, factor => factor.TryGetProperty("phone_number_id", out var id) && id.GetString() == someone.SecondId);
        var signIn = answers[0]["id"]!;
        if (strategy is not "password")
            answers.Add(await page.PrepareAsync(signIn, "first", strategy));
        answers.Add(await page.ProveAsync(signIn, "first", strategy, strategy is "password" ? People.Password : await Host.LastCodeForAsync(identifier, 2)));
        if (strategy.StartsWith("reset", StringComparison.Ordinal))
            answers.Add(await page.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", Fresh), ("sign_out_of_other_sessions", "true")));

        Assert.Equal((200, "needs_second_factor"), (answers[^1].Status, answers[^1]["status"]));
        Assert.Null(answers[^1]["created_session_id"]);
        Assert.Equal("phone_code", Assert.Single(answers[^1].Response.GetProperty("supported_second_factors").EnumerateArray()).GetProperty("strategy").GetString());

        // No session anywhere, and nothing that came along opens anything.
        Assert.Equal((sessions, notes), await SessionRowsAsync());
        answers.Add(await page.GetAsync("/v1/client"));
        Assert.Empty(answers[^1].Response.GetProperty("sessions").EnumerateArray());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, answers[^1].Response.GetProperty("last_active_session_id").ValueKind);
        Assert.NotEmpty(CookiesOf(answers));
        Assert.All(CookiesOf(answers), cookie => Assert.IsType<SessionTokenVerdict.Refused>(Verifier().Verify(cookie, Host.Clock.GetUtcNow())));
        Assert.Equal(["authentication_invalid"], (await page.GetAsync("/v1/me")).Errors);

        // The second factor is what opens it.
        await page.PrepareAsync(signIn, "second", "phone_code");
        var whole = await page.ProveAsync(signIn, "second", "phone_code", await Host.LastCodeForAsync(someone.SecondNumber));
        Assert.Equal("complete", whole["status"]);
        Assert.Equal((sessions + 1, notes + 1), await SessionRowsAsync());
    }

    [Fact]
    public async Task M01_the_number_of_the_second_factor_is_no_first_one()
    {
        var someone = await WithSecondFactorAsync();
        using var page = Host.OpenPage();

        foreach (var strategy in new[] { "phone_code", "reset_password_phone_code" })
        {
            var signIn = (await page.PostAsync("/v1/client/sign_ins", ("identifier", someone.SecondNumber)))["id"]!;
            var refused = await page.PostAsync(
                $"/v1/client/sign_ins/{signIn}/prepare_first_factor", ("strategy", strategy), ("phone_number_id", someone.SecondId));
            Assert.Equal(["resource_not_found"], refused.Errors);
        }

        Assert.Empty(Host.MessagesTo(someone.SecondNumber));
    }

    [Fact]
    public async Task M02_the_half_way_state_opens_no_route_of_sessions_or_of_the_account()
    {
        var someone = await WithSecondFactorAsync();
        using var page = Host.OpenPage();
        var signIn = (await page.SignInAsync(someone.Address))["id"]!;
        var (sessions, notes) = await SessionRowsAsync();

        // With the attempt's id, with that of the session that would come of it and with that of the number, for whatever a route takes an id of.
        string[] ids = [signIn, FuncAuth.SessionId.From(signIn).Value, someone.SecondId];
        var calls =
            from route in Routes.Me().Concat(Routes.ClientSessions().Where(route => route.Path != "/v1/client/sessions"))
            from path in ids.Select(id => WithParameters(route.Path, id)).Distinct()
            from method in route.Methods
            from query in (string[])["", $"?_clerk_session_id={ids[1]}"]
            select (method, path: path + query);
        foreach (var (method, path) in calls)
        {
            // A client is told that a session is none of its own; on the account nothing is told. Pictures are refused whoever asks.
            var answer = await CallAsync(page, method, path);
            var isAboutTheAccount = path.StartsWith("/v1/me", StringComparison.Ordinal) && !path.StartsWith("/v1/me/profile_image", StringComparison.Ordinal);
            var expected = isAboutTheAccount ? (401, "authentication_invalid") : (404, "resource_not_found");
            Assert.True((answer.Status, answer.Errors.SingleOrDefault()) == expected, $"{method} {path}: {answer.Status} {answer.Body}");
        }

        Assert.True(calls.Count() > 60, $"{calls.Count()} calls");
        Assert.Equal((sessions, notes), await SessionRowsAsync());
        Assert.Empty((await page.GetAsync("/v1/client")).Response.GetProperty("sessions").EnumerateArray());

        // It is as far as it was, with a cookie that has not changed, and a sign-out leaves nothing of it.
        Assert.Equal("needs_second_factor", (await page.GetAsync($"/v1/client/sign_ins/{signIn}"))["status"]);
        await page.PrepareAsync(signIn, "second", "phone_code");
        var code = await Host.LastCodeForAsync(someone.SecondNumber);
        Assert.Empty((await page.DeleteAsync("/v1/client/sessions")).Response.GetProperty("sessions").EnumerateArray());
        Assert.Equal(["resource_not_found"], (await page.ProveAsync(signIn, "second", "phone_code", code)).Errors);
        Assert.Equal((sessions, notes), await SessionRowsAsync());
    }

    [Fact]
    public async Task M03_the_second_factor_cannot_be_tried_first()
    {
        var someone = await WithSecondFactorAsync();
        using var page = Host.OpenPage();
        var unidentified = (await page.PostAsync("/v1/client/sign_ins"))["id"]!;
        Assert.Equal(["client_state_invalid"], (await page.PrepareAsync(unidentified, "second", "phone_code")).Errors);
        Assert.Equal(["client_state_invalid"], (await page.ProveAsync(unidentified, "second", "phone_code", "000000")).Errors);

        var signIn = (await page.PostAsync("/v1/client/sign_ins", ("identifier", someone.Address)))["id"]!;
        foreach (var _ in Enumerable.Range(0, 12)) // and it is not counted: nothing was compared
        {
            Assert.Equal(["client_state_invalid"], (await page.PrepareAsync(signIn, "second", "phone_code")).Errors);
            var tried = await page.ProveAsync(signIn, "second", "phone_code", "000000");
            Assert.Equal((400, "client_state_invalid"), (tried.Status, tried.Errors.Single()));
        }

        Assert.Empty(Host.MessagesTo(someone.SecondNumber));
        Assert.Equal("needs_first_factor", (await page.GetAsync($"/v1/client/sign_ins/{signIn}"))["status"]);
        await page.PrepareAsync(signIn, "first", "email_code");
        Assert.Equal(["client_state_invalid"], (await page.ProveAsync(signIn, "second", "phone_code", "000000")).Errors);
        Assert.Equal("needs_second_factor", (await page.ProveAsync(signIn, "first", "password", People.Password))["status"]);
    }

    [Theory]
    [InlineData("reset_password_email_code")]
    [InlineData("reset_password_phone_code")]
    public async Task P11_a_reset_does_not_skip_the_second_factor(string strategy)
    {
        var someone = await WithSecondFactorAsync();
        var identifier = strategy.Contains("phone", StringComparison.Ordinal) ? someone.FirstNumber : someone.Address;
        using var page = Host.OpenPage();
        var signIn = await page.BeginSignInAsync(identifier, strategy);
        Assert.Equal("needs_new_password", (await page.ProveAsync(signIn, "first", strategy, await Host.LastCodeForAsync(identifier, 2)))["status"]);

        // Neither before the new password nor with it.
        Assert.Equal(["client_state_invalid"], (await page.PrepareAsync(signIn, "second", "phone_code")).Errors);
        var reset = await page.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", Fresh));
        Assert.Equal((200, "needs_second_factor", null), (reset.Status, reset["status"], reset["created_session_id"]));
        Assert.Equal(["authentication_invalid"], (await page.GetAsync("/v1/me")).Errors);
        Assert.Equal(["client_state_invalid"], (await page.PostAsync($"/v1/client/sign_ins/{signIn}/reset_password", ("password", Fresh + "!"))).Errors);

        // The new password is no second factor either, and the old one is nothing.
        using var other = Host.OpenPage();
        Assert.Equal("needs_second_factor", (await other.SignInAsync(someone.Address, Fresh))["status"]);
        Assert.Equal(["form_password_incorrect"], (await other.SignInAsync(someone.Address)).Errors);

        await page.PrepareAsync(signIn, "second", "phone_code");
        Assert.Equal("complete", (await page.ProveAsync(signIn, "second", "phone_code", await Host.LastCodeForAsync(someone.SecondNumber)))["status"]);
    }

    /// <summary>Somebody with an address, a password, a number that is a first factor and another that is the second.</summary>
    private async Task<(UserId Id, string Address, string FirstNumber, string SecondNumber, string SecondId)> WithSecondFactorAsync()
    {
        var (address, first, second) = (People.FreshAddress(), Phones.FreshNumber(), Phones.FreshNumber());
        using var own = Host.OpenPage();
        var id = UserId.Parse((await own.SignUpWithPhoneAsync(Host, address, first))["created_user_id"]!);
        await Host.GivePhoneAsync(id, second, isSecondFactor: true);
        return (id, address, first, second, IdentificationId.From(second).Value);
    }

    private async Task<(int OnClients, int OfUsers)> SessionRowsAsync() => (
        (await Host.RowsAsync("clients")).Count(row => row.RowKey.Contains("sess_", StringComparison.Ordinal)),
        (await Host.RowsAsync("users")).Count(row => row.RowKey != "user"));

    private SessionTokenVerifier Verifier() => new(
        Host.Services.GetRequiredService<Instances.Instance>().PublishableKey.Issuer, [.. Host.Services.GetRequiredService<SigningKeys>().Published]);

    private static string[] CookiesOf(IEnumerable<Answer> answers) =>
    [
        .. answers.SelectMany(answer => answer.Headers.TryGetValue("Set-Cookie", out var set) ? set : [])
            .Select(cookie => WebUtility.UrlDecode(cookie.Split(';')[0].Split('=', 2)[1])),
    ];

    private static string WithParameters(string route, string id) =>
        System.Text.RegularExpressions.Regex.Replace(route, @"\{[^}]*\}", id);

    private static Task<Answer> CallAsync(FrontEnd page, string method, string path) => method switch
    {
        "get" => page.GetAsync(path),
        "post" => page.PostAsync(path),
        _ => page.PostAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}_method={method.ToUpperInvariant()}"),
    };
}
