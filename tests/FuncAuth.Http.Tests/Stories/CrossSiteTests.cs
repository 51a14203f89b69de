using System.Text;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What a foreign page can have a browser send, and what it gets for it: nothing.</summary>
public sealed class CrossSiteTests(CrossSiteTests.Fixture fixture) : IClassFixture<CrossSiteTests.Fixture>
{
    private const string Page = "https://app.example";

    private FuncAuthHost Host => fixture.Host;

    /// <summary>A host that one page may call.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public FuncAuthHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Instance:AllowedOrigins"] = Page }, ct: TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "origin_missing")]
    [InlineData("", "origin_invalid")]
    [InlineData("null", "origin_invalid")]
    [InlineData("https://evil.example", "origin_invalid")]
    [InlineData("https://sub.app.example", "origin_invalid")]
    [InlineData("https://app.example.evil.tld", "origin_invalid")]
    [InlineData("https://evil.tld/https://app.example", "origin_invalid")]
    [InlineData("https://app.example@evil.tld", "origin_invalid")]
    [InlineData("HTTPS://APP.EXAMPLE", "origin_invalid")]
    [InlineData("https://App.example", "origin_invalid")]
    [InlineData("https://app.example:443", "origin_invalid")]
    [InlineData("https://app.example:8443", "origin_invalid")]
    [InlineData("http://app.example", "origin_invalid")]
    [InlineData("https://app.example.", "origin_invalid")]
    [InlineData("https://app.example/", "origin_invalid")]
    [InlineData("https://app.example https://evil.example", "origin_invalid")]
    [InlineData("https://evil.example, https://app.example", "origin_invalid")]
    public async Task X01_who_may_not_call_changes_nothing_with_a_cookie_that_is_right(string? origin, string error)
    {
        using var owner = Host.OpenPage(Page);
        var address = $"jane+clerk_test{Guid.NewGuid():N}@example.com";
        var id = await owner.BeginSignUpAsync(address);
        await owner.PrepareAsync(id);
        var before = (await owner.GetAsync($"/v1/client/sign_ups/{id}")).Client.ToString();
        using var foreign = Host.OpenPage(origin: null);
        foreign.ClientCookie = owner.ClientCookie;

        foreach (var (method, path, form) in new (string, string, string)[]
        {
            ("POST", "/v1/client/sign_ups", "email_address=mallory@example.com"),
            ("PATCH", $"/v1/client/sign_ups/{id}", "first_name=Mallory"),
            ("POST", $"/v1/client/sign_ups/{id}?_method=PATCH", "first_name=Mallory"),
            ("POST", $"/v1/client/sign_ups/{id}/prepare_verification", "strategy=email_code"),
            ("POST", $"/v1/client/sign_ups/{id}/attempt_verification", "strategy=email_code&code=424242"),
            ("POST", "/v1/client/sessions?_method=DELETE", ""),
            ("DELETE", "/v1/client/sessions", ""),
            ("DELETE", "/v1/client", ""),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
            if (origin is not null)
                request.Headers.TryAddWithoutValidation("Origin", origin);

            var answer = await foreign.SendAsync(request);

            Assert.Equal((method, path, 400, error), (method, path, answer.Status, answer.Errors.Single()));
            Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys);
        }

        Assert.Equal(before, (await owner.GetAsync($"/v1/client/sign_ups/{id}")).Client.ToString());
    }

