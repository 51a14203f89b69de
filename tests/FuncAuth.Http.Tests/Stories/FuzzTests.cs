using System.Collections.Immutable;
using System.Text;
using CsCheck;
using FuncAuth.Stores;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Bodies that nobody sends by accident, to every call there is.</summary>
public sealed class FuzzTests(HostFixture fixture, ITestOutputHelper output) : IClassFixture<HostFixture>
{
    private static readonly string[] Names =
    [
        "email_address", "phone_number", "username", "password", "first_name", "last_name", "unsafe_metadata", "locale", "legal_accepted",
        "strategy", "code", "transfer", "ticket", "token", "timezone", "captcha_token", "redirect_url",
        "id", "object", "status", "verified", "public_metadata", "private_metadata", "banned", "role", "created_at", "created_user_id", "external_id",
        "EMAIL_ADDRESS", "email_address[]", "email_address[0]", "email_address.verified", "unheard_of", "", "%00", "__proto__", "_method",
    ];

    // As they stand in a body, escapes and all.
    private static readonly string[] Values =
    [
        "", "%20", "+", "%00", "a%00b", "%ff%fe", "%c0%80", "%ed%a0%80", "%f4%90%80%80", "%ef%bf%be", "a%ef%bf%be@example.com", "jane_%ef%bf%be_doe", "%2B4930%ef%bf%be12345678", "%zz", "%", "%u0041", "true", "false", "null", "0", "-1", "1e999", "NaN",
        "jane%2Bclerk_test@example.com", "JANE@EXAMPLE.COM", "a@b", "@", "a@b@c.de", "%22a%20b%22@example.com", "a@%5B127.0.0.1%5D", "a@xn--.com", "a@%E2%80%AEmoc.elpmaxe",
        "%EF%BC%A1@example.com", "j%C3%A4ne@ex%C3%A4mple.com", "a@b.c%0d%0aBcc:x@y.z", "%2B12125550100", "+1%20212%20555", "%2B493012345678", "%2B999999999999999999999",
        "email_code", "phone_code", "password", "EMAIL_CODE", "oauth_google", "424242", "000000", "%EF%BC%94%EF%BC%92", "%F0%9F%92%A5", "%F0%9F%92%A5%F0%9F%92%A5%F0%9F%92%A5%F0%9F%92%A5%F0%9F%92%A5%F0%9F%92%A5%F0%9F%92%A5%F0%9F%92%A5",
        "%E2%80%8B", "%E2%80%AE", "%EF%BB%BF", "e%CC%81%CC%81%CC%81", "'%20OR%201=1--", "%3Cscript%3E", "../../etc/passwd", "$%7Bjndi:x%7D", "sua_000000000000000000000000000",
        "%7B%7D", "%5B%5D", "%7B%22a%22:1%7D", "%7B%22a%22:%22%5Cud800%22%7D", "%7B%22a%22:1,%22a%22:2%7D", "%7B%22__proto__%22:%7B%7D%7D", "%7B%22a%22:1e999%7D", "%7B%22a%22:", "%7B%22%5Cu0000%22:0%7D",
        Deep(15), Deep(16), Deep(17), Deep(5_000), new('a', 300), new('a', 9_000), new('9', 20_000), Repeat("%F0%9F%92%A5", 3_000), Repeat("%01", 8_000),
        "%7B%22a%22:%22" + new string('%', 1) + "22" + new string('x', 8_180) + "%22%7D", "%7B%22a%22:%22" + Repeat("%C3%A4", 4_000) + "%22%7D",
    ];

    private static readonly string[] Calls =
    [
        "POST /v1/client/sign_ups", "POST /v1/client/sign_ups/{id}?_method=PATCH", "PATCH /v1/client/sign_ups/{id}", "GET /v1/client/sign_ups/{id}",
        "POST /v1/client/sign_ups/{id}/prepare_verification", "POST /v1/client/sign_ups/{id}/attempt_verification",
        "POST /v1/client/sign_ups/%01", "POST /v1/client/sign_ups/{id}%2F..%2F/prepare_verification", "POST /v1/client/sign_ups/{id}?_method=%00",
        "GET /v1/client", "POST /v1/client?_method=DELETE", "POST /v1/client/sessions?_method=DELETE", "GET /v1/me?_clerk_session_id=%00", "GET /v1/environment",
        "POST /v1/environment?_method=PATCH", "POST /v1/client/sessions/{session}/tokens", "POST /v1/client/sessions/{session}/touch", "POST /v1/client/sessions/{session}/end",
        "GET /v1/jwks", "GET /.well-known/jwks.json", "POST /v1/nowhere", "GET /npm/@clerk/ui@%01/dist/x.js",
    ];

