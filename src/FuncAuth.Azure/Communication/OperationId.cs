using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FuncAuth.Azure.Communication;

/// <summary>
/// The id under which the provider recognises a repeated e-mail (SECURITY.md Q02): derived from the message's own, so it is the same
/// for every try, in whichever process. A name-based UUID (version 5, RFC 9562 section 5.5).
/// </summary>
internal static class OperationId
{
    private static readonly Guid Messages = new("c0a3f3c6-2f0e-4d1e-9a55-6f1b0f7a4f52");

    public static Guid Of(string message) => From(Messages, message);

    [SuppressMessage("Security", "CA5350", Justification = "The RFC says SHA-1; nothing is kept secret or proven by it.")]
    public static Guid From(Guid space, string name)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
