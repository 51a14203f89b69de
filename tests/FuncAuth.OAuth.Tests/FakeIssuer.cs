using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuncAuth.OAuth.Tests;

/// <summary>
/// An OpenID provider that says whatever a test wants, for what a well-kept one cannot be made to say: tenants, new keys, documents of others. Nobody goes
/// there with a browser; any code is good.
/// </summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    public const string ClientId = "client-at-fake";

    private readonly WebApplication app;

    private FakeIssuer(WebApplication app) => this.app = app;

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What its discovery document names as its issuer.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The keys it publishes.</summary>
    public List<JsonWebKey> Published { get; } = [];

    /// <summary>What it signs with.</summary>
    public RsaSecurityKey Key { get; set; } = NewKey();

    /// <summary>Members of the discovery document in place of the usual ones.</summary>
    public Dictionary<string, object> Discovery { get; } = [];

    /// <summary>In place of an answer to discovery, where it is set.</summary>
    public Func<HttpContext, Task>? InPlaceOfDiscovery { get; set; }

    /// <summary>The claims of the next ID token, by the nonce that was asked with; iss, aud, iat and exp are added where they are missing.</summary>
    public Func<Dictionary<string, object>> Claims { get; set; } = () => [];

    /// <summary>The access token that it gives.</summary>
    public string AccessToken { get; set; } = "access";

    /// <summary>What it tells of a person to who asks with that, as it is sent; null where it tells nobody.</summary>
    public string? UserInfo { get; set; }

    /// <summary>What came to the token endpoint.</summary>
    public ConcurrentQueue<Dictionary<string, string>> TokenRequests { get; } = [];

    /// <summary>How often its keys were read.</summary>
    public int KeyReads => keyReads;

    private int keyReads;

    public static async Task<FakeIssuer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var fake = new FakeIssuer(app);
        app.MapGet("/{**path}", fake.GetAsync);
        app.MapPost("/token", fake.RedeemAsync);
        await app.StartAsync();
        fake.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        fake.Issuer = fake.Address;
        fake.Publish();
        return fake;
    }

    /// <summary>The settings of a provider that is this one, taken for <paramref name="preset"/>.</summary>
    public ProviderSettings Settings(ProviderPreset preset) => new("fake", preset, ClientId)
    {
        ClientSecret = new Secret("secret-at-fake"),
        Issuer = preset.Issuer ?? Address,
        TrustsEmail = true,
    };

    /// <summary>Signs with another key from here on, and publishes it alone.</summary>
    public void ChangeKey()
    {
        Key = NewKey();
        Published.Clear();
        Publish();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void Publish()
    {
        var published = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(Key.Rsa.ExportParameters(false)) { KeyId = Key.KeyId });
        published.Use = "sig";
        Published.Add(published);
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    private Task GetAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal))
        {
            return InPlaceOfDiscovery is { } other ? other(context) : context.Response.WriteAsJsonAsync(new Dictionary<string, object>
            {
                ["issuer"] = Issuer,
                ["authorization_endpoint"] = $"{Address}/authorize",
                ["token_endpoint"] = $"{Address}/token",
                ["jwks_uri"] = $"{Address}/keys",
            }.Concat(UserInfo is null ? [] : [KeyValuePair.Create<string, object>("userinfo_endpoint", $"{Address}/user")]).Concat(Discovery).GroupBy(member => member.Key).ToDictionary(members => members.Key, members => members.Last().Value));
        }

        if (path == "/keys")
        {
            Interlocked.Increment(ref keyReads);
            return context.Response.WriteAsJsonAsync(new Dictionary<string, object>
            {
                ["keys"] = Published.Select(key => new[] { ("kty", key.Kty), ("use", key.Use), ("kid", key.Kid), ("n", key.N), ("e", key.E) }
                    .Concat(key.AdditionalData.Select(more => (more.Key, $"{more.Value}"))).ToDictionary(member => member.Item1, member => member.Item2)),
            });
        }

        if (path == "/user" && UserInfo is { } told)
            return context.Response.WriteAsync(told);

        context.Response.StatusCode = (int)HttpStatusCode.NotFound;
        return Task.CompletedTask;
    }

    private async Task RedeemAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        TokenRequests.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = Issuer, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 600 };
        foreach (var (name, value) in Claims())
            claims[name] = value;

        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        });
        await context.Response.WriteAsJsonAsync(new Dictionary<string, object> { ["access_token"] = AccessToken, ["token_type"] = "Bearer", ["id_token"] = token });
    }
}
