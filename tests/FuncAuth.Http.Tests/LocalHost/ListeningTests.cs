using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>How a host listens, and what it lets through.</summary>
public class ListeningTests
{
    [Fact]
    public async Task Hosts_run_side_by_side_on_ports_of_their_own()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => FuncAuthHost.StartAsync(ct: Ct)));
        using var http = new HttpClient();

        foreach (var host in hosts)
        {
            using var answer = await http.GetAsync($"{host.BaseUrl}/v1/environment", Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Empty(answer.Headers.Server);
        }

        Assert.Equal(3, hosts.Select(host => host.PublishableKey).Distinct().Count());
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:")]
    [InlineData("http://*:0", "http://localhost:")]
    [InlineData("http://0.0.0.0:0", "http://localhost:")]
    public async Task The_base_address_is_one_that_a_browser_can_open(string urls, string expected)
    {
        await using var host = await FuncAuthHost.StartAsync(new Dictionary<string, string?> { ["urls"] = urls }, ct: Ct);
        using var http = new HttpClient();

        using var answer = await http.GetAsync($"{host.BaseUrl}/v1/environment", Ct);

        Assert.StartsWith(expected, host.BaseUrl, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_https()
    {
        var folder = Directory.CreateTempSubdirectory("funcauth-");
        var path = Path.Combine(folder.FullName, "certificate.pfx");
        await File.WriteAllBytesAsync(path, Certificate(), Ct);
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator });

        await using var host = await FuncAuthHost.StartAsync(new Dictionary<string, string?>
        {
            ["urls"] = "https://localhost:0",
            ["Kestrel:Certificates:Default:Path"] = path,
            ["Kestrel:Certificates:Default:Password"] = "x",
        }, ct: Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{host.BaseUrl}/v1/environment");
        request.Headers.Add("Origin", "https://localhost:3000");
        using var answer = await http.SendAsync(request, Ct);

        Assert.StartsWith("https://localhost:", host.BaseUrl, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("https://localhost:3000", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_body_over_64_KB_is_refused()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: Ct);
        using var http = new HttpClient();

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.BaseUrl}/v1/client/sign_ups");
        request.Headers.Add("Origin", "http://localhost:3000");
        request.Content = new StringContent("a=" + new string('b', 64 * 1024), null, "application/x-www-form-urlencoded");

        using var answer = await http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static byte[] Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pfx, "x");
    }
}
