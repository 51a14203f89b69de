using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FuncAuth.Sessions;

/// <summary>What a session token says (Frontend API), in the order of the wire. No personal data: whoever needs some asks for it.</summary>
public sealed record SessionTokenClaims
{
    /// <summary>The form of the claims that server SDKs call version 2.</summary>
    public const int Version = 2;

    public required int V { get; init; }

    /// <summary>The instance.</summary>
    public required string Iss { get; init; }

    /// <summary>The user.</summary>
    public required string Sub { get; init; }

    /// <summary>The session.</summary>
    public required string Sid { get; init; }

    /// <summary>The origin of the page that asked; not sent where there was none.</summary>
    public string? Azp { get; init; }

    public required long Iat { get; init; }

    public required long Nbf { get; init; }

    public required long Exp { get; init; }

    /// <summary>Names this one token.</summary>
    public required string Jti { get; init; }

    /// <summary>Whole minutes since the first and the second factor; -1 for never.</summary>
    public required ImmutableArray<int> Fva { get; init; }

    /// <summary><c>active</c> or <c>pending</c>.</summary>
    public required string Sts { get; init; }

    /// <summary>The claims of a token for <paramref name="session"/>, made <paramref name="now"/>.</summary>
    /// <param name="issuer">As the publishable key has it.</param>
    /// <param name="session">An active session.</param>
    /// <param name="origin">The request's Origin; null where there was none.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="lifetime">From making to expiry.</param>
    /// <param name="jti">Text that no other token has.</param>
    public static SessionTokenClaims For(
        string issuer, Session session, string? origin, DateTimeOffset now, TimeSpan lifetime, string jti)
    {
        ArgumentNullException.ThrowIfNull(session);

        var iat = now.ToUnixTimeSeconds();
        return new SessionTokenClaims
        {
            V = Version,
            Iss = issuer,
            Sub = session.User.Value,
            Sid = session.Id.Value,
            Azp = origin,
            Iat = iat,

            // Servers whose clock is behind ours must not take a fresh token for one from the future.
            Nbf = iat - 10,
            Exp = iat + (long)lifetime.TotalSeconds,
            Jti = jti,
            Fva = session.FactorAges(now),
            Sts = session.StatusAt(now),
        };
    }
}

/// <summary>What stands before the claims: these three members and no other.</summary>
internal sealed record SessionTokenHeader(string Alg, string Kid, string Typ);

/// <summary>
/// Session tokens, written and read strictly: nothing missing, nothing null, nothing twice, nothing unknown. Apart from the wire's own
/// context, because a claim that is absent is left out here and null there.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionTokenClaims))]
[JsonSerializable(typeof(SessionTokenHeader))]
internal sealed partial class SessionTokenJson : JsonSerializerContext;

/// <summary>Writes session tokens; <see cref="SessionTokenVerifier"/> reads them.</summary>
public static class SessionToken
{
    /// <summary>The token, signed with the key that signs when it is made.</summary>
    public static string Sign(SessionTokenClaims claims, SigningKeys keys)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Sign(JsonSerializer.Serialize(claims, SessionTokenJson.Default.SessionTokenClaims), claims.Iat);
    }
}
