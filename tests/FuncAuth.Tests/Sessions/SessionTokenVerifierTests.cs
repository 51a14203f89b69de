using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FuncAuth.Instances;
using FuncAuth.Sessions;

namespace FuncAuth.Tests.Sessions;

public class SessionTokenVerifierTests
{
    private const string Issuer = "https://clerk.example.com";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly SigningKeys Ours = new(TestSigningKeys.Ours);
    private static readonly SessionTokenVerifier Verifier = new(Issuer, Ours.Published);

    private static readonly string Header = $$"""{"alg":"RS256","kid":"{{Ours.Current.Kid}}","typ":"JWT"}""";
    private static readonly string Claims = Payload(SessionToken.Sign(Given(), Ours));

    [Fact]
    public void A_token_of_ours_is_valid_and_says_whose_it_is()
    {
        var verdict = Assert.IsType<SessionTokenVerdict.Valid>(Verifier.Verify(SessionToken.Sign(Given(), Ours), Now));

        Assert.Equal((UserId.From("u"), SessionId.From("s")), (verdict.User, verdict.Session));
        Assert.Equal("http://localhost:5173", verdict.Claims.Azp);
        Assert.IsType<SessionTokenVerdict.Valid>(Verifier.Verify(SessionToken.Sign(Given() with { Azp = null }, Ours), Now));

        // What the other tests here bend is valid as long as it is straight.
        Assert.IsType<SessionTokenVerdict.Valid>(Verifier.Verify(SignRs256(Header, Claims), Now));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public void J01_an_unsigned_token_is_refused(string algorithm)
    {
        var unsigned = $"{Encode(Header.Replace("RS256", algorithm, StringComparison.Ordinal))}.{Encode(Claims)}.";

        Refused(SessionTokenFault.Algorithm, unsigned);
        Refused(SessionTokenFault.Algorithm, unsigned + Tail(SignRs256(Header, Claims)));
        Refused(SessionTokenFault.Malformed, unsigned[..^1]);
        Refused(SessionTokenFault.Signature, $"{Encode(Header)}.{Encode(Claims)}.");
    }

    [Fact]
    public void J01_the_public_key_is_no_shared_secret()
    {
        using var rsa = TestSigningKeys.Open(TestSigningKeys.Ours);
        var header = Header.Replace("RS256", "HS256", StringComparison.Ordinal);

        // Everything that the public key may be taken for by a library that lets the token choose.
        byte[][] secrets =
        [
            rsa.ExportSubjectPublicKeyInfo(),
            rsa.ExportRSAPublicKey(),
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()),
            rsa.ExportParameters(false).Modulus!,
            Encoding.ASCII.GetBytes(Ours.Current.Resource.N),
        ];

        foreach (var secret in secrets)
        {
            var signed = $"{Encode(header)}.{Encode(Claims)}";
            var mac = Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)));
            Refused(SessionTokenFault.Algorithm, $"{signed}.{mac}");
            Refused(SessionTokenFault.Signature, $"{Encode(Header)}.{Encode(Claims)}.{mac}");
        }
    }

    [Theory]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("rs256")]
    public void J01_RS256_is_the_only_algorithm(string algorithm) =>
        Refused(SessionTokenFault.Algorithm, SignRs256(Header.Replace("RS256", algorithm, StringComparison.Ordinal), Claims));

    [Fact]
    public void J01_another_padding_or_hash_is_no_RS256()
    {
        using var rsa = TestSigningKeys.Open(TestSigningKeys.Ours);

        Refused(SessionTokenFault.Signature, Sign(rsa, Header, Claims, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        Refused(SessionTokenFault.Signature, Sign(rsa, Header, Claims, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void J01_a_token_cannot_bring_or_name_its_own_key()
    {
        var foreign = PublishedKey.FromPkcs8(TestSigningKeys.Foreign);
        var jwk = $$"""{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{foreign.Kid}}","n":"{{foreign.Resource.N}}","e":"AQAB"}""";
        string[] members =
        [
            "\"jwk\":" + jwk,
            "\"jku\":\"https://evil.example/jwks.json\"",
            "\"x5u\":\"https://evil.example/key.pem\"",
            "\"x5c\":[\"MIIB\"]",
            "\"x5t\":\"abc\"",
            "\"crit\":[\"exp\"]",
            "\"b64\":false",
            "\"zip\":\"DEF\"",
            "\"JKU\":\"https://evil.example/jwks.json\"",
        ];

        foreach (var member in members)
        {
            // With the foreign key, under its name and under ours; and even with our own key: such a header is never ours.
            foreach (var kid in new[] { foreign.Kid, Ours.Current.Kid })
            {
                var header = $$"""{"alg":"RS256","kid":"{{kid}}","typ":"JWT",{{member}}}""";
                Refused(SessionTokenFault.Malformed, SignRs256(header, Claims, TestSigningKeys.Foreign));
                Refused(SessionTokenFault.Malformed, SignRs256(header, Claims, TestSigningKeys.Ours));
            }
        }
    }

    [Fact]
    public void J01_another_key_is_refused_under_its_own_name_and_under_ours()
    {
        var foreign = new SigningKeys(TestSigningKeys.Foreign);

        Refused(SessionTokenFault.Key, SessionToken.Sign(Given(), foreign));
        Refused(SessionTokenFault.Signature, SignRs256(Header, Claims, TestSigningKeys.Foreign));
        Refused(SessionTokenFault.Key, SignRs256(Header.Replace(Ours.Current.Kid, "", StringComparison.Ordinal), Claims));
    }

    [Fact]
    public void J01_a_token_that_was_touched_is_refused()
    {
        var parts = SessionToken.Sign(Given(), Ours).Split('.');
        var other = Encode(Claims.Replace(UserId.From("u").Value, UserId.From("admin").Value, StringComparison.Ordinal));

        Refused(SessionTokenFault.Signature, $"{parts[0]}.{other}.{parts[2]}");
        Refused(SessionTokenFault.Signature, $"{Encode(Header.Replace(",", ", ", StringComparison.Ordinal))}.{parts[1]}.{parts[2]}");
        Refused(SessionTokenFault.Signature, $"{parts[0]}.{parts[1]}.{parts[2][..^6]}");

        // Every bit of the signature counts.
        var signature = Base64Url.DecodeFromChars(parts[2]);
        for (var i = 0; i < signature.Length; i++)
        {
            signature[i] ^= (byte)(1 << (i % 8));
            Refused(SessionTokenFault.Signature, $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(signature)}");
            signature[i] ^= (byte)(1 << (i % 8));
        }
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("JWE")]
    [InlineData("jwt")]
    [InlineData("")]
    public void J01_another_type_is_refused(string type) =>
        Refused(SessionTokenFault.Type, SignRs256(Header.Replace("JWT", type, StringComparison.Ordinal), Claims));

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"KID"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""")]
    [InlineData("""{"kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":null,"kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":["RS256"],"kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"none","alg":"RS256","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","\u0061lg":"RS256","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"ALG":"RS256","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"\ud800","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","kid":"KID","typ":"JWT"} """ + "{}")]
    [InlineData("""["alg","RS256"]""")]
    [InlineData("null")]
    [InlineData("\"RS256\"")]
    [InlineData("")]
    public void J01_a_header_has_three_members_and_each_once(string header) =>
        Refused(SessionTokenFault.Malformed, SignRs256(header.Replace("KID", Ours.Current.Kid, StringComparison.Ordinal), Claims));

    [Fact]
    public void J01_a_token_has_one_spelling()
    {
        var token = SessionToken.Sign(Given(), Ours);
        var parts = token.Split('.');

        string?[] others =
        [
            null, "", ".", "..", "...", "a.b.c", "Bearer " + token, " " + token, token + "\n", token + ".", token + "." + parts[2], token + "==",
            $"{parts[0]}\n.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}", new string('a', 100_000), $"{parts[0]}.{parts[1]}.{parts[2]}é",

            // 256 bytes leave four bits of the last character unused.
            token[..^1] + (char)(token[^1] + 1),
        ];

        Assert.All(others, other => Refused(SessionTokenFault.Malformed, other));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_and_are_no_accident()
    {
        using var rsa = TestSigningKeys.Open(TestSigningKeys.Ours);
        byte[] header = [.. "{\"alg\":\"RS256\",\"kid\":\""u8, 0xFF, 0xC0, .. "\",\"typ\":\"JWT\"}"u8];
        byte[] claims = [.. "{\"v\":2,\"iss\":\""u8, 0xFF, 0xC0, .. "\"}"u8];

        Refused(SessionTokenFault.Malformed, $"{Base64Url.EncodeToString(header)}.{Encode(Claims)}.AAAA");

        var signed = $"{Encode(Header)}.{Base64Url.EncodeToString(claims)}";
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Refused(SessionTokenFault.Claims, $"{signed}.{Base64Url.EncodeToString(signature)}");
    }

    [Theory]
    [InlineData("v")]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("sid")]
    [InlineData("iat")]
    [InlineData("nbf")]
    [InlineData("exp")]
    [InlineData("jti")]
    [InlineData("fva")]
    [InlineData("sts")]
    public void Every_claim_has_to_be_there(string claim)
    {
        var without = JsonNode.Parse(Claims)!.AsObject();
        without.Remove(claim);
        var empty = JsonNode.Parse(Claims)!.AsObject();
        empty[claim] = null;

        Refused(SessionTokenFault.Claims, SignRs256(Header, without.ToJsonString()));
        Refused(SessionTokenFault.Claims, SignRs256(Header, empty.ToJsonString()));
    }

    [Theory]
    [InlineData("v", "1")]
    [InlineData("v", "\"2\"")]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "\"user_1\"")]
    [InlineData("sub", "7")]
    [InlineData("sid", "\"user_000000000000000000000000000\"")]
    [InlineData("exp", "\"1800000060\"")]
    [InlineData("exp", "1.8e9")]
    [InlineData("exp", "99999999999999999999")]
    [InlineData("role", "\"admin\"")]
    public void A_claim_that_is_none_of_ours_is_refused_even_if_we_signed_it(string claim, string value)
    {
        var claims = JsonNode.Parse(Claims)!.AsObject();
        claims[claim] = JsonNode.Parse(value);

        Refused(SessionTokenFault.Claims, SignRs256(Header, claims.ToJsonString()));
    }

    [Fact]
    public void A_claim_that_is_there_twice_is_refused() =>
        Refused(SessionTokenFault.Claims, SignRs256(Header, Claims.Replace("{", $$"""{"sub":"{{UserId.From("admin")}}",""", StringComparison.Ordinal)));

    [Theory]
    [InlineData(-15, true)]
    [InlineData(-16, false)]
    [InlineData(0, true)]
    [InlineData(60, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void J02_a_token_is_good_from_ten_seconds_before_to_a_minute_after_give_or_take_five(int seconds, bool valid)
    {
        var token = SessionToken.Sign(Given(), Ours);

        var verdict = Verifier.Verify(token, Now + TimeSpan.FromSeconds(seconds));

        if (valid)
            Assert.IsType<SessionTokenVerdict.Valid>(verdict);
        else
            Assert.Equal(seconds < 0 ? SessionTokenFault.TooEarly : SessionTokenFault.Expired, Why(verdict));
    }

    [Fact]
    public void J02_the_last_millisecond_counts()
    {
        var token = SessionToken.Sign(Given(), Ours);

        Assert.IsType<SessionTokenVerdict.Valid>(Verifier.Verify(token, Now + TimeSpan.FromMilliseconds(64_999)));
        Assert.IsType<SessionTokenVerdict.Refused>(Verifier.Verify(token, Now + TimeSpan.FromMilliseconds(65_000)));
        Assert.IsType<SessionTokenVerdict.Valid>(Verifier.Verify(token, Now - TimeSpan.FromMilliseconds(15_000)));
        Assert.IsType<SessionTokenVerdict.Refused>(Verifier.Verify(token, Now - TimeSpan.FromMilliseconds(15_001)));
    }

    [Fact]
    public void J02_times_at_the_ends_of_the_number_line_are_no_accident()
    {
        Refused(SessionTokenFault.TooEarly, SessionToken.Sign(Given() with { Nbf = long.MaxValue }, Ours));
        Refused(SessionTokenFault.Expired, SessionToken.Sign(Given() with { Exp = long.MinValue }, Ours));
        var always = Given() with { Nbf = long.MinValue, Exp = long.MaxValue };
        Assert.IsType<SessionTokenVerdict.Valid>(Verifier.Verify(SessionToken.Sign(always, Ours), Now));
        Assert.IsType<SessionTokenVerdict.Refused>(Verifier.Verify(SessionToken.Sign(Given(), Ours), DateTimeOffset.MaxValue));
        Assert.IsType<SessionTokenVerdict.Refused>(Verifier.Verify(SessionToken.Sign(Given(), Ours), DateTimeOffset.MinValue));
    }

    [Fact]
    public void J05_a_token_of_the_previous_key_is_good_while_that_is_published()
    {
        var before = SessionToken.Sign(Given(), new SigningKeys(TestSigningKeys.Foreign));

        var during = new SigningKeys(TestSigningKeys.Ours, PublishedKey.FromPkcs8(TestSigningKeys.Foreign));

        Assert.IsType<SessionTokenVerdict.Valid>(new SessionTokenVerifier(Issuer, during.Published).Verify(before, Now));
        Refused(SessionTokenFault.Key, before);
    }

    [Fact]
    public void J08_a_token_of_one_instance_is_refused_by_another()
    {
        var other = new SessionTokenVerifier("https://clerk.example.org", new SigningKeys(TestSigningKeys.Foreign).Published);
        Assert.Equal(SessionTokenFault.Key, Why(other.Verify(SessionToken.Sign(Given(), Ours), Now)));

        // Also where somebody has given one key to two instances.
        string[] issuers =
        [
            "https://clerk.example.org", "https://clerk.example.com.evil.example", "http://clerk.example.com",
            "https://CLERK.example.com", "https://clerk.example.com/", "clerk.example.com", "",
        ];
        Assert.All(issuers, issuer => Refused(SessionTokenFault.Issuer, SessionToken.Sign(Given() with { Iss = issuer }, Ours)));
    }

    private static SessionTokenClaims Given() => SessionTokenClaims.For(
        Issuer, Session.Begin(SessionId.From("s"), UserId.From("u"), Now, SessionRules.Default), "http://localhost:5173", Now,
        TimeSpan.FromSeconds(60), "0123456789abcdef");

    private static void Refused(SessionTokenFault why, string? token) => Assert.Equal(why, Why(Verifier.Verify(token, Now)));

    private static SessionTokenFault Why(SessionTokenVerdict verdict) => Assert.IsType<SessionTokenVerdict.Refused>(verdict).Why;

    private static string SignRs256(string header, string claims, byte[]? key = null)
    {
        using var rsa = TestSigningKeys.Open(key ?? TestSigningKeys.Ours);
        return Sign(rsa, header, claims, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static string Sign(RSA rsa, string header, string claims, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(signed), hash, padding))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Payload(string token) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1]));

    private static string Tail(string token) => token[(token.LastIndexOf('.') + 1)..];
}
