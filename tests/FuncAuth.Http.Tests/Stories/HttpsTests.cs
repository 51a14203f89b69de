using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What is different over https.</summary>
public sealed class HttpsTests
{
    [Fact]
    public async Task S04_X06_over_https_the_cookie_is_secure_and_hsts_is_on()
    {
        using var folder = new TemporaryFolder();
        var certificate = Path.Combine(folder.Path, "localhost.pfx");
        await File.WriteAllBytesAsync(certificate, SelfSigned(), TestContext.Current.CancellationToken);
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["urls"] = "https://localhost:0",
                ["Kestrel:Certificates:Default:Path"] = certificate,
                ["Kestrel:Certificates:Default:Password"] = "",
            },
            ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();

        var complete = await page.SignUpAsync(host);

        Assert.StartsWith("https://", host.BaseUrl, StringComparison.Ordinal);
        Assert.Contains("; secure", Assert.Single(complete.Headers["Set-Cookie"]), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("max-age=31536000", complete.Header("Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.Equal(complete["created_user_id"], (await page.GetAsync("/v1/me"))["id"]);
    }

    private static byte[] SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pfx, "");
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("funcauth-https-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
