using System.Buffers.Text;
using System.Security.Cryptography;

namespace FuncAuth.Clients;

/// <summary>
/// What the client cookie holds besides the client's id: 256 random bits, of which only a hash is stored. A plain hash will do, nobody
/// guesses 256 bits; what it is for is that a dump of the tables opens no session (SECURITY.md S03).
/// </summary>
public sealed record ClientToken
{
    private const char Separator = '.';
    private readonly string secret;

    private ClientToken(string secret) => this.secret = secret;

    /// <summary>What is stored of it.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret)));

    /// <summary>The token that a request gives out; the same one however often the step is decided again.</summary>
    public static ClientToken Fresh(Entropy entropy)
    {
        ArgumentNullException.ThrowIfNull(entropy);
        return new ClientToken(Base64Url.EncodeToString(entropy.Bytes("client token")));
    }

    /// <summary>Takes a cookie apart; null where it cannot be one of ours.</summary>
    public static (ClientId Client, ClientToken Token)? TryParse(string? cookie)
    {
        if (cookie?.Split(Separator) is not [var id, { Length: 43 } secret] || !Base64Url.IsValid(secret))
            return null;
        return ClientId.TryParse(id) is { } client ? (client, new ClientToken(secret)) : null;
    }

    /// <summary>The cookie's value.</summary>
    public string ToCookie(ClientId client) => $"{client}{Separator}{secret}";

    /// <summary>Whether this is the token whose hash <paramref name="client"/> keeps, in constant time.</summary>
    public bool Opens(Client client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new Secret(Hash).Matches(new Secret(client.TokenHash));
    }

    public override string ToString() => "[client token]";
}
