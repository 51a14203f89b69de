using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Cookies, origins, headers and bodies: what holds for every call.</summary>
public sealed partial class WireTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly string[] Paths =
    [
        "/v1/environment", "/v1/client", "/v1/client/sign_ups", "/v1/client/sign_ups/sua_x", "/v1/client/sessions", "/v1/me", "/v1/jwks",
        "/v1/client/sessions/sess_x/tokens", "/v1/nowhere",
    ];

    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task S04_the_client_cookie_is_for_this_host_and_not_for_scripts()
    {
        using var page = Host.OpenPage();
        var created = await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()));

        var cookie = Assert.Single(created.Headers["Set-Cookie"]);
        var parts = cookie.Split("; ").Select(part => part.ToLowerInvariant()).ToArray();
        Assert.StartsWith("__client=client_", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", parts);
        Assert.Contains("samesite=lax", parts);
        Assert.Contains("path=/", parts);
        Assert.Contains($"max-age={400 * 24 * 3600}", parts);
        Assert.DoesNotContain(parts, part => part.StartsWith("domain", StringComparison.Ordinal));
        Assert.DoesNotContain("secure", parts); // over plain http; over https see HttpsTests
    }

    [Fact]
    public async Task S03_the_cookie_holds_256_random_bits_and_the_storage_only_their_hash()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        var secret = page.ClientCookie!.Split('.')[1];

        Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(secret).Length);
        var dump = await Host.DumpStorageAsync();
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret))), dump, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S03_no_two_clients_have_the_same_cookie()
    {
        var cookies = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var page = Host.OpenPage();
            await page.PostAsync("/v1/client/sign_ups");
            return page.ClientCookie!.Split('.');
        }));

        Assert.Equal(50, cookies.Select(cookie => cookie[0]).Distinct().Count());
        Assert.Equal(50, cookies.Select(cookie => cookie[1]).Distinct().Count());
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("client_000000000000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task S02_a_planted_cookie_is_never_adopted(string planted)
    {
        using var page = Host.OpenPage();
        page.ClientCookie = planted;

        Assert.Equal("""{"response":null,"client":null}""", (await page.GetAsync("/v1/client")).Body);
        await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()));

        Assert.NotEqual(planted.Split('.')[0], page.ClientCookie!.Split('.')[0]);
    }

    [Fact]
    public async Task S02_the_cookie_from_before_the_sign_up_opens_nothing_afterwards()
    {
        using var page = Host.OpenPage();
        using var thief = Host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        thief.ClientCookie = page.ClientCookie;
        await page.PrepareAsync(id);
        await page.AttemptAsync(id, await Host.LastCodeForAsync(address));

        Assert.Equal("""{"response":null,"client":null}""", (await thief.GetAsync("/v1/client")).Body);
        Assert.Equal(401, (await thief.GetAsync("/v1/me")).Status);
    }

    [Fact]
    public async Task X02_allowed_origins_are_echoed_with_credentials_on_every_answer()
    {
        using var page = Host.OpenPage();
        foreach (var path in Paths)
        {
            foreach (var answer in new[] { await page.GetAsync(path), await page.PostAsync(path) })
            {
                if (path is "/v1/jwks")
                    continue; // for servers, which send no Origin

                Assert.Equal(FrontEnd.Origin, answer.Header("Access-Control-Allow-Origin"));
                Assert.Equal("true", answer.Header("Access-Control-Allow-Credentials"));
                Assert.Contains("Origin", answer.Headers["Vary"]);
                Assert.Contains("Retry-After", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost.evil.example:5173")]
    [InlineData("http://evil.example/http://localhost:5173")]
    [InlineData("HTTP://LOCALHOST:5173")]
    [InlineData("https://localhost:5173")]
    [InlineData("http://localhost:5173:80")]
    [InlineData("http://localhost:5173@evil.example")]
    [InlineData("http://sub.localhost:5173")]
    public async Task X02_other_origins_get_no_cors_header_from_any_call(string origin)
    {
        using var page = Host.OpenPage(origin);
        foreach (var path in Paths)
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, path);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            foreach (var answer in new[] { await page.GetAsync(path), await page.PostAsync(path), await page.SendAsync(preflight) })
            {
                Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
                Assert.True(answer.Status >= 400, $"{path} answered {answer.Status}");
            }
        }

        Assert.Equal("origin_invalid", (await page.PostAsync("/v1/client/sign_ups")).Errors.Single());
    }

    [Fact]
    public async Task A_preflight_of_an_allowed_page_is_answered()
    {
        using var page = Host.OpenPage();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/client/sign_ups");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");

        var answer = await page.SendAsync(preflight);

        Assert.Equal((204, ""), (answer.Status, answer.Body));
        Assert.Equal(FrontEnd.Origin, answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains("Authorization", answer.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_without_an_origin_is_refused()
    {
        using var caller = Host.OpenPage(origin: null);

        var answer = await caller.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()));

        Assert.Equal((400, "origin_missing"), (answer.Status, answer.Errors.Single()));
        Assert.Null(caller.ClientCookie);
    }

    [Fact]
    public async Task X06_json_answers_are_not_stored_and_not_sniffed()
    {
        using var page = Host.OpenPage();
        foreach (var path in Paths)
        {
            foreach (var answer in new[] { await page.GetAsync(path), await page.PostAsync(path) })
            {
                Assert.True(answer.IsJson, $"{path} answered {answer.Status} {answer.Header("Content-Type")}");
                Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
                Assert.Equal("no-store", answer.Header("Cache-Control"));
                Assert.DoesNotContain("Server", answer.Headers.Keys);
                Assert.DoesNotContain("Strict-Transport-Security", answer.Headers.Keys); // over http; over https see HttpsTests
            }
        }
    }

    [Fact]
    public async Task J06_the_keys_are_cacheable_and_public_parts_only()
    {
        using var caller = Host.OpenPage(origin: null);

        var open = await caller.GetAsync("/.well-known/jwks.json");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/jwks");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Host.SecretKey);
        var forServers = await caller.SendAsync(request);
        var refused = await caller.GetAsync("/v1/jwks");

        Assert.Equal(open.Body, forServers.Body);
        Assert.All([open, forServers], answer => Assert.Equal("public, max-age=300", answer.Header("Cache-Control")));
        var key = Assert.Single(open.Json.GetProperty("keys").EnumerateArray());
        Assert.Equal(["kty", "use", "alg", "kid", "n", "e"], key.EnumerateObject().Select(member => member.Name));
        Assert.Equal((401, "clerk_key_invalid"), (refused.Status, refused.Errors.Single()));
    }

    [Theory]
    [InlineData("sk_test_wrong")]
    [InlineData("")]
    public async Task The_secret_key_has_to_be_the_right_one(string key)
    {
        using var caller = Host.OpenPage(origin: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/jwks");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");

        Assert.Equal(401, (await caller.SendAsync(request)).Status);
    }

    [Fact]
    public async Task X03_a_get_cannot_be_turned_into_a_change()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);

        var answer = await page.GetAsync("/v1/client/sessions?_method=DELETE");

        Assert.Equal((404, "resource_not_found"), (answer.Status, answer.Errors.Single()));
        Assert.Equal(1, (await page.GetAsync("/v1/client")).Response.GetProperty("sessions").GetArrayLength());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("nonsense")]
    public async Task X03_other_bodies_than_forms_are_refused(string type)
    {
        using var page = Host.OpenPage();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/client/sign_ups");
        request.Content = new ByteArrayContent("email_address=jane@example.com"u8.ToArray());
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await page.SendAsync(request);

        Assert.Equal((415, "unsupported_content_type"), (answer.Status, answer.Errors.Single()));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\n1")]
    [InlineData("multipart/form-data; boundary=x", "garbage")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "a=1")]
    [InlineData("application/x-www-form-urlencoded", "email_address=%ff%fe%00")]
    [InlineData("application/x-www-form-urlencoded", "email_address=%zz")]
    [InlineData("application/x-www-form-urlencoded", "unsafe_metadata=%7B%22a%22%3A%22%5Cud800%22%7D")]
    public async Task U02_a_broken_body_is_a_fault_of_the_caller(string type, string body)
    {
        using var page = Host.OpenPage();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/client/sign_ups");
        request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await page.SendAsync(request);

        Assert.True(answer.Status is 400 or 415 or 422, $"{answer.Status} {answer.Body}");
        Assert.NotEmpty(answer.Errors);
    }

    [Fact]
    public async Task Parameters_that_we_do_not_know_may_come_twice()
    {
        using var page = Host.OpenPage();
        var session = (await page.SignUpAsync(Host))["created_session_id"]!;

        Assert.Equal(200, (await page.PostAsync($"/v1/client/sessions/{session}/tokens", ("x", "1"), ("x", "2"))).Status);
    }

    [Fact]
    public async Task A_second_cookie_of_the_same_name_does_not_hide_the_first()
    {
        using var page = Host.OpenPage();
        await page.SignUpAsync(Host);
        using var plain = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, Host.BaseUrl + "/v1/me");
        request.Headers.Add("Cookie", $"__client=junk; __client={page.ClientCookie}; __CLIENT=x");

        using var response = await plain.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_address_that_is_one_s_own_from_before_is_taken_all_the_same()
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        await page.SignUpAsync(Host, address);
        await page.DeleteAsync("/v1/client/sessions");

        Assert.Equal("form_identifier_exists", (await page.PostAsync("/v1/client/sign_ups", ("email_address", address))).Errors.Single());
    }

    [Fact]
    public async Task A_body_over_64_kilobytes_is_refused_in_json()
    {
        using var page = Host.OpenPage();

        var answer = await page.PostAsync("/v1/client/sign_ups", ("first_name", new string('a', 70_000)));

        Assert.Equal((413, "request_body_invalid"), (answer.Status, answer.Errors.Single()));
    }

    [Fact]
    public async Task A_parameter_that_comes_twice_is_refused_by_name()
    {
        using var page = Host.OpenPage();

        var answer = await page.PostAsync("/v1/client/sign_ups", ("email_address", "a@example.com"), ("email_address", "b@example.com"));

        Assert.Equal((422, "form_param_duplicate", "email_address"), (answer.Status, answer.Errors.Single(), answer.Parameters.Single()));
    }

    [Fact]
    public async Task What_is_not_there_is_told_in_json_with_a_trace()
    {
        using var page = Host.OpenPage();

        foreach (var answer in new[] { await page.GetAsync("/v1/nowhere/at/all"), await page.PatchAsync("/v1/client"), await page.PostAsync("/v1/client"), await page.GetAsync("/v1/client/sign_ups") })
        {
            Assert.Equal((404, "resource_not_found"), (answer.Status, answer.Errors.Single()));
            Assert.Matches(Trace(), answer.Json.GetProperty("clerk_trace_id").GetString());
        }
    }

    [Fact]
    public async Task Trailing_slashes_and_newer_versions_are_tolerated()
    {
        using var page = Host.OpenPage();

        Assert.Equal(200, (await page.PostAsync("/v1/client/sign_ups/?__clerk_api_version=2031-01-01&_clerk_js_version=99.0.0", ("unheard_of", "x"))).Status);
    }

    [Fact]
    public async Task A_script_that_is_not_here_is_found_by_a_redirect()
    {
        using var page = Host.OpenPage();

        var answer = await page.GetAsync("/npm/@clerk/ui@99/dist/ui.browser.js");
        var outside = await page.GetAsync("/npm/@clerk/ui@99%2f..%2f..%2fevil/dist/ui.browser.js");

        Assert.Equal((307, "https://cdn.jsdelivr.net/npm/@clerk/ui@99/dist/ui.browser.js"), (answer.Status, answer.Header("Location")));
        Assert.Equal(404, outside.Status);
    }

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Trace();
}
