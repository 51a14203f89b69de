using System.Net.Sockets;
using System.Text;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Paths, headers and cookies in spellings that no browser sends: they open nothing that the plain ones do not.</summary>
public sealed class DisguiseTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData("//v1/client/sign_ups")]
    [InlineData("/v1//client/sign_ups")]
    [InlineData("/./v1/client/sign_ups")]
    [InlineData("/v1/x/../client/sign_ups")]
    [InlineData("/v1/client/%2e%2e/client/sign_ups")]
    [InlineData("/V1/Client/SIGN_UPS")]
    [InlineData("/v1/client/sign_ups/")]
    [InlineData("/v1/client/sign_ups//")]
    [InlineData("/v1/client/sign_ups;x=1")]
    [InlineData("/v1/client/sign_ups%2F")]
    [InlineData("/v1%2Fclient%2Fsign_ups")]
    [InlineData("/%76%31/client/sign_ups")]
    [InlineData("/v1/client\\sign_ups")]
    [InlineData("/v1/client/sign_ups%20")]
    [InlineData("/v1/client/sign_ups%00")]
    [InlineData("http://evil.example/v1/client/sign_ups")]
    public async Task R03_another_spelling_of_a_path_is_the_same_path_or_none(string path)
    {
        var plain = await RawAsync("POST", "/v1/client/sign_ups");
        var spelled = await RawAsync("POST", path);
        var allowed = await RawAsync("POST", path, $"Origin: {FrontEnd.Origin}");

        Assert.Contains("origin_missing", plain, StringComparison.Ordinal);
        Assert.True(Status(spelled) is 404 || (Status(spelled) is 400 && (path.Contains("%00", StringComparison.Ordinal) || spelled.Contains("origin_missing", StringComparison.Ordinal))), spelled);
        Assert.Equal(spelled.Contains("origin_missing", StringComparison.Ordinal), Status(allowed) is 200);
    }

    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("X-Forwarded-Prefix: /evil")]
    [InlineData("X-Original-URL: /v1/client/sessions?_method=DELETE")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("Forwarded: host=evil.example;proto=https")]
    [InlineData("Clerk-Proxy-Url: https://evil.example")]
    public async Task What_a_header_says_of_the_host_changes_no_answer(string header)
    {
        var plain = await RawAsync("GET", "/v1/environment", $"Origin: {FrontEnd.Origin}");
        var told = await RawAsync("GET", "/v1/environment", $"Origin: {FrontEnd.Origin}", header);
        var cookie = await RawAsync("POST", "/v1/client/sign_ups", $"Origin: {FrontEnd.Origin}", header);

        Assert.Equal(Body(plain), Body(told));
        Assert.DoesNotContain("evil", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Strict-Transport-Security", told, StringComparison.Ordinal);
        var set = Assert.Single(cookie.Split("\r\n"), line => line.StartsWith("Set-Cookie", StringComparison.Ordinal));
        Assert.DoesNotContain("domain", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", set, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("longer")]
    [InlineData("another id")]
    [InlineData("twice in one")]
    [InlineData("quoted")]
    [InlineData("in capitals")]
    [InlineData("as it is encoded")]
    [InlineData("thirty thousand letters")]
    [InlineData("three hundred others")]
    public async Task S02_a_cookie_that_was_tampered_with_is_none(string how)
    {
        using var page = Host.OpenPage();
        await page.BeginSignUpAsync(People.FreshAddress());
        var right = page.ClientCookie!;
        var (id, secret) = (right.Split('.')[0], right.Split('.')[1]);
        var sent = how switch
        {
            "cut" => right[..^1],
            "longer" => right + "A",
            "another id" => $"{id[..^1]}{(id[^1] == 'a' ? 'b' : 'a')}.{secret}",
            "twice in one" => $"{right}.{secret}",
            "quoted" => $"\"{right}\"",
            "in capitals" => right.ToUpperInvariant(),
            "as it is encoded" => right.Replace(".", "%2E", StringComparison.Ordinal),
            "thirty thousand letters" => new string('a', 30_000),
            _ => string.Join("; __client=", Enumerable.Range(0, 300).Select(i => $"client_{i:D27}.{new string('A', 43)}")),
        };

        var answer = await RawAsync("GET", "/v1/client", $"Cookie: __client={sent}");

        Assert.Equal("""{"response":null,"client":null}""", Body(answer));
        Assert.Contains(id, Body(await RawAsync("GET", "/v1/client", $"Cookie: __client={right}")), StringComparison.Ordinal);
    }

    // By hand: every client library straightens paths before it sends them.
    private async Task<string> RawAsync(string method, string path, params string[] headers)
    {
        var host = new Uri(Host.BaseUrl);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(host.Host, host.Port);
        await using var stream = tcp.GetStream();
        var named = headers.Any(header => header.StartsWith("Host:", StringComparison.Ordinal)) || path.StartsWith("http:", StringComparison.Ordinal) ? headers : [$"Host: {host.Authority}", .. headers];
        var all = named.Any(header => header.StartsWith("Host:", StringComparison.Ordinal)) ? named : ["Host: evil.example", .. named];
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\n{string.Join("\r\n", all)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static int Status(string answer) => int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);

    private static string Body(string answer) => answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
