using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using FuncAuth.Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FuncAuth.Testing;

/// <summary>
/// A key vault that speaks the protocol: TLS, the challenge that sends a client for a token, lists of versions in pages, and refusals. The
/// client is the real one; its connections end here instead of where the name leads.
/// </summary>
public sealed class FakeVault : IAsyncDisposable
{
    private const int PageSize = 2;
    private const string Token = "a token of the app's identity";

    private readonly ConcurrentDictionary<string, List<Version>> secrets = new();
    private readonly X509Certificate2 certificate = Certificate();
    private readonly WebApplication server;

    private FakeVault()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        server = builder.Build();
        server.Run(AnswerAsync);
    }

    /// <summary>Its address.</summary>
    public static Uri Address { get; } = new("https://funcauth-test.vault.azure.net");

    /// <summary>How long it thinks before it answers.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What it answers everybody with, whatever it is asked; null for the truth.</summary>
    public int? Broken { get; set; }

    /// <summary>What it was asked, with a token.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How many requests it had open at once.</summary>
    public int MostAtOnce => mostAtOnce;

    private int open;
    private int mostAtOnce;

    /// <summary>A running vault without secrets.</summary>
    public static async Task<FakeVault> StartAsync(CancellationToken ct)
    {
        var vault = new FakeVault();
        await vault.server.StartAsync(ct);
        return vault;
    }

    /// <summary>Puts another version of a secret there.</summary>
    /// <returns>What takes it away again: disabling it.</returns>
    public Action Put(string name, string value, DateTimeOffset? created = null, DateTimeOffset? notBefore = null, bool enabled = true)
    {
        var version = new Version(RandomNumberGenerator.GetHexString(32, lowercase: true), value, created ?? DateTimeOffset.UtcNow, notBefore)
        {
            Enabled = enabled,
        };
        var versions = secrets.GetOrAdd(name, _ => []);
        lock (versions)
            versions.Insert(RandomNumberGenerator.GetInt32(versions.Count + 1), version); // the real one lists in no order either
        return () => version.Enabled = false;
    }

    /// <summary>All secrets that a deployment needs, of ten days ago.</summary>
    public FakeVault WithKeys(string signing, string code, string pepper, string secretKey)
    {
        var then = DateTimeOffset.UtcNow.AddDays(-10);
        foreach (var (name, value) in new[]
        {
            ("funcauth-signing", signing), ("funcauth-code", code), ("funcauth-pepper", pepper), ("funcauth-secret-key", secretKey),
        })
            Put(name, value, then);
        return this;
    }

    /// <summary>Has a host's connections to its key vault end here, with an identity that this vault knows.</summary>
    public void Register(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var settings = services.Last(service => service.ServiceType == typeof(AzureSettings));
        services.Remove(settings);
        services.AddSingleton(provider => ((AzureSettings)settings.ImplementationFactory!(provider)) with
        {
            ConfigureKeyVault = options => options.Transport = Transport(),
        });
        services.RemoveAll<TokenCredential>().AddSingleton<TokenCredential>(new Identity());
    }

    /// <summary>The way here, for a client of one's own.</summary>
    public HttpPipelineTransport Transport()
    {
        var port = new Uri(server.Urls.Single()).Port;
        return new HttpClientTransport(new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
        }));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var now = Interlocked.Increment(ref open);
        InterlockedMax(ref mostAtOnce, now);
        try
        {
            await Task.Delay(Delay, http.RequestAborted);
            await AnswerAsync(http, http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private async Task AnswerAsync(HttpContext http, string[] path)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
        {
            http.Response.Headers.WWWAuthenticate =
                "Bearer authorization=\"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001\", resource=\"https://vault.azure.net\"";
            await RefuseAsync(http, 401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
            return;
        }

        Asked.Enqueue(http.Request.Path);
        if (Broken is { } status)
        {
            await RefuseAsync(http, status, status == 403 ? "Forbidden" : "InternalError", "The vault is broken for the test.");
            return;
        }

        switch (path)
        {
            case ["secrets", var name, "versions"] when secrets.TryGetValue(name, out var versions):
                await ListAsync(http, name, versions);
                return;
            case ["secrets", var name, var id] when secrets.TryGetValue(name, out var versions) && versions.Find(one => one.Id == id) is { } version:
                if (version.Enabled)
                    await http.Response.WriteAsJsonAsync(new { value = version.Value, id = Id(name, version), attributes = version.Attributes });
                else
                    await RefuseAsync(http, 403, "Forbidden", "Operation get is not allowed on a disabled secret.");
                return;
            default:
                await RefuseAsync(http, 404, "SecretNotFound", "A secret with that name was not found in this key vault.");
                return;
        }
    }

    private static async Task ListAsync(HttpContext http, string name, List<Version> versions)
    {
        var from = int.TryParse(http.Request.Query["$skiptoken"], CultureInfo.InvariantCulture, out var skipped) ? skipped : 0;
        await http.Response.WriteAsJsonAsync(new
        {
            value = versions.Skip(from).Take(PageSize).Select(version => new { id = Id(name, version), attributes = version.Attributes }),
            nextLink = from + PageSize < versions.Count
                ? $"{Address}secrets/{name}/versions?api-version={http.Request.Query["api-version"]}&$skiptoken={from + PageSize}"
                : null,
        });
    }

    private static Task RefuseAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { error = new { code, message } });
    }

    private static string Id(string name, Version version) => $"{Address}secrets/{name}/{version.Id}";

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, seen);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Address.Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed record Version(string Id, string Value, DateTimeOffset Created, DateTimeOffset? NotBefore)
    {
        public bool Enabled { get; set; }

        public object Attributes => NotBefore is { } from
            ? new { enabled = Enabled, created = Created.ToUnixTimeSeconds(), updated = Created.ToUnixTimeSeconds(), nbf = from.ToUnixTimeSeconds() }
            : new { enabled = Enabled, created = Created.ToUnixTimeSeconds(), updated = Created.ToUnixTimeSeconds() };
    }

    /// <summary>An identity as the platform gives it to an app.</summary>
    private sealed class Identity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Assert.Equal(["https://vault.azure.net/.default"], requestContext.Scopes);
            return new AccessToken(Token, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
