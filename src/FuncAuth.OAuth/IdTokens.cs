using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FuncAuth.OAuth;

/// <summary>
/// Judges an ID token by OpenID Connect Core 1.0, 3.1.3.7, against the provider that was configured and asked (SECURITY.md F03): signed with one of its
/// published keys, of its issuer, for our client, for this way out and back, and of now.
/// </summary>
internal sealed class IdTokens(TimeProvider clock)
{
    // Clocks of well-kept machines differ by seconds.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // Public keys only: with a symmetric algorithm whoever knows the secret, or takes the public key for one, could sign.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <summary>The claims of <paramref name="token"/>.</summary>
    /// <exception cref="DiscoveryException">Its key is unknown, and the keys cannot be read again.</exception>
    public async Task<Told<ClaimSet>> ReadAsync(
        OAuthProvider provider, OpenIdConnectConfiguration published, string token, Secret nonce, CancellationToken ct)
    {
        var judged = await JudgeAsync(provider, published, token);
        if (judged.Exception is SecurityTokenSignatureKeyNotFoundException && await provider.Discovery!.GetAgainAsync(ct) is { } again)
            judged = await JudgeAsync(provider, published = again, token);
        if (!judged.IsValid || judged.SecurityToken is not JsonWebToken read)
            return Told<ClaimSet>.Not($"the ID token is not valid ({judged.Exception?.GetType().Name})");

        var claims = ClaimSet.Parse(Base64UrlEncoder.DecodeBytes(read.EncodedPayload));
        if (claims is null)
            return Told<ClaimSet>.Not("the ID token is no object");
        if (provider.IssuerOf(claims.Text("tid")) is not { } issuer || claims.Text("iss") != issuer || !IsSignedFor(issuer, read, published))
            return Told<ClaimSet>.Not("the ID token is of another issuer");

        if (claims.Text("sub") is null)
            return Told<ClaimSet>.Not("the ID token is of nobody");

        var parties = read.Audiences.ToArray();
        if (claims.Has("azp") ? claims.Text("azp") != provider.ClientId : parties.Length > 1)
            return Told<ClaimSet>.Not("the ID token was made for another party");

        if (claims.Text("nonce") is { } sent ? !nonce.Matches(new Secret(sent)) : claims.Has("nonce") || provider.Preset.RepeatsNonce)
            return Told<ClaimSet>.Not("the ID token is not of this way (nonce)");
        if (read.IssuedAt > (clock.GetUtcNow() + Skew).UtcDateTime || !claims.Has("iat"))
            return Told<ClaimSet>.Not("the ID token is not of now (iat)");

        return Told<ClaimSet>.Is(claims);
    }

    private Task<TokenValidationResult> JudgeAsync(OAuthProvider provider, OpenIdConnectConfiguration published, string token) =>
        handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidAudience = provider.ClientId,
            IssuerSigningKeys = published.SigningKeys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = IsOfNow,

            // Below, once its tenant is known.
            ValidateIssuer = false,
        });

    private bool IsOfNow(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + Skew && !(notBefore > now + Skew);
    }

    // Where one document is of many tenants, its keys say whose they are; a personal account's key signs for no company.
    private static bool IsSignedFor(string issuer, JsonWebToken token, OpenIdConnectConfiguration published)
    {
        var key = published.JsonWebKeySet?.Keys.FirstOrDefault(key => key.Kid == token.Kid);
        return key?.AdditionalData.TryGetValue("issuer", out var of) is not true
            || of?.ToString() is not { } text || text.Contains('{', StringComparison.Ordinal) || text == issuer;
    }
}

/// <summary>
/// What a provider told of a person: a JSON object, in which members of objects inside are reached with a dot. Reading it throws <see cref="JsonException"/>
/// where names in it are none.
/// </summary>
internal sealed class ClaimSet(JsonElement root)
{
    /// <summary>The object; null where the text is something else.</summary>
    public static ClaimSet? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return From(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static ClaimSet? Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    public static ClaimSet? From(JsonElement root) => root.ValueKind is JsonValueKind.Object ? new ClaimSet(root) : null;

    /// <summary>Whether the member is there at all, whatever it holds.</summary>
    public bool Has(string path) => Find(path) is not null;

    /// <summary>The text of a member; null where it is absent, or no text.</summary>
    public string? Text(string? path) => path is not null && Find(path) is { ValueKind: JsonValueKind.String } value ? Readable(value) : null;

    /// <summary>The same for an id, which may be a whole number; it is taken digit by digit.</summary>
    public string? Id(string path) => Find(path) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.GetRawText().All(char.IsAsciiDigit) => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text => Readable(text),
        _ => null,
    };

    /// <summary>Whether a member is true, or where that is allowed the text "true".</summary>
    public bool IsTrue(string? path, bool orText = false) => path is not null && Find(path) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } text => orText && Readable(text) == "true",
        _ => false,
    };

    private JsonElement? Find(string path)
    {
        var at = root;
        foreach (var member in path.Split('.'))
        {
            if (at.ValueKind is not JsonValueKind.Object || !TryGet(at, member, out at))
                return null;
        }

        return at;
    }

    // Nor is a name with half a character in it one. Whose members cannot all be read says nothing: what is looked for may be among them.
    private static bool TryGet(JsonElement from, string member, out JsonElement value)
    {
        try
        {
            return from.TryGetProperty(member, out value);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A member has no name.", e);
        }
    }

    // A text with half a character escaped in it is no text.
    private static string? Readable(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
