using System.Security.Cryptography;
using System.Text;

namespace FuncAuth.Users;

/// <summary>What a user is found by: an e-mail address, phone number or username in canonical form. Unique over the instance.</summary>
/// <param name="Kind">The attribute's name on the wire.</param>
/// <param name="Value">
/// What makes it unique: the canonical text of a contact, for two spellings of one address have the same; of a username what it looks like
/// (<see cref="UsernameText.Skeleton"/>), for two that look alike must not both exist.
/// </param>
public readonly record struct Identifier(string Kind, string Value)
{
    /// <summary>The identifier that <paramref name="text"/>, in canonical form, is in the attribute <paramref name="kind"/>.</summary>
    public static Identifier Of(string kind, string text) =>
        new(kind, kind == SignUps.Fields.Username ? UsernameText.Skeleton(text) : text);

    /// <summary>
    /// The identifier as a storage key: its hash, because addresses hold characters that keys may not, because keys end up in logs and
    /// metrics, and because hashes spread over partitions.
    /// </summary>
    public string Key => $"{Kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)))}";

    public override string ToString() => $"{Kind} [hidden]";
}
