using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuncAuth.OAuth;

/// <summary>
/// The key that a client's secret is signed with, for providers whose secret is a token of one's own making (Apple: "Creating a client secret"): ES256,
/// made for each request and good for minutes.
/// </summary>
public sealed class SecretSigningKey
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly string team;
    private readonly SigningCredentials credentials;

    private SecretSigningKey(string team, string keyId, ECDsa key)
    {
        this.team = team;
        credentials = new SigningCredentials(
            new ECDsaSecurityKey(key) { KeyId = keyId, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
            SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>The key; null where <paramref name="privateKey"/> is not PKCS #8 of a P-256 key, as the downloaded file has it.</summary>
    /// <param name="team">The team that owns the key.</param>
    /// <param name="keyId">The key's id there.</param>
    /// <param name="privateKey">The text of the file; its first and last line may be missing, and its line ends may be blanks or <c>\n</c> in letters.</param>
    public static SecretSigningKey? TryParse(string team, string keyId, string privateKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        var text = privateKey
            .Replace("-----BEGIN PRIVATE KEY-----", "", StringComparison.Ordinal)
            .Replace("-----END PRIVATE KEY-----", "", StringComparison.Ordinal)
            .Replace("\\n", "", StringComparison.Ordinal);

        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
            if (key.KeySize == 256)
                return new SecretSigningKey(team, keyId, key);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Something else was pasted: told by whoever reads the setting, without the value.
        }

        key.Dispose();
        return null;
    }

    /// <summary>The secret of <paramref name="client"/> at <paramref name="issuer"/>, from <paramref name="now"/> on.</summary>
    internal string Sign(string client, string issuer, DateTimeOffset now) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        new SecurityTokenDescriptor
        {
            Issuer = team,
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Audience = issuer,
            Claims = new Dictionary<string, object> { ["sub"] = client },
            SigningCredentials = credentials,
        });
}
