using System.Security.Cryptography;
using System.Text;

namespace FuncAuth;

/// <summary>
/// The randomness of one request: 32 bytes from the system's generator, drawn once while gathering. Everything new in the request is
/// derived from it by name (HMAC-SHA-256 as a PRF), so that a step that is decided again comes to the same ids and secrets.
/// </summary>
public sealed class Entropy
{
    /// <summary>Bytes a seed must have.</summary>
    public const int SeedLength = 32;

    private readonly byte[] seed;

    /// <exception cref="ArgumentException">The seed is not <see cref="SeedLength"/> bytes long.</exception>
    public Entropy(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedLength)
            throw new ArgumentException($"A seed has {SeedLength} bytes.", nameof(seed));
        this.seed = seed.ToArray();
    }

    /// <summary>32 bytes for one purpose; other purposes tell nothing about them.</summary>
    public byte[] Bytes(string purpose) => HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(purpose));

    /// <summary>128 bits of text for one purpose, to derive an id from.</summary>
    public string Text(string purpose) => Convert.ToHexStringLower(Bytes(purpose).AsSpan(0, 16));
}
