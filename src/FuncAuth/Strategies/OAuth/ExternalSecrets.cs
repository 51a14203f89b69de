using System.Buffers.Text;

namespace FuncAuth.Strategies.OAuth;

/// <summary>
/// What only the two ends of a way to a provider and back know. Derived from the way's id with a key that the storage never sees, and stored nowhere, so
/// a dump of the tables answers for nobody.
/// </summary>
/// <param name="State">Ties the answer to the way that it belongs to (RFC 6749, 10.12).</param>
/// <param name="Nonce">Ties the ID token to it (OpenID Connect Core 1.0, 3.1.2.1).</param>
/// <param name="Verifier">Ties the code to it: the PKCE verifier (RFC 7636, 4.1).</param>
public sealed record ExternalSecrets(Secret State, Secret Nonce, Secret Verifier)
{
    /// <summary>The secrets of <paramref name="verification"/>; null where the key that they are made with is gone.</summary>
    public static ExternalSecrets? Derive(Verification verification, OneTimeCodes codes)
    {
        ArgumentNullException.ThrowIfNull(verification);
        ArgumentNullException.ThrowIfNull(codes);
        return Text("state") is { } state && Text("nonce") is { } nonce && Text("PKCE verifier") is { } verifier
            ? new ExternalSecrets(state, nonce, verifier)
            : null;

        Secret? Text(string use) => codes.DeriveBytes(verification.KeyId, use, verification.Id) is { } bytes ? new Secret(Base64Url.EncodeToString(bytes)) : null;
    }
}