    [Fact]
    public async Task X01_two_origins_are_none()
    {
        using var page = Host.OpenPage(origin: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/client/sign_ups");
        request.Headers.TryAddWithoutValidation("Origin", [Page, "https://evil.example"]);

        var answer = await page.SendAsync(request);

        Assert.Equal((400, "origin_invalid"), (answer.Status, answer.Errors.Single()));
    }

    [Theory]
    [InlineData("GET", "/v1/client/sign_ups?email_address=mallory@example.com", 404)]
    [InlineData("GET", "/v1/client/sign_ups/{0}?_method=PATCH&first_name=Mallory", 200)]
    [InlineData("GET", "/v1/client/sign_ups/{0}/attempt_verification?_method=POST&strategy=email_code&code=424242", 404)]
    [InlineData("GET", "/v1/client/sign_ups/{0}/prepare_verification?_method=POST&strategy=email_code", 404)]
    [InlineData("GET", "/v1/client/sessions?_method=DELETE", 404)]
    [InlineData("GET", "/v1/client?_method=DELETE", 200)]
    [InlineData("HEAD", "/v1/client?_method=DELETE", 404)]
    [InlineData("HEAD", "/v1/client/sign_ups/{0}?_method=PATCH", 404)]
    [InlineData("OPTIONS", "/v1/client?_method=DELETE", 204)]
    [InlineData("POST", "/v1/client/sign_ups/{0}?_method=GET", 404)]
    [InlineData("POST", "/v1/client/sign_ups/{0}?_method=PATCH&_method=PATCH", 404)]
    [InlineData("POST", "/v1/client/sign_ups/{0}?_method=TRACE", 404)]
    [InlineData("PATCH", "/v1/client?_method=DELETE", 404)]
    [InlineData("PUT", "/v1/client/sign_ups/{0}", 404)]
    [InlineData("DELETE", "/v1/client/sign_ups/{0}", 404)]
    public async Task X03_a_method_is_overridden_in_a_post_and_nowhere_else(string method, string path, int status)
    {
        using var page = Host.OpenPage(Page);
        var id = await page.BeginSignUpAsync($"jane+clerk_test{Guid.NewGuid():N}@example.com");
        await page.PrepareAsync(id);
        var before = (await page.GetAsync("/v1/client")).Body;
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{0}", id, StringComparison.Ordinal));

        var answer = await page.SendAsync(request);

        Assert.Equal(status, answer.Status);
        Assert.Equal(before, (await page.GetAsync("/v1/client")).Body);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8, application/x-www-form-urlencoded")]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("")]
    public async Task X03_what_is_no_form_changes_nothing_anywhere(string type)
    {
        using var page = Host.OpenPage(Page);
        var id = await page.BeginSignUpAsync($"jane+clerk_test{Guid.NewGuid():N}@example.com");
        await page.PrepareAsync(id);
        var before = (await page.GetAsync("/v1/client")).Body;

        foreach (var path in new[]
        {
            "/v1/client/sign_ups", $"/v1/client/sign_ups/{id}?_method=PATCH", $"/v1/client/sign_ups/{id}/prepare_verification",
            $"/v1/client/sign_ups/{id}/attempt_verification", "/v1/client/sessions?_method=DELETE", "/v1/client?_method=DELETE",
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Content = new ByteArrayContent("first_name=Mallory&strategy=email_code&code=424242"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

            var answer = await page.SendAsync(request);

            Assert.Equal((path, 415, "unsupported_content_type"), (path, answer.Status, answer.Errors.Single()));
        }

        Assert.Equal(before, (await page.GetAsync("/v1/client")).Body);
    }

    [Theory]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"first_name\"; filename=\"a.txt\"\r\n\r\nMallory\r\n--x--\r\n", 200)] // a file is no value
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"_method\"\r\n\r\nDELETE\r\n--x--\r\n", 200)] // and a field no method
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"first_name\"\r\n\r\nA\r\n--x\r\nContent-Disposition: form-data; name=\"FIRST_NAME\"\r\n\r\nB\r\n--x--\r\n", 422)]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"first_name\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+AGE-\r\n--x--\r\n", 400)]
    [InlineData("--x\r\n\r\nMallory\r\n--x--\r\n", 400)]
    [InlineData("--y\r\nContent-Disposition: form-data; name=\"first_name\"\r\n\r\nMallory\r\n--y--\r\n", 400)]
    public async Task X03_a_multipart_form_has_no_tricks(string body, int status)
    {
        using var page = Host.OpenPage(Page);
        var id = await page.BeginSignUpAsync($"jane+clerk_test{Guid.NewGuid():N}@example.com");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/client/sign_ups/{id}?_method=PATCH");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        var answer = await page.SendAsync(request);

        Assert.Equal(status, answer.Status);
        var shown = await page.GetAsync($"/v1/client/sign_ups/{id}");
        Assert.Equal(("missing_requirements", null), (shown["status"], shown["first_name"]));
    }
}
