using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FuncAuth.Sessions;

namespace FuncAuth.Tests.Sessions;

public class SigningKeysTests
{
    [Fact]
    public void A_key_is_named_by_its_thumbprint()
    {
        // RFC 7638, 3.1.
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W"
                + "-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08q"
                + "NLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"),
            Exponent = [1, 0, 1],
        });

        var key = PublishedKey.FromSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo());

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key.Kid);
    }

    [Fact]
    public void J06_the_key_set_has_the_public_parts_and_no_others()
    {
        using var ours = TestSigningKeys.Open(TestSigningKeys.Ours);
        var keys = new SigningKeys(TestSigningKeys.Ours, PublishedKey.FromPkcs8(TestSigningKeys.Foreign));

        var json = TestSigningKeys.Publish(keys);

        using var set = JsonDocument.Parse(json);
        var listed = Assert.Single(set.RootElement.EnumerateObject()).Value.EnumerateArray().ToList();
        Assert.Equal(2, listed.Count);
        Assert.All(listed, key => Assert.Equal(["kty", "use", "alg", "kid", "n", "e"], key.EnumerateObject().Select(member => member.Name)));
        Assert.All(listed, key => Assert.Equal("RSA", key.GetProperty("kty").GetString()));
        Assert.All(listed, key => Assert.Equal("sig", key.GetProperty("use").GetString()));
        Assert.All(listed, key => Assert.Equal("RS256", key.GetProperty("alg").GetString()));
        Assert.All(listed, key => Assert.Equal("AQAB", key.GetProperty("e").GetString()));
        Assert.Equal(Base64Url.EncodeToString(ours.ExportParameters(false).Modulus), listed[0].GetProperty("n").GetString());

        // Not in another spelling either.
        var secret = ours.ExportParameters(true);
        foreach (var part in new[] { secret.D, secret.P, secret.Q, secret.DP, secret.DQ, secret.InverseQ })
            Assert.DoesNotContain(Base64Url.EncodeToString(part)[..20], json, StringComparison.Ordinal);
    }

    [Fact]
    public void J06_the_keys_print_their_names_only()
    {
        var keys = new SigningKeys(TestSigningKeys.Ours, PublishedKey.FromPkcs8(TestSigningKeys.Foreign));

        Assert.Equal(string.Join(", ", keys.Published.Select(key => key.Kid)), $"{keys}");
    }

    [Fact]
    public void J05_a_next_key_is_published_at_once_and_signs_from_its_instant_on()
    {
        var from = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var keys = new SigningKeys(TestSigningKeys.Ours, [new NextSigningKey(TestSigningKeys.Foreign, from)]);
        var next = PublishedKey.FromPkcs8(TestSigningKeys.Foreign).Kid;

        string Signer(long at) => JsonDocument.Parse(Base64Url.DecodeFromChars(keys.Sign("{}", at).Split('.')[0])).RootElement.GetProperty("kid").GetString()!;

        Assert.Equal([keys.Current.Kid, next], keys.Published.Select(key => key.Kid));
        Assert.Equal(keys.Current.Kid, Signer(from.ToUnixTimeSeconds() - 1));
        Assert.Equal(next, Signer(from.ToUnixTimeSeconds()));
        Assert.Equal(next, Signer(long.MaxValue));
        Assert.Equal(keys.Current.Kid, Signer(long.MinValue));
    }

    [Fact]
    public void J05_previous_and_next_keys_are_published_behind_the_one_that_signs()
    {
        using var foreign = TestSigningKeys.Open(TestSigningKeys.Foreign);
        var other = PublishedKey.FromSubjectPublicKeyInfo(foreign.ExportSubjectPublicKeyInfo());

        var keys = new SigningKeys(
            TestSigningKeys.Ours, other, PublishedKey.FromPkcs8(TestSigningKeys.Foreign), PublishedKey.FromPkcs8(TestSigningKeys.Ours));

        Assert.Equal([keys.Current.Kid, other.Kid], keys.Published.Select(key => key.Kid));
        Assert.Equal(keys.Published.Select(key => key.Kid), keys.Jwks.Keys.Select(key => key.Kid));
        Assert.Equal(keys.Current.Kid, PublishedKey.FromPkcs8(TestSigningKeys.Ours).Kid);
    }

    [Fact]
    public void A_private_key_of_another_size_than_2048_bits_is_refused()
    {
        var refusal = Refusal(TestSigningKeys.Make(1024));

        Assert.Contains("2048 bits", refusal, StringComparison.Ordinal);
        Assert.Contains("this one has 1024", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2040)]
    [InlineData(3072)]
    [InlineData(4096)]
    public void A_public_key_of_another_size_than_2048_bits_is_refused(int size)
    {
        // Nobody asks a public key for its prime factors: any odd number will do for one.
        using var rsa = RSA.Create(new RSAParameters { Modulus = [.. Enumerable.Repeat((byte)0xFF, size / 8)], Exponent = [1, 0, 1] });

        var refusal = Assert.Throws<ArgumentException>(() => PublishedKey.FromSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo()));

        Assert.Contains($"this one has {size}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_exponent_than_65537_is_refused()
    {
        using var ours = TestSigningKeys.Open(TestSigningKeys.Ours);
        using var rsa = RSA.Create(ours.ExportParameters(false) with { Exponent = [3] });

        var refusal = Assert.Throws<ArgumentException>(() => PublishedKey.FromSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo()));

        Assert.Contains("65537", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_private_RSA_key_is_refused_in_plain_words()
    {
        using var rsa = TestSigningKeys.Open(TestSigningKeys.Ours);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Contains("PKCS#8", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("PKCS#8", Refusal(Encoding.UTF8.GetBytes(rsa.ExportPkcs8PrivateKeyPem())), StringComparison.Ordinal);
        Assert.Contains("PKCS#8", Refusal(rsa.ExportRSAPrivateKey()), StringComparison.Ordinal);
        Assert.Contains("PKCS#8", Refusal(rsa.ExportSubjectPublicKeyInfo()), StringComparison.Ordinal);
        Assert.Contains("PKCS#8", Refusal(curve.ExportPkcs8PrivateKey()), StringComparison.Ordinal);
        Assert.Contains("PKCS#8", Refusal(TestSigningKeys.Ours[..^1]), StringComparison.Ordinal);
        Assert.Contains("follows", Refusal([.. TestSigningKeys.Ours, 0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_threads_sign_at_once()
    {
        var keys = new SigningKeys(TestSigningKeys.Ours);
        var expected = keys.Sign("""{"sub":"x"}""", at: 0);

        // RS256 is deterministic: a signature that another thread has spoilt is another signature.
        var tokens = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => keys.Sign("""{"sub":"x"}""", at: 0))));

        Assert.All(tokens, token => Assert.Equal(expected, token));
    }

    private static string Refusal(byte[] key) => Assert.Throws<ArgumentException>(() => new SigningKeys(key)).Message;
}
