using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FuncAuth.Sessions;

/// <summary>What a verifier makes of a token.</summary>
public abstract record SessionTokenVerdict
{
    private SessionTokenVerdict() { }

    /// <summary>Ours, and of this moment.</summary>
    public sealed record Valid(UserId User, SessionId Session, SessionTokenClaims Claims) : SessionTokenVerdict;

    /// <summary>Not to be believed. Why is for operators and tests: a caller hears only that it is not.</summary>
    public sealed record Refused(SessionTokenFault Why) : SessionTokenVerdict;
}

/// <summary>Why a token is not believed, in the order in which it is looked at.</summary>
public enum SessionTokenFault
{
    /// <summary>Not three base64url parts, or its header is not exactly alg, kid and typ.</summary>
    Malformed,

    /// <summary>Another algorithm than RS256.</summary>
    Algorithm,

    /// <summary>Another type than JWT.</summary>
    Type,

    /// <summary>A key that is not configured.</summary>
    Key,

    /// <summary>Not signed by that key.</summary>
    Signature,

    /// <summary>Signed by us, but no session token: claims are missing or are none of ours.</summary>
    Claims,

    /// <summary>Another instance's.</summary>
    Issuer,

    /// <summary>Not valid yet.</summary>
    TooEarly,

    /// <summary>Not valid any more.</summary>
    Expired,
}

/// <summary>
/// Reads session tokens back: RS256 and nothing else, with keys from the configuration and nowhere else (SECURITY.md J01).
/// </summary>
/// <remarks>
/// By hand, because the rules fit on a page and there is nothing in them to configure: the library's validation is asynchronous, reads
/// the system's clock, and takes headers and algorithms that a session token has no use for. The tests have the library check our tokens.
/// </remarks>
public sealed class SessionTokenVerifier(string issuer, ImmutableArray<PublishedKey> keys)
{
    /// <summary>How far clocks may differ; as much as the server SDKs allow (Frontend API).</summary>
    private const long SkewSeconds = 5;

    // Tokens live in a cookie of 4 KB: nothing twice as long is looked at.
    private const int MaxLength = 8192;

    /// <summary>Whether <paramref name="token"/> is a session token of this instance that is good <paramref name="now"/>, and whose it is.</summary>
    public SessionTokenVerdict Verify(string? token, DateTimeOffset now)
    {
        if (token is null or { Length: > MaxLength } || token.Split('.') is not [var head, var body, var tail]
            || Bytes(tail) is not { } signature
            || Parse(head, SessionTokenJson.Default.SessionTokenHeader) is not { } header)
        {
            return Refuse(SessionTokenFault.Malformed);
        }

        // The token does not get to choose: its algorithm and key are compared with ours, never looked up. Headers that bring a key or
        // say where to fetch one (jwk, jku, x5c, x5u) have failed above, with every other one that we do not write.
        if (header.Alg != "RS256")
            return Refuse(SessionTokenFault.Algorithm);
        if (header.Typ != "JWT")
            return Refuse(SessionTokenFault.Type);
        if (keys.FirstOrDefault(key => key.Kid == header.Kid) is not { } signer)
            return Refuse(SessionTokenFault.Key);
        if (!signer.Verify(Encoding.ASCII.GetBytes(token, 0, head.Length + 1 + body.Length), signature))
            return Refuse(SessionTokenFault.Signature);

        // Only now is the body worth reading. The same key signs other things than session tokens, so its word is not enough.
        if (Parse(body, SessionTokenJson.Default.SessionTokenClaims) is not { V: SessionTokenClaims.Version } claims
            || UserId.TryParse(claims.Sub) is not { } user || SessionId.TryParse(claims.Sid) is not { } session)
        {
            return Refuse(SessionTokenFault.Claims);
        }

        var seconds = now.ToUnixTimeSeconds();
        if (claims.Iss != issuer)
            return Refuse(SessionTokenFault.Issuer);
        if (seconds + SkewSeconds < claims.Nbf)
            return Refuse(SessionTokenFault.TooEarly);
        if (seconds - SkewSeconds >= claims.Exp)
            return Refuse(SessionTokenFault.Expired);

        return new SessionTokenVerdict.Valid(user, session, claims);
    }

    private static SessionTokenVerdict.Refused Refuse(SessionTokenFault why) => new(why);

    private static T? Parse<T>(string part, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return Bytes(part) is { } json ? JsonSerializer.Deserialize(json, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The bytes of a base64url text in its one spelling: no padding, no blanks, no stray bits at the end.</summary>
    private static byte[]? Bytes(string text)
    {
        if (!Base64Url.IsValid(text))
            return null;

        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }
}
