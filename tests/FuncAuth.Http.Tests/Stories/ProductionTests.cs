using System.Globalization;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What is different on a production instance.</summary>
public sealed class ProductionTests
{
    private const string Host = "clerk.example.com";
    private static readonly string Key = Instances.PublishableKey.For(Host, isDevelopment: false).Text;

    [Fact]
    public async Task S04_production_tells_the_application_when_its_sessions_changed_and_nothing_else()
    {
        await using var host = await StartAsync(("FuncAuth:Instance:PublishableKey", Key));
        using var page = host.OpenPage();

        var begun = await page.PostAsync("/v1/client/sign_ups");
        var complete = await page.SignUpAsync(host);
        var session = complete["created_session_id"];
        var refreshed = await page.PostAsync($"/v1/client/sessions/{session}/tokens");
        var shown = await page.GetAsync("/v1/client");
        var ended = await page.PostAsync($"/v1/client/sessions/{session}/end");

        Assert.Empty(UatCookies(begun));
        Assert.Empty(UatCookies(refreshed));
        Assert.Empty(UatCookies(shown));
        var suffix = Instances.PublishableKey.TryParse(Key)!.CookieSuffix;
        var told = UatCookies(complete);
        Assert.Equal(["__client_uat", $"__client_uat_{suffix}"], told.Select(cookie => cookie.Split('=')[0]));
        Assert.All(told, cookie =>
        {
            var value = long.Parse(cookie.Split('=', ';')[1], CultureInfo.InvariantCulture);
            Assert.Equal(host.Clock.GetUtcNow().ToUnixTimeSeconds(), value, tolerance: 60);
            Assert.True(IssuedAt(complete) >= value, "A server takes a token older than the last change for outdated.");
            Assert.Contains("; domain=example.com;", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.All(UatCookies(ended), cookie => Assert.Equal("0", cookie.Split('=', ';')[1]));
        Assert.Equal(2, UatCookies(ended).Length);
    }

    [Fact]
    public async Task A_session_that_ended_by_the_clock_is_told_when_the_page_asks()
    {
        await using var host = await StartAsync();
        using var page = host.OpenPage();
        var complete = await page.SignUpAsync(host); // on localhost, so the cookies come back with every call

        host.Clock.Advance(TimeSpan.FromDays(8));
        var shown = await page.GetAsync("/v1/client");

        Assert.DoesNotContain("domain", UatCookies(complete)[0], StringComparison.OrdinalIgnoreCase);
        Assert.All(UatCookies(shown), cookie => Assert.Equal("0", cookie.Split('=', ';')[1]));
        Assert.Equal(2, UatCookies(shown).Length);
        Assert.Empty(UatCookies(await page.GetAsync("/v1/client")));
    }

    [Fact]
    public async Task On_a_development_instance_the_client_library_writes_these_cookies()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();

        Assert.Empty(UatCookies(await page.SignUpAsync(host)));
    }

    [Fact]
    public async Task Forgetting_the_client_says_that_nobody_is_signed_in()
    {
        await using var host = await StartAsync();
        using var page = host.OpenPage();
        await page.SignUpAsync(host);

        var forgotten = await page.DeleteAsync("/v1/client");

        Assert.All(UatCookies(forgotten), cookie => Assert.Equal("0", cookie.Split('=', ';')[1]));
        Assert.Equal(2, UatCookies(forgotten).Length);
    }

    private static Task<FuncAuthHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["FuncAuth:Instance:Environment"] = "production",
            ["FuncAuth:Instance:AllowedOrigins"] = FrontEnd.Origin,
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        return FuncAuthHost.StartAsync(all, ct: TestContext.Current.CancellationToken);
    }

    private static string[] UatCookies(Answer answer) =>
        answer.Headers.TryGetValue("Set-Cookie", out var cookies)
            ? [.. cookies.Where(cookie => cookie.StartsWith("__client_uat", StringComparison.Ordinal))]
            : [];

    private static long IssuedAt(Answer complete)
    {
        var token = complete.Client.GetProperty("sessions")[0].GetProperty("last_active_token").GetProperty("jwt").GetString()!;
        var claims = System.Text.Json.JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
        return claims.RootElement.GetProperty("iat").GetInt64();
    }
}
