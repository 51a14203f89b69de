using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuncAuth.Sessions;

/// <summary>The keys of <c>/.well-known/jwks.json</c> and <c>/v1/jwks</c> (RFC 7517, 5).</summary>
public sealed record JwksResource(ImmutableArray<JwkResource> Keys);

/// <summary>One public key. There is no member here that a private part could slip into.</summary>
public sealed record JwkResource(string Kty, string Use, string Alg, string Kid, string N, string E);

/// <summary>
/// A key that tokens can be checked with: RSA, 2048 bits, exponent 65537. Server SDKs cut a PEM of exactly this kind apart and take no
/// other (Frontend API).
/// </summary>
public sealed class PublishedKey
{
    private const int SignatureLength = 256;

    private readonly RsaSecurityKey key;

    private PublishedKey(RSAParameters parameters)
    {
        var n = Base64Url.EncodeToString(parameters.Modulus);
        var e = Base64Url.EncodeToString(parameters.Exponent);

        // RFC 7638: the required members, in this order, without blanks. A name that follows from the key cannot be given twice.
        Kid = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}""")));
        Resource = new JwkResource("RSA", "sig", "RS256", Kid, n, e);
        key = new RsaSecurityKey(parameters) { KeyId = Kid };
    }

    /// <summary>The key's name in token headers: its JWK thumbprint (RFC 7638).</summary>
    public string Kid { get; }

    /// <summary>The key as the wire has it.</summary>
    public JwkResource Resource { get; }

    /// <summary>Reads a public key (SubjectPublicKeyInfo, DER).</summary>
    /// <exception cref="ArgumentException">It is not such a key, or not of the one kind that server SDKs take.</exception>
    public static PublishedKey FromSubjectPublicKeyInfo(ReadOnlySpan<byte> der)
    {
        using var rsa = RSA.Create();
        int read;
        try
        {
            rsa.ImportSubjectPublicKeyInfo(der, out read);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException("The key is not a public RSA key (SubjectPublicKeyInfo, DER).", nameof(der), e);
        }

        return Checked(rsa, read == der.Length, nameof(der));
    }

    /// <summary>The public half of a private key (PKCS#8, DER): a previous or a next one, which signs nothing now.</summary>
    /// <exception cref="ArgumentException">It is not such a key, or not of the one kind that server SDKs take.</exception>
    public static PublishedKey FromPkcs8(ReadOnlySpan<byte> der)
    {
        using var rsa = RSA.Create();
        return From(rsa, der);
    }

    /// <summary>Whether <paramref name="signature"/> is this key's RS256 signature of <paramref name="data"/>. For any thread.</summary>
    public bool Verify(byte[] data, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (signature.Length != SignatureLength)
            return false;

        // The library keeps a pool of RSA objects, as it does for signing: an object of its own each time would cost ten times the check.
        var factory = key.CryptoProviderFactory;
        var provider = factory.CreateForVerifying(key, SecurityAlgorithms.RsaSha256);
        try
        {
            return provider.Verify(data, signature);
        }
        finally
        {
            factory.ReleaseSignatureProvider(provider);
        }
    }

    public override string ToString() => Kid;

    /// <summary>Reads a private key into <paramref name="rsa"/> and gives its public half.</summary>
    internal static PublishedKey From(RSA rsa, ReadOnlySpan<byte> pkcs8)
    {
        int read;
        try
        {
            rsa.ImportPkcs8PrivateKey(pkcs8, out read);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException("The signing key is not a private RSA key (PKCS#8, DER, without a passphrase).", nameof(pkcs8), e);
        }

        return Checked(rsa, read == pkcs8.Length, nameof(pkcs8));
    }

    private static PublishedKey Checked(RSA rsa, bool whole, string argument)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);

        if (!whole)
            throw new ArgumentException("Something follows the key: one key, and nothing else, is expected.", argument);
        if (rsa.KeySize != 2048)
            throw new ArgumentException($"A signing key has 2048 bits, because server SDKs take no other; this one has {rsa.KeySize}.", argument);
        if (parameters.Exponent is not [1, 0, 1])
            throw new ArgumentException("A signing key has the exponent 65537, because server SDKs take no other; this one has another.", argument);

        return new PublishedKey(parameters);
    }
}

/// <summary>A key that signs from an instant on, and is published before.</summary>
/// <param name="Pkcs8">The private key (PKCS#8, DER).</param>
/// <param name="SignsFrom">The instant.</param>
public sealed record NextSigningKey(byte[] Pkcs8, DateTimeOffset SignsFrom)
{
    /// <summary>Only the instant: the printed form of a record would hold the key.</summary>
    public override string ToString() => $"{nameof(NextSigningKey)} from {SignsFrom:O}";
}

/// <summary>
/// The keys of session tokens: one that signs, and others that are published beside it. A next key is published before it signs and a
/// previous one for as long as its tokens live and caches keep it (Frontend API), so that a rotation refuses nobody.
/// </summary>
public sealed class SigningKeys
{
    private readonly JsonWebTokenHandler handler = new();
    private readonly ImmutableArray<(long From, SigningCredentials Credentials)> signers;

    /// <param name="current">The private key that signs (PKCS#8, DER).</param>
    /// <param name="others">Previous and next keys; one given twice is listed once.</param>
    /// <exception cref="ArgumentException">The key is no RSA key, or has another size or exponent than server SDKs take.</exception>
    public SigningKeys(ReadOnlySpan<byte> current, params ReadOnlySpan<PublishedKey> others)
        : this(current, [], others)
    {
    }

    /// <param name="current">The private key that signs (PKCS#8, DER).</param>
    /// <param name="next">Those that follow it. Every instance changes over at the same instant, and none has to be started again for it.</param>
    /// <param name="others">Previous keys; one given twice is listed once.</param>
    /// <exception cref="ArgumentException">A key is no RSA key, or has another size or exponent than server SDKs take.</exception>
    public SigningKeys(ReadOnlySpan<byte> current, ImmutableArray<NextSigningKey> next, params ReadOnlySpan<PublishedKey> others)
    {
        var (key, credentials) = Signer(current);
        Current = key;
        var followers = next.Select(follower => (follower.SignsFrom, Signer: Signer(follower.Pkcs8))).ToArray();
        signers =
        [
            .. followers.OrderByDescending(follower => follower.SignsFrom)
                .Select(follower => (follower.SignsFrom.ToUnixTimeSeconds(), follower.Signer.Credentials)),
            (long.MinValue, credentials),
        ];
        Published =
        [
            .. new[] { Current }.Concat(followers.Select(follower => follower.Signer.Key)).Concat(others.ToArray()).DistinctBy(published => published.Kid),
        ];
        Jwks = new JwksResource([.. Published.Select(published => published.Resource)]);
    }

    /// <summary>The public half of the key that signs until a next one does.</summary>
    public PublishedKey Current { get; }

    /// <summary>Every key that a token may be signed with, the current one first.</summary>
    public ImmutableArray<PublishedKey> Published { get; }

    /// <summary>The same for the wire.</summary>
    public JwksResource Jwks { get; }

    /// <summary>A JWT over <paramref name="payload"/>, a JSON object: signed with RS256 under the header alg, kid, typ. For any thread.</summary>
    /// <param name="payload">The claims.</param>
    /// <param name="at">When it is made, in seconds since 1970: decides which key signs.</param>
    public string Sign(string payload, long at)
    {
        // The newest first, and the one that has no beginning last: there is always one.
        foreach (var (from, credentials) in signers)
        {
            if (at >= from)
                return handler.CreateToken(payload, credentials);
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private static (PublishedKey Key, SigningCredentials Credentials) Signer(ReadOnlySpan<byte> pkcs8)
    {
        using var rsa = RSA.Create();
        var key = PublishedKey.From(rsa, pkcs8);

        // Numbers and not an RSA object: given numbers, the library keeps a pool of RSA objects, one for each signature under way. Given
        // an object it would share it, and RSA objects are not promised to bear two threads.
        return (key, new SigningCredentials(
            new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = key.Kid }, SecurityAlgorithms.RsaSha256));
    }

    public override string ToString() => string.Join<PublishedKey>(", ", Published);
}