    private static readonly string[] Types =
    [
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8", "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "\u0001",
    ];

    private static readonly Gen<string> Body = Gen.Frequency(
        (20, Gen.Select(Gen.OneOf(Names), Gen.OneOf(Values), (name, value) => $"{name}={value}").Array[0, 4].Select(fields => string.Join('&', fields))),
        (1, Gen.OneOf("&", "=", "&&&===", "a", string.Join('&', Enumerable.Range(0, 1_000).Select(i => $"f{i}=1")), Repeat("email_address=a@example.com&", 99),
            "--x\r\nContent-Disposition: form-data; name=\"email_address\"\r\n\r\n\u0000\r\n--x--", new string('x', 70_000))));

    private static readonly Gen<(string Call, string Type, string Body)> Requests =
        Gen.Select(Gen.OneOf(Calls), Gen.Frequency((12, Gen.Const(Types[0])), (1, Gen.OneOf(Types))), Body);

    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task U02_whatever_is_sent_no_call_breaks_and_a_refused_one_saves_nothing()
    {
        var refused = 0;

        await Gen.Select(Requests.Array[1, 25], Gen.Int[0, int.MaxValue]).SampleAsync(
            async (requests, _) =>
            {
                using var page = Host.OpenPage();
                var id = (await page.PostAsync("/v1/client/sign_ups"))["id"]!;
                foreach (var (call, type, body) in requests)
                {
                    var before = await VersionAsync(page);
                    using var request = Request(call.Replace("{id}", id, StringComparison.Ordinal).Replace("{session}", Session, StringComparison.Ordinal), type, body);

                    var answer = await page.SendAsync(request);

                    var what = $"{call} {type}\n{body[..Math.Min(body.Length, 300)]}\n{answer.Status} {answer.Body[..Math.Min(answer.Body.Length, 600)]}";
                    Assert.True(answer.Status < 500, what);
                    if (answer.Status < 400)
                    {
                        id = answer.IsJson && call == Calls[0] ? answer["id"]! : id;
                        continue;
                    }

                    Assert.True(answer.Errors.Length > 0, what);
                    Assert.True(answer.Status != 422 || answer.Parameters.Length == answer.Errors.Length, what);
                    if (answer.Errors is not (["form_code_incorrect"] or ["identification_claimed"])) // these are counted, and kept
                        Assert.True(before == await VersionAsync(page), what);
                    Interlocked.Increment(ref refused);
                }
            },
            output.WriteLine, iter: 200, threads: 4, print: made => string.Join('\n', made.Item1.Select(request => $"{request.Call} {request.Type} {request.Body}")));

        output.WriteLine($"{refused} refused");
        Assert.True(refused > 500);
    }

    [Theory]
    [InlineData("email_address", "form_param_format_invalid")]
    [InlineData("phone_number", "form_param_format_invalid")]
    [InlineData("username", "form_username_invalid_character")]
    [InlineData("first_name", "form_param_format_invalid")]
    [InlineData("last_name", "form_param_format_invalid")]
    [InlineData("unsafe_metadata", "form_param_type_invalid")]
    public async Task U02_a_value_that_is_none_is_refused_by_name(string field, string error)
    {
        using var page = Host.OpenPage();

        // With a NUL it is no form. What is no UTF-8 is left by the reader of forms as it was sent, percent signs and all: a name may be that.
        foreach (var (value, refusal) in new[] { ("ab%07cd", (422, error)), ("ab%ed%a0%80cd", (422, error)), ("ab%ff%fecd", (422, error)), ("ab%00cd", (400, "request_body_invalid")) })
        {
            if (field.EndsWith("_name", StringComparison.Ordinal) && value.Length > 7)
                continue;

            using var request = Request("POST /v1/client/sign_ups", Types[0], $"{field}={value}");

            var answer = await page.SendAsync(request);

            Assert.Equal((value, refusal), (value, (answer.Status, answer.Errors.Single())));
            Assert.Equal(answer.Status == 422 ? [field] : [], answer.Parameters);
        }

        Assert.Null(page.ClientCookie);
    }

