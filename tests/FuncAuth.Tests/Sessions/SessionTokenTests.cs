using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using FuncAuth.Instances;
using FuncAuth.Sessions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuncAuth.Tests.Sessions;

public class SessionTokenTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_999);
    private static readonly SigningKeys Keys = new(TestSigningKeys.Ours);

    private static readonly Session Session =
        Session.Begin(SessionId.From("s"), UserId.From("u"), Now - TimeSpan.FromSeconds(119), SessionRules.Default);

    [Fact]
    public void J02_a_token_says_who_where_and_how_long_and_nothing_personal()
    {
        var token = SessionToken.Sign(Claims("http://localhost:5173"), Keys);

        Assert.Equal($$"""{"alg":"RS256","kid":"{{Keys.Current.Kid}}","typ":"JWT"}""", Part(token, 0));
        Assert.Equal(
            $$"""
            {"v":2,"iss":"https://clerk.example.com","sub":"{{UserId.From("u")}}","sid":"{{SessionId.From("s")}}","azp":"http://localhost:5173",
            "iat":1800000000,"nbf":1799999990,"exp":1800000060,"jti":"0123456789abcdef","fva":[1,-1],"sts":"active"}
            """.ReplaceLineEndings(""),
            Part(token, 1));
    }

    [Fact]
    public void J02_without_an_origin_there_is_no_azp()
    {
        var token = SessionToken.Sign(Claims(origin: null), Keys);

        using var claims = JsonDocument.Parse(Part(token, 1));
        Assert.False(claims.RootElement.TryGetProperty("azp", out _));
    }

    [Fact]
    public void J02_a_token_lives_as_long_as_the_setting_says()
    {
        var claims = SessionTokenClaims.For("https://clerk.example.com", Session, null, Now, TimeSpan.FromSeconds(90), "jti");

        Assert.Equal(90, claims.Exp - claims.Iat);
        Assert.Equal(10, claims.Iat - claims.Nbf);
    }

    [Fact]
    public void J02_the_second_factor_has_an_age_of_its_own()
    {
        var session = Session with { SecondFactorAt = Now - TimeSpan.FromSeconds(59) };

        Assert.Equal([1, 0], SessionTokenClaims.For("https://clerk.example.com", session, null, Now, TimeSpan.FromSeconds(60), "jti").Fva);
    }

    [Fact]
    public async Task Another_implementation_verifies_our_tokens_with_our_key_set()
    {
        var token = SessionToken.Sign(Claims("http://localhost:5173"), Keys);

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(TestSigningKeys.Publish(Keys)).GetSigningKeys(),
            TryAllIssuerSigningKeys = false,
            ValidAlgorithms = ["RS256"],
            ValidTypes = ["JWT"],
            ValidIssuer = "https://clerk.example.com",
            ValidateAudience = false,
            ValidateLifetime = false,
        });

        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(UserId.From("u").Value, result.Claims["sub"]);
    }

    [Fact]
    public void A_token_leaves_room_in_a_cookie() =>
        Assert.InRange(SessionToken.Sign(Claims("https://" + new string('a', 250) + ".example.com"), Keys).Length, 1, 1400);

    private static SessionTokenClaims Claims(string? origin) => SessionTokenClaims.For(
        "https://clerk.example.com", Session, origin, Now, SessionRules.Default.TokenLifetime, "0123456789abcdef");

    private static string Part(string token, int index) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[index]));
}
