using System.Net;
using System.Net.Sockets;
using FuncAuth.OAuth.Outgoing;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing.Providers;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.OAuth.Tests;

/// <summary>Where calls whose address is an answer may lead.</summary>
public class OutgoingTests
{
    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("140.82.121.4", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.0.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::ffff:1.1.1.1", true)]
    [InlineData("::7f00:1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("100::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void F10_only_addresses_of_the_public_Internet_are_called(string address, bool isCalled)
    {
        Assert.Equal(isCalled, OutgoingAddresses.MayBeCalled(IPAddress.Parse(address), allowLoopback: false));

        // Development adds this machine, and nothing around it.
        var parsed = IPAddress.Parse(address);
        var isLoopback = IPAddress.IsLoopback(parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed);
        Assert.Equal(isCalled || isLoopback, OutgoingAddresses.MayBeCalled(parsed, allowLoopback: true));
    }

    [Theory]
    [InlineData("token", "http://169.254.169.254/metadata/identity/oauth2/token")]
    [InlineData("userinfo", "http://169.254.169.254/metadata/identity/oauth2/token")]
    [InlineData("token", "canary")]
    [InlineData("userinfo", "canary")]
    public async Task F10_no_redirect_is_followed(string place, string target)
    {
        await using var canary = await FakeIssuer.StartAsync();
        var asked = 0;
        canary.InPlaceOfDiscovery = context =>
        {
            Interlocked.Increment(ref asked);
            return context.Response.WriteAsJsonAsync(new { access_token = "x", sub = "x" });
        };
        var outside = await OutsideProviders.SharedAsync();
        using var adapter = Given.All(outside);
        var to = target == "canary" ? $"{canary.Address}/.well-known/openid-configuration" : target;

        foreach (var provider in new[] { outside.Beta, outside.Hub })
        {
            var word = await adapter.SignInAsync(outside, provider, OutsideAccount.With() with { Misbehaves = $"{place}-redirect", To = to });

            Assert.Equal(place == "token" ? "oauth_token_exchange_error" : "oauth_fetch_user_error", word.Refusal());
        }

        Assert.Equal((0, 0), (asked, canary.TokenRequests.Count));
    }

    [Fact]
    public async Task F10_discovery_follows_no_redirect_either()
    {
        await using var fake = await FakeIssuer.StartAsync();
        await using var other = await FakeIssuer.StartAsync();
        other.Issuer = fake.Address;
        fake.InPlaceOfDiscovery = context =>
        {
            context.Response.Redirect($"{other.Address}/.well-known/openid-configuration");
            return Task.CompletedTask;
        };
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);

        var departure = await adapter.DepartAsync("oauth_fake", Given.Secrets(), new ExternalWish(), CancellationToken.None);

        Assert.Equal("oauth_provider_unavailable", Assert.IsType<ExternalDeparture.Refused>(departure).Why.Code);
        Assert.Equal(0, other.KeyReads);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("1.1.1.1,127.0.0.1")]
    [InlineData("")]
    public async Task F10_a_name_that_stands_for_a_private_address_is_not_called(string addresses)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var log = new LogLines();
        using var adapter = Given.Adapter(
            [new ProviderSettings("fake", ProviderPresets.OpenId, "c") { ClientSecret = new Secret("s"), Issuer = $"https://provider.example:{port}" }],
            log,
            allowLoopback: false,
            resolve: (_, _) => Task.FromResult(addresses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray()));

        var departure = await adapter.DepartAsync("oauth_fake", Given.Secrets(), new ExternalWish(), CancellationToken.None);

        Assert.Equal("oauth_provider_unavailable", Assert.IsType<ExternalDeparture.Refused>(departure).Why.Code);
        Assert.False(listener.Pending());
        Assert.Contains("OutgoingRefusedException", Assert.Single(log.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F10_a_name_is_looked_up_once_and_what_was_judged_is_what_is_called()
    {
        await using var fake = await FakeIssuer.StartAsync();
        var port = new Uri(fake.Address).Port;
        var looks = 0;

        // The second look would say where no check leads: had it been taken, the call would have failed.
        using var http = OutgoingHttp.Create(allowLoopback: true, (host, _) =>
            Task.FromResult(new[] { Interlocked.Increment(ref looks) == 1 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1") }));
        using var answer = await http.GetAsync(new Uri($"http://localhost:{port}/keys"));

        Assert.Equal((HttpStatusCode.OK, 1), (answer.StatusCode, looks));
    }

    [Theory]
    [InlineData("http://provider.example/", true)]
    [InlineData("http://10.0.0.1/", true)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("http://user:password@127.0.0.1/", true)]
    [InlineData("https://user:password@provider.example/", true)]
    [InlineData("ftp://127.0.0.1/", true)]
    [InlineData("file:///etc/passwd", true)]
    public void F10_nothing_but_https_is_called(string address, bool alsoInDevelopment)
    {
        Assert.False(OutgoingHttp.MayBeCalled(new Uri(address), allowLoopback: false));
        Assert.Equal(!alsoInDevelopment, OutgoingHttp.MayBeCalled(new Uri(address), allowLoopback: true));
    }

    [Theory]
    [InlineData("token_endpoint", "http://169.254.169.254/token")]
    [InlineData("token_endpoint", "https://169.254.169.254/token")]
    [InlineData("token_endpoint", "http://localhost.evil.example/token")]
    [InlineData("userinfo_endpoint", "https://10.0.0.1/me")]
    public async Task F10_a_document_leads_nowhere_else_either(string member, string address)
    {
        await using var fake = await FakeIssuer.StartAsync();
        fake.Discovery[member] = address;
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);
        var secrets = Given.Secrets();
        fake.Claims = () => new() { ["sub"] = "ada", ["nonce"] = secrets.Nonce.Reveal() };

        var word = await adapter.RedeemAsync("oauth_fake", new ExternalReturn(new Secret("code"), null, null), secrets, CancellationToken.None);

        Assert.Equal(member == "token_endpoint" ? "oauth_token_exchange_error" : "oauth_fetch_user_error", word.Refusal());
    }

    [Theory]
    [InlineData("authorization_endpoint", "javascript:alert(1)")]
    [InlineData("authorization_endpoint", "http://provider.example/authorize")]
    [InlineData("jwks_uri", "http://169.254.169.254/keys")]
    [InlineData("issuer", "https://accounts.example")]
    public async Task Nobody_is_sent_where_a_document_is_not_right(string member, string value)
    {
        await using var fake = await FakeIssuer.StartAsync();
        fake.Discovery[member] = value;
        using var adapter = Given.Adapter([fake.Settings(ProviderPresets.OpenId)]);

        var departure = await adapter.DepartAsync("oauth_fake", Given.Secrets(), new ExternalWish(), CancellationToken.None);

        Assert.Equal("oauth_provider_unavailable", Assert.IsType<ExternalDeparture.Refused>(departure).Why.Code);
    }
}