    [Fact]
    public async Task U06_what_a_person_may_not_say_about_themselves_is_not_heard()
    {
        using var page = Host.OpenPage();
        (string, string)[] claims =
        [
            ("id", "sua_000000000000000000000000000"), ("status", "complete"), ("verified", "true"), ("email_address.verified", "true"), ("public_metadata", """{"role":"admin"}"""),
            ("private_metadata", """{"role":"admin"}"""), ("banned", "false"), ("role", "admin"), ("created_at", "1"), ("abandon_at", "9999999999999"), ("created_user_id", "user_000000000000000000000000000"),
            ("external_id", "boss"), ("skip_password_requirement", "true"), ("verifications", """{"email_address":{"status":"verified"}}"""), ("has_password", "true"),
        ];
        var created = await page.PostAsync("/v1/client/sign_ups", [("email_address", $"jane+clerk_test{Guid.NewGuid():N}@example.com"), .. claims]);
        var id = created["id"]!;
        await page.PatchAsync($"/v1/client/sign_ups/{id}", claims);
        await page.PostAsync($"/v1/client/sign_ups/{id}/prepare_verification", [("strategy", "email_code"), .. claims]);
        var proven = await page.PostAsync($"/v1/client/sign_ups/{id}/attempt_verification", [("strategy", "email_code"), ("code", "424242"), .. claims]);
        Assert.Equal(("missing_requirements", "{}", null), (proven["status"], proven["public_metadata"], proven["external_id"]));

        var complete = await page.PatchAsync($"/v1/client/sign_ups/{id}", [("password", People.Password), .. claims]);

        Assert.Equal(("complete", id), (complete["status"], complete["id"]));
        var me = await page.GetAsync("/v1/me");
        Assert.Equal(("{}", null, complete["created_user_id"]), (me["public_metadata"], me["external_id"], me["id"]));
        Assert.NotEqual("user_000000000000000000000000000", me["id"]);
    }

    [Theory]
    [InlineData("a body over 64 KB", 413, "request_body_invalid")]
    [InlineData("a body over 64 KB in pieces", 413, "request_body_invalid")]
    [InlineData("a thousand fields", 400, "request_body_invalid")]
    [InlineData("a thousand parts", 400, "request_body_invalid")]
    [InlineData("seventeen levels of JSON", 422, "form_param_type_invalid")]
    [InlineData("thirty thousand levels of JSON", 422, "form_param_max_length_exceeded")]
    public async Task R07_what_is_too_large_is_refused_before_work_is_done(string what, int status, string error)
    {
        using var page = Host.OpenPage();
        var (type, body) = what switch
        {
            "a thousand fields" => (Types[0], string.Join('&', Enumerable.Range(0, 1_000).Select(i => $"f{i}=1"))),
            "a thousand parts" => (Types[2], Repeat("--x\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n1\r\n", 1_000) + "--x--\r\n"),
            "seventeen levels of JSON" => (Types[0], $"unsafe_metadata={Deep(17)}"),
            "thirty thousand levels of JSON" => (Types[0], $"unsafe_metadata={Deep(30_000)}"),
            _ => (Types[0], $"first_name={new string('a', 66_000)}"),
        };
        var clients = (await Host.RowsAsync("clients")).Count;

        foreach (var path in new[] { "/v1/client/sign_ups", "/v1/client/sign_ups/sua_000000000000000000000000000?_method=PATCH" })
        {
            using var request = Request($"POST {path}", type, body);
            request.Headers.TransferEncodingChunked = what.EndsWith("in pieces", StringComparison.Ordinal);
            if (status == 422 && path.Length > 30)
                continue; // somebody else's sign-up is not found, whatever is said to it

            var answer = await page.SendAsync(request);

            Assert.Equal((path, status, error), (path, answer.Status, answer.Errors.Single()));
        }

        Assert.Null(page.ClientCookie);
        Assert.Equal(clients, (await Host.RowsAsync("clients")).Count);
    }

    private const string Session = "sess_000000000000000000000000000";

    private static HttpRequestMessage Request(string call, string type, string body)
    {
        var parts = call.Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(parts[0]), new Uri(parts[1], UriKind.Relative));
        if (parts[0] is not "GET")
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

            // What is refused for its size is not read, and a connection that closes under somebody who still writes may take the answer with it.
            request.Headers.ExpectContinue = body.Length > 64 * 1024;
        }

        return request;
    }

    private async Task<string?> VersionAsync(FrontEnd page) => page.ClientCookie is { } cookie
        ? (await Host.Services.GetRequiredService<IClientStore>().FindAsync(FuncAuth.ClientId.Parse(cookie.Split('.')[0]), CancellationToken.None))?.Version : null;

    private static string Deep(int levels) => "%7B%22a%22:" + new string('[', levels - 1) + new string(']', levels - 1) + "%7D";

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
