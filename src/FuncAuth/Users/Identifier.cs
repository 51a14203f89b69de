using System.Security.Cryptography;
using System.Text;

namespace FuncAuth.Users;

/// <summary>What a user is found by: an e-mail address, phone number or username in canonical form. Unique over the instance.</summary>
/// <param name="Kind">The attribute's name on the wire.</param>
/// <param name="Value">The canonical text; two spellings of one address have the same.</param>
public readonly record struct Identifier(string Kind, string Value)
{
    /// <summary>
    /// The identifier as a storage key: its hash, because addresses hold characters that keys may not, because keys end up in logs and
    /// metrics, and because hashes spread over partitions.
    /// </summary>
    public string Key => $"{Kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)))}";

    public override string ToString() => $"{Kind} [hidden]";
}
