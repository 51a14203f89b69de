using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FuncAuth.Http.Tests.Settings;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>Keys are changed while people are signed in.</summary>
public sealed class KeyRotationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task J05_a_new_signing_key_is_published_an_hour_before_it_signs_and_no_token_is_refused_meanwhile()
    {
        await using var vault = await FakeVault.StartAsync(Ct);
        vault.WithKeys(GivenSettings.SigningKey, GivenSettings.NamedKeyOf("c1", 1), GivenSettings.NamedKeyOf("p1", 2), SecretKey);
        var instance = "t" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        string session, cookie, firstKey;
        await using (var before = await StartAsync(vault, instance))
        {
            using var page = before.OpenPage();
            session = (await page.SignUpAsync(before))["created_session_id"]!;
            cookie = page.ClientCookie!;
            firstKey = Kid(await TokenAsync(page, session));
            Assert.Equal([firstKey], (await KeysAsync(before)).Keys);
        }

        // No activation date: the hour holds all the same.
        vault.Put("funcauth-signing", GivenSettings.RsaKey(2048));

        await using var host = await StartAsync(vault, instance);
        var cached = await KeysAsync(host); // what a server keeps from now on
        Assert.Equal((2, firstKey), (cached.Count, cached.Keys.First()));
        var refused = new ConcurrentQueue<string>();
        var signedBy = new ConcurrentDictionary<string, int>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using var page = host.OpenPage();
            page.ClientCookie = cookie;
            while (!stop.IsCancellationRequested)
            {
                var token = await TokenAsync(page, session);
                signedBy.AddOrUpdate(Kid(token), 1, (_, count) => count + 1);
                if (!IsGood(token, cached))
                    refused.Enqueue(token);
            }
        })).ToArray();

        await SomeAsync(() => signedBy.GetValueOrDefault(firstKey) >= 20);
        host.Clock.Advance(TimeSpan.FromMinutes(59));
        var soFar = signedBy.GetValueOrDefault(firstKey);
        await SomeAsync(() => signedBy.GetValueOrDefault(firstKey) >= soFar + 20);
        Assert.Single(signedBy); // an hour is an hour
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await SomeAsync(() => signedBy.Where(key => key.Key != firstKey).Sum(key => key.Value) >= 20);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        Assert.Empty(refused);
        Assert.Equal(cached.Keys.Order(), signedBy.Keys.Order());
        Assert.Equal(cached.Keys, (await KeysAsync(host)).Keys); // and the old one is still there for the last of its tokens
    }

    [Fact]
    public async Task J05_an_activation_date_later_than_the_hour_is_waited_for()
    {
        await using var vault = await FakeVault.StartAsync(Ct);
        vault.WithKeys(GivenSettings.SigningKey, GivenSettings.NamedKeyOf("c1", 1), GivenSettings.NamedKeyOf("p1", 2), SecretKey);
        vault.Put("funcauth-signing", GivenSettings.RsaKey(2048), notBefore: DateTimeOffset.UtcNow.AddHours(5));
        await using var host = await StartAsync(vault);
        using var page = host.OpenPage();
        var session = (await page.SignUpAsync(host))["created_session_id"]!;
        var first = Kid(await TokenAsync(page, session));

        host.Clock.Advance(TimeSpan.FromHours(4.9));
        var still = Kid(await TokenAsync(page, session));
        host.Clock.Advance(TimeSpan.FromHours(0.2));
        var then = Kid(await TokenAsync(page, session));

        Assert.Equal(first, still);
        Assert.NotEqual(first, then);
    }

    [Fact]
    public async Task What_was_made_with_the_keys_before_is_good_under_the_next_ones()
    {
        await using var vault = await FakeVault.StartAsync(Ct);
        vault.WithKeys(GivenSettings.SigningKey, GivenSettings.NamedKeyOf("c1", 1), GivenSettings.NamedKeyOf("p1", 2), SecretKey);
        var instance = "t" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var address = People.FreshAddress();
        string id, cookie, code;
        await using (var before = await StartAsync(vault, instance))
        {
            using var page = before.OpenPage();
            id = await page.BeginSignUpAsync(address);
            await page.PrepareAsync(id);
            code = await before.LastCodeForAsync(address);
            cookie = page.ClientCookie!;
        }

        vault.Put("funcauth-code", GivenSettings.NamedKeyOf("c2", 3));
        vault.Put("funcauth-pepper", GivenSettings.NamedKeyOf("p2", 4));
        var newSecret = SecretKey + "new";
        vault.Put("funcauth-secret-key", newSecret);

        await using var host = await StartAsync(vault, instance);
        using var same = host.OpenPage();
        same.ClientCookie = cookie;
        Assert.Equal("complete", (await same.AttemptAsync(id, code))["status"]);
        using var other = host.OpenPage();
        await other.SignUpAsync(host);
        var rows = await host.DumpStorageAsync();
        Assert.Contains($"keyid={Base64("p1")}", rows, StringComparison.Ordinal);
        Assert.Contains($"keyid={Base64("p2")}", rows, StringComparison.Ordinal);
        foreach (var (shown, status) in new[] { (SecretKey, 200), (newSecret, 200), (SecretKey + "never", 401) })
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, "/v1/jwks");
            ask.Headers.Authorization = new("Bearer", shown);
            Assert.Equal(status, (await same.SendAsync(ask)).Status);
        }
    }

    internal const string SecretKey = "sk_test_0123456789abcdefghijklmnopqrstuvwxyz";

    internal static Task<FuncAuthHost> StartAsync(FakeVault vault, string? instance = null)
    {
        var settings = new Dictionary<string, string?> { ["FuncAuth:Keys:VaultUri"] = FakeVault.Address.ToString() };
        if (instance is not null)
            settings["FUNCAUTH_INSTANCE"] = instance;
        return FuncAuthHost.StartAsync(settings, vault.Register, Ct);
    }

    private static async Task<string> TokenAsync(FrontEnd page, string session)
    {
        var answer = await page.PostAsync($"/v1/client/sessions/{session}/tokens");
        Assert.Equal(200, answer.Status);
        return answer.Json.GetProperty("jwt").GetString()!;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text)).TrimEnd('=');

    private static string Kid(string token) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement.GetProperty("kid").GetString()!;

    // As any server checks it, from numbers on the wire.
    private static bool IsGood(string token, Dictionary<string, RSAParameters> keys)
    {
        var parts = token.Split('.');
        if (!keys.TryGetValue(Kid(token), out var key))
            return false;
        using var rsa = RSA.Create(key);
        return rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static async Task<Dictionary<string, RSAParameters>> KeysAsync(FuncAuthHost host)
    {
        using var page = host.OpenPage();
        var set = (await page.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys").EnumerateArray();
        return set.ToDictionary(key => key.GetProperty("kid").GetString()!, key => new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
        });
    }

    private static async Task SomeAsync(Func<bool> enough)
    {
        for (var i = 0; i < 600 && !enough(); i++)
            await Task.Delay(50, Ct);
        Assert.True(enough(), "The load stood still.");
    }
}
