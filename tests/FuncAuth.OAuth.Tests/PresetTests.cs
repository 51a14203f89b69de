using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using FuncAuth.Strategies.OAuth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuncAuth.OAuth.Tests;

/// <summary>What the providers that are known beforehand tell of people, by examples of their documentation.</summary>
public class PresetTests
{
    [Fact]
    public void Presets_are_at_addresses_that_may_be_called_and_are_named_apart()
    {
        Assert.Equal(ProviderPresets.All.Length, ProviderPresets.All.Select(preset => preset.Name).Distinct().Count());
        Assert.All(
            ProviderPresets.All.SelectMany(preset => new[] { preset.Issuer, preset.AuthorizationEndpoint, preset.TokenEndpoint, preset.UserInfoEndpoint, preset.EmailsEndpoint })
                .OfType<string>(),
            address => Assert.True(Outgoing.OutgoingHttp.MayBeCalled(new Uri(address), allowLoopback: false)));
        Assert.All(ProviderPresets.All, preset => Assert.True(preset.Issuer is not null || preset is { AuthorizationEndpoint: not null, TokenEndpoint: not null, UserInfoEndpoint: not null }));
        Assert.All(ProviderPresets.All.Where(preset => preset.Issuer is not null), preset => Assert.Contains("openid", preset.Scopes.Split(' ')));
    }

    [Fact]
    public void Discord_tells_of_a_person()
    {
        var identity = Told("discord", """
            {
              "id": "80351110224678912", "username": "nelly", "discriminator": "0", "global_name": "Nelly", "avatar": "8342729096ea3675442027381ff50dfe",
              "verified": true, "email": "Nelly@Discord.com", "flags": 64, "banner": null, "accent_color": 16711680
            }
            """);

        Assert.Equal(
            new ExternalIdentity("oauth_discord", "80351110224678912")
            {
                EmailAddress = "nelly@discord.com",
                EmailAddressIsVerified = true,
                Username = "nelly",
                ImageUrl = "https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png",
                Scopes = "a b",
            },
            identity);
        Assert.Null(Told("discord", """{"id": "80351110224678912", "username": "nelly", "avatar": null}""")!.ImageUrl);
        Assert.Equal(
            "https://cdn.discordapp.com/avatars/1/..%2F..%2Fevil%3F.png", Told("discord", """{"id": "1", "username": "nelly", "avatar": "../../evil?"}""")!.ImageUrl);
    }

    [Fact]
    public void Facebook_tells_of_a_person_and_of_no_proof()
    {
        var identity = Told("facebook", """
            {
              "id": "10158", "name": "Ada King Lovelace", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "email_verified": true,
              "picture": {"data": {"height": 256, "is_silhouette": false, "url": "https://platform-lookaside.fbsbx.com/picture?id=1", "width": 256}}
            }
            """);

        Assert.Equal(
            new ExternalIdentity("oauth_facebook", "10158")
            {
                EmailAddress = "ada@example.com",
                FirstName = "Ada",
                LastName = "Lovelace",
                ImageUrl = "https://platform-lookaside.fbsbx.com/picture?id=1",
                Scopes = "a b",
            },
            identity);
    }

    [Fact]
    public void X_tells_of_a_person_without_an_address() => Assert.Equal(
        new ExternalIdentity("oauth_x", "2244994945")
        {
            Username = "ada",
            ImageUrl = "https://pbs.twimg.com/profile_images/1/ada.png",
            Scopes = "a b",
        },
        Told("x", """{"data": {"id": "2244994945", "name": "Ada L", "username": "ada", "profile_image_url": "https://pbs.twimg.com/profile_images/1/ada.png"}}"""));

    [Theory]
    [InlineData("""[{"email":"a@x.example","primary":false,"verified":true},{"email":"B@x.example","primary":true,"verified":true}]""", "b@x.example", true)]
    [InlineData("""[{"email":"a@x.example","primary":false,"verified":true},{"email":"b@x.example","primary":true,"verified":false}]""", "b@x.example", false)]
    [InlineData("""[{"email":"a@x.example","primary":false,"verified":true}]""", "public@x.example", false)]
    [InlineData("""[1, null, "x", {"email":{},"primary":true,"verified":true}]""", null, false)]
    [InlineData("[]", "public@x.example", false)]
    public void GitHub_tells_of_its_primary_address(string addresses, string? address, bool isVerified)
    {
        var identity = Told("github", """{"login":"ada","id":1,"avatar_url":"https://avatars.githubusercontent.com/u/1?v=4","name":"Ada","email":"public@x.example"}""", addresses);

        Assert.Equal((address, isVerified), (identity!.EmailAddress, identity.EmailAddressIsVerified));
        Assert.Equal(("1", "Ada", null, "ada"), (identity.Subject, identity.FirstName, identity.LastName, identity.Username));
        Assert.Equal("https://avatars.githubusercontent.com/u/1?v=4", identity.ImageUrl);
    }

