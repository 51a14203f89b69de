using System.Collections.Concurrent;
using System.Security.Cryptography;
using FuncAuth.Sessions;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The key that signs tokens is replaced while people are signed in.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task J05_the_signing_key_is_replaced_under_load_and_no_token_is_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        var (old, next) = (Key(), Key());
        var instance = "t" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        Task<FuncAuthHost> HostAsync(string signing, string other) => FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["FUNCAUTH_INSTANCE"] = instance,
                ["FuncAuth:Keys:Signing"] = signing,
                ["FuncAuth:Keys:PreviousSigning"] = other,
                ["FuncAuth:Instance:PublishableKey"] = Instances.PublishableKey.For("127.0.0.1:7071", isDevelopment: true).ToString(),
            }, ct: ct);

        // The next key is published first, then it signs, and the old one stays published: two deployments on one storage, as while one replaces the other.
        await using var before = await HostAsync(old, next);
        await using var after = await HostAsync(next, old);
        using var page = before.OpenPage();

        // A test address: the two have one queue, and either may take a message into its own inbox.
        var id = await page.BeginSignUpAsync($"jane+clerk_test{Guid.NewGuid():N}@example.com");
        await page.PrepareAsync(id);
        var session = (await page.AttemptAsync(id, "424242"))["created_session_id"]!;
        var cached = Published(before); // and whoever fetched the keys before the change goes on with those

        var tokens = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (i, _) =>
        {
            using var tab = (i % 200 < 60 ? before : i > 140 || i % 2 == 0 ? after : before).OpenPage();
            tab.ClientCookie = page.ClientCookie;
            var answer = await tab.PostAsync($"/v1/client/sessions/{session}/tokens");
            Assert.Equal(200, answer.Status);
            tokens.Add(answer.Json.GetProperty("jwt").GetString()!);
        });

        var issuer = before.Services.GetRequiredService<Instances.Instance>().PublishableKey.Issuer;
        foreach (var keys in new[] { cached, Published(before), Published(after) })
        {
            var verifier = new SessionTokenVerifier(issuer, keys);
            Assert.All(tokens, token => Assert.IsType<SessionTokenVerdict.Valid>(verifier.Verify(token, TimeProvider.System.GetUtcNow())));
        }

        Assert.Equal(2, tokens.Select(token => token.Split('.')[0]).Distinct().Count()); // both keys have signed
        foreach (var host in new[] { before, after })
        {
            using var anybody = host.OpenPage(origin: null);
            var kids = (await anybody.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString());
            Assert.Equal(cached.Select(key => key.Kid).Order(StringComparer.Ordinal), kids.Order(StringComparer.Ordinal)!);
        }
    }

    [Fact]
    public async Task J08_the_token_of_one_instance_is_refused_by_another()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var one = await FuncAuthHost.StartAsync(ct: ct);
        await using var other = await FuncAuthHost.StartAsync(ct: ct);
        using var page = one.OpenPage();
        var complete = await page.SignUpAsync(one);
        var token = complete.Client.GetProperty("sessions")[0].GetProperty("last_active_token").GetProperty("jwt").GetString();

        SessionTokenVerdict Judge(FuncAuthHost issuer, FuncAuthHost keys) => new SessionTokenVerifier(
            issuer.Services.GetRequiredService<Instances.Instance>().PublishableKey.Issuer, Published(keys)).Verify(token, TimeProvider.System.GetUtcNow());

        Assert.IsType<SessionTokenVerdict.Valid>(Judge(one, one));
        Assert.IsNotType<SessionTokenVerdict.Valid>(Judge(other, other));
        Assert.IsNotType<SessionTokenVerdict.Valid>(Judge(one, other));
        Assert.IsNotType<SessionTokenVerdict.Valid>(Judge(other, one)); // the key is right, the issuer is not

        // Nor does its client open the other one.
        using var stranger = other.OpenPage();
        stranger.ClientCookie = page.ClientCookie;
        Assert.Equal("""{"response":null,"client":null}""", (await stranger.GetAsync("/v1/client")).Body);
        Assert.Equal(401, (await stranger.PostAsync($"/v1/client/sessions/{complete["created_session_id"]}/tokens")).Status);
    }

    private static System.Collections.Immutable.ImmutableArray<PublishedKey> Published(FuncAuthHost host) => [.. host.Services.GetRequiredService<SigningKeys>().Published];

    private static string Key()
    {
        using var rsa = RSA.Create(2048);
        return Convert.ToBase64String(rsa.ExportPkcs8PrivateKey());
    }
}
