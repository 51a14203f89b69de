using System.Buffers.Text;
using System.Text.Json;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using FuncAuth.Stores;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using static FuncAuth.Http.Tests.Stories.SessionTests;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What ends a session ends it: at once, on the server, whoever asks at the same time.</summary>
public sealed class SessionEndTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData("end")]
    [InlineData("remove")]
    [InlineData("sign out")]
    [InlineData("forget the client")]
    [InlineData("revoke")]
    [InlineData("revoke elsewhere")]
    [InlineData("delete the user")]
    [InlineData("new password")]
    public async Task S05_what_ends_a_session_makes_the_next_refresh_fail_at_once_and_its_token_die_within_a_minute(string how)
    {
        var ct = TestContext.Current.CancellationToken;
        var address = People.FreshAddress();
        using var page = Host.OpenPage();
        var complete = await page.SignUpAsync(Host, address);
        var (session, user) = (complete["created_session_id"]!, UserId.Parse(complete["created_user_id"]!));
        using var other = Host.OpenPage();
        var token = (await page.PostAsync($"/v1/client/sessions/{session}/tokens")).Json.GetProperty("jwt").GetString()!;

        switch (how)
        {
            case "end" or "remove":
                await page.PostAsync($"/v1/client/sessions/{session}/{how}");
                break;
            case "sign out":
                await page.DeleteAsync("/v1/client/sessions");
                break;
            case "forget the client":
                await page.DeleteAsync("/v1/client");
                break;
            case "revoke":
                await page.PostAsync($"/v1/me/sessions/{session}/revoke");
                break;
            case "revoke elsewhere":
                await SignInAsync(other, address);
                Assert.Equal(200, (await other.PostAsync($"/v1/me/sessions/{session}/revoke")).Status);
                break;
            case "delete the user":
                var users = Host.Services.GetRequiredService<IUserStore>();
                Assert.True(await users.DeleteAsync((await users.FindAsync(user, ct))!.Value, ct));
                break;
            default:
                var id = (await other.PostAsync("/v1/client/sign_ins", ("identifier", address), ("strategy", "reset_password_email_code")))["id"];
                var code = await Host.LastCodeForAsync(address, 2);
                await other.PostAsync($"/v1/client/sign_ins/{id}/attempt_first_factor", ("strategy", "reset_password_email_code"), ("code", code));
                var reset = await other.PostAsync(
                    $"/v1/client/sign_ins/{id}/reset_password", ("password", "another meadow, this time at dusk"), ("sign_out_of_other_sessions", "true"));
                Assert.Equal("complete", reset["status"]);
                break;
        }

        var ended = Host.Clock.GetUtcNow();
        foreach (var call in new[] { "tokens", "touch", "end", "remove" })
            Assert.Equal((401, "signed_out"), (await page.PostAsync($"/v1/client/sessions/{session}/{call}")) is var refused ? (refused.Status, refused.Errors.Single()) : default);
        Assert.Equal((401, "authentication_invalid"), (await page.GetAsync("/v1/me")) is var me ? (me.Status, me.Errors.Single()) : default);
        var verifier = new SessionTokenVerifier(Host.Services.GetRequiredService<Instance>().PublishableKey.Issuer, Host.Services.GetRequiredService<SigningKeys>().Published);
        Assert.IsType<SessionTokenVerdict.Valid>(verifier.Verify(token, ended));
        Assert.IsType<SessionTokenVerdict.Refused>(verifier.Verify(token, ended.AddSeconds(60 + 5)));
    }

    [Fact]
    public async Task S01_the_cookie_changes_at_sign_in_second_factor_and_sign_out_and_the_old_one_is_a_signed_out_client()
    {
        var ct = TestContext.Current.CancellationToken;
        var address = People.FreshAddress();
        using var page = Host.OpenPage();
        var user = UserId.Parse((await page.SignUpAsync(Host, address))["created_user_id"]!);
        var olds = new List<string> { page.ClientCookie! };

        // Signing out, three ways; signing in between.
        foreach (var signOut in new Func<string, Task<Answer>>[]
        {
            session => page.PostAsync($"/v1/client/sessions/{session}/end"),
            session => page.PostAsync($"/v1/client/sessions/{session}/remove"),
            session => page.PostAsync($"/v1/me/sessions/{session}/revoke"),
            _ => page.DeleteAsync("/v1/client/sessions"),
        })
        {
            var session = (await page.GetAsync("/v1/client"))["last_active_session_id"]!;
            Assert.Equal(200, (await signOut(session)).Status);
            await IsNewAsync();
            await SignInAsync(page, address);
            await IsNewAsync();
        }

        await page.DeleteAsync("/v1/client/sessions");
        await IsNewAsync();

        // A second factor.
        var users = Host.Services.GetRequiredService<IUserStore>();
        var read = (await users.FindAsync(user, ct))!.Value;
        var phone = new Users.PhoneNumber(IdentificationId.From("phone"), "+12015550123", read.Value.EmailAddresses[0].Verification, Host.Clock.GetUtcNow())
        {
            ReservedForSecondFactor = true,
            IsDefaultSecondFactor = true,
        };
        Assert.True(await users.SaveAsync(read.Value with { PhoneNumbers = [phone] }, read, null, "a test", ct));
        var signIn = await page.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password));
        Assert.Equal("needs_second_factor", signIn["status"]);
        await IsNewAsync(); // nobody is signed in, so a cookie that was planted before is worth nothing
        await page.PostAsync($"/v1/client/sign_ins/{signIn["id"]}/prepare_second_factor", ("strategy", "phone_code"));
        var second = await page.PostAsync($"/v1/client/sign_ins/{signIn["id"]}/attempt_second_factor", ("strategy", "phone_code"), ("code", "424242"));
        Assert.Equal("complete", second["status"]);
        await IsNewAsync();
        Assert.Equal(200, (await page.PostAsync($"/v1/client/sessions/{second["created_session_id"]}/tokens")).Status);

        async Task IsNewAsync()
        {
            Assert.DoesNotContain(page.ClientCookie!, olds);
            foreach (var old in olds)
            {
                using var thief = Host.OpenPage();
                thief.ClientCookie = old;
                Assert.Equal(JsonValueKind.Null, (await thief.GetAsync("/v1/client")).Response.ValueKind);
                Assert.Equal(["authentication_invalid"], (await thief.GetAsync("/v1/me")).Errors);
            }

            olds.Add(page.ClientCookie!);
        }
    }

    [Fact]
    public async Task S06_idle_and_absolute_limits_are_enforced_on_the_server_and_a_refresh_does_not_lengthen_the_absolute_one()
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Sessions:IdleMinutes"] = "60", ["FuncAuth:Sessions:LifetimeHours"] = "4" },
            ct: TestContext.Current.CancellationToken);
        using var used = host.OpenPage();
        using var idle = host.OpenPage();
        var (usedSession, idleSession) = ((await used.SignUpAsync(host))["created_session_id"]!, (await idle.SignUpAsync(host))["created_session_id"]!);
        var began = host.Clock.GetUtcNow();

        var alive = new List<int>();
        for (var minutes = 30; minutes <= 240; minutes += 30)
        {
            host.Clock.Advance(began.AddMinutes(minutes) - host.Clock.GetUtcNow());
            alive.Add((await used.PostAsync($"/v1/client/sessions/{usedSession}/tokens")).Status);
            if (minutes == 30)
                Assert.Equal("active", (await idle.GetAsync($"/v1/client/sessions/{idleSession}"))["status"]); // looking is no use
            if (minutes == 60)
            {
                Assert.Equal(401, (await idle.PostAsync($"/v1/client/sessions/{idleSession}/tokens")).Status);
                Assert.Equal(401, (await idle.PostAsync($"/v1/client/sessions/{idleSession}/touch")).Status);
                Assert.Equal("abandoned", (await idle.GetAsync($"/v1/client/sessions/{idleSession}"))["status"]);
                Assert.Empty((await idle.GetAsync("/v1/client")).Response.GetProperty("sessions").EnumerateArray());
            }
        }

        Assert.Equal([200, 200, 200, 200, 200, 200, 200, 401], alive);
        Assert.Equal("expired", (await used.GetAsync($"/v1/client/sessions/{usedSession}"))["status"]);
    }

    [Fact]
    public async Task S07_no_token_is_issued_after_a_revoke_however_many_ask_at_the_same_time()
    {
        for (var run = 0; run < 3; run++)
        {
            var address = People.FreshAddress();
            using var page = Host.OpenPage();
            var session = (await page.SignUpAsync(Host, address))["created_session_id"]!;
            using var phone = Host.OpenPage();
            await SignInAsync(phone, address);
            if (run == 2)
                Host.Clock.Advance(TimeSpan.FromMinutes(11)); // now each refresh wants to note the use, and writes

            var refreshes = Enumerable.Range(0, 50).Select(async i =>
            {
                await Task.Delay(i / 5);
                return await page.PostAsync($"/v1/client/sessions/{session}/tokens");
            }).ToArray();
            await Task.WhenAny(refreshes);
            Assert.Equal("revoked", (await phone.PostAsync($"/v1/me/sessions/{session}/revoke"))["status"]);
            var revoked = Host.Clock.GetUtcNow();

            var answers = await Task.WhenAll(refreshes);
            Assert.All(answers, answer => Assert.True(answer.Status is 200 or 401, answer.Body));
            var issued = answers.Where(answer => answer.Status == 200).ToArray();
            Assert.NotEmpty(issued);
            Assert.All(issued, answer => Assert.True(IssuedAt(answer) <= revoked.ToUnixTimeSeconds(), answer.Body));
            var late = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => page.PostAsync($"/v1/client/sessions/{session}/tokens")));
            Assert.All(late, answer => Assert.Equal(401, answer.Status));
            Assert.Equal("revoked", (await page.GetAsync($"/v1/client/sessions/{session}"))["status"]);
        }
    }

    [Fact]
    public async Task S09_a_session_of_another_client_is_useless()
    {
        using var page = Host.OpenPage();
        var session = (await page.SignUpAsync(Host))["created_session_id"]!;
        using var thief = Host.OpenPage();
        await thief.SignUpAsync(Host);

        foreach (var call in new[] { "tokens", "touch", "end", "remove" })
            Assert.Equal((404, "resource_not_found"), (await thief.PostAsync($"/v1/client/sessions/{session}/{call}")) is var answer ? (answer.Status, answer.Errors.Single()) : default);
        Assert.Equal(404, (await thief.GetAsync($"/v1/client/sessions/{session}")).Status);
        Assert.Equal(404, (await thief.PostAsync($"/v1/me/sessions/{session}/revoke")).Status);
        Assert.Equal(["authentication_invalid"], (await thief.GetAsync($"/v1/me?_clerk_session_id={session}")).Errors);

        Assert.Equal(200, (await page.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
    }

    private static long IssuedAt(Answer token)
    {
        var payload = token.Json.GetProperty("jwt").GetString()!.Split('.')[1];
        return JsonDocument.Parse(Base64Url.DecodeFromChars(payload)).RootElement.GetProperty("iat").GetInt64();
    }
}