    [Theory]
    [InlineData("http://pictures.example/a.png")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//pictures.example/a.png")]
    [InlineData("https://user@pictures.example/a.png")]
    public void A_picture_is_at_an_https_address_or_nowhere(string picture) =>
        Assert.Null(Told("google", new JsonObject { ["sub"] = "1", ["picture"] = picture }.ToJsonString())!.ImageUrl);

    [Theory]
    [InlineData("Ada\u202EKing")]
    [InlineData("\u0000")]
    [InlineData("  ")]
    public void A_name_that_is_none_is_left_out(string name)
    {
        var identity = Told("google", new JsonObject { ["sub"] = "1", ["given_name"] = name, ["family_name"] = new string('x', 257), ["name"] = name }.ToJsonString())!;

        Assert.Equal((null, null), (identity.FirstName, identity.LastName));
    }

    [Fact]
    public void Half_a_character_is_no_text() => Assert.Null(Told("google", """{"sub": "1", "given_name": "\ud800", "name": 1}""")!.FirstName);

    [Fact]
    public async Task Apple_is_asked_as_it_wants_to_be_and_tells_a_name_once()
    {
        await using var fake = await FakeIssuer.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var apple = ProviderPresets.Find("apple")! with { Issuer = fake.Address };
        using var adapter = Given.Adapter(
        [
            new ProviderSettings("fake", apple, FakeIssuer.ClientId)
            {
                SigningKey = SecretSigningKey.TryParse("TEAM123456", "KEY1234567", key.ExportPkcs8PrivateKeyPem()),
                TrustsEmail = true,
            },
        ]);
        var secrets = Given.Secrets();
        fake.Claims = () => new() { ["sub"] = "001.ada", ["nonce"] = secrets.Nonce.Reveal(), ["email"] = "x@privaterelay.appleid.com", ["email_verified"] = "true" };

        var departure = HttpUtility.ParseQueryString(new Uri(await adapter.DepartAsync("oauth_fake", secrets)).Query);
        var once = """{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"evil@example.com"}""";
        var first = await adapter.RedeemAsync("oauth_fake", new ExternalReturn(new Secret("code"), null, null, once), secrets, CancellationToken.None);
        var second = await adapter.RedeemAsync("oauth_fake", new ExternalReturn(new Secret("code"), null, null, "garbage"), secrets, CancellationToken.None);

        Assert.Equal(("form_post", "openid email name"), (departure["response_mode"], departure["scope"]));
        Assert.Equal(
            ("001.ada", "Ada", "Lovelace", "x@privaterelay.appleid.com", true),
            (first.Identity().Subject, first.Identity().FirstName, first.Identity().LastName, first.Identity().EmailAddress, first.Identity().EmailAddressIsVerified));
        Assert.Equal((null, null), (second.Identity().FirstName, second.Identity().LastName));

        // "Creating a client secret": ES256, of the team, for Apple, in the client's name.
        var secret = fake.TokenRequests.First()["client_secret"];
        var token = new JsonWebToken(secret);
        var judged = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(secret, new TokenValidationParameters
        {
            ValidIssuer = "TEAM123456",
            ValidAudience = fake.Address,
            ValidAlgorithms = ["ES256"],
            IssuerSigningKey = new ECDsaSecurityKey(key),
        });
        Assert.True(judged.IsValid, judged.Exception?.Message);
        Assert.Equal(("KEY1234567", FakeIssuer.ClientId), (token.Kid, token.Subject));
        Assert.InRange(token.ValidTo - token.IssuedAt, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_key_is_read_as_it_is_pasted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var pem = key.ExportPkcs8PrivateKeyPem();

        Assert.All(
            new[] { pem, pem.Replace("\n", "\\n", StringComparison.Ordinal), pem.Replace('\n', ' '), Convert.ToBase64String(key.ExportPkcs8PrivateKey()) },
            text => Assert.NotNull(SecretSigningKey.TryParse("t", "k", text)));
        Assert.All(
            new[] { "", "secret", other.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem() },
            text => Assert.Null(SecretSigningKey.TryParse("t", "k", text)));
    }

    private static ExternalIdentity? Told(string preset, string userInfo, string? addresses = null)
    {
        var settings = new ProviderSettings(preset, ProviderPresets.Find(preset)!, "c");
        var provider = OAuthProvider.From(settings, (address, issuer) => new Discovery(address, issuer, new HttpClient(), TimeProvider.System));
        var list = addresses is null ? null : JsonDocument.Parse(addresses).RootElement.EnumerateArray().Select(ClaimSet.From).OfType<ClaimSet>().ToArray();
        return Person.From(provider, [ClaimSet.Parse(userInfo)!], list, once: null, "a,b");
    }
}
