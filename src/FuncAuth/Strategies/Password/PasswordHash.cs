using System.Security.Cryptography;
using System.Text;
using FuncAuth.Keys;
using NSec.Cryptography;

namespace FuncAuth.Strategies.Password;

/// <summary>
/// Makes and checks password hashes: Argon2id (RFC 9106) over HMAC-SHA-256 of the password, keyed with a pepper from outside the
/// storage. Slow and large on purpose: 19 MiB and some 25 ms of a core each, so callers bound how many run at once.
/// </summary>
/// <remarks>
/// The HMAC comes first, in the place of Argon2's own secret input, which libsodium does not offer:
/// <list type="bullet">
/// <item>Without the pepper a guess cannot be checked at all. An HMAC behind Argon2id would give that too, but not the next two.</item>
/// <item>Argon2id always works on 32 bytes. All of a long password counts, bytes after a NUL count, and no length makes it slower.</item>
/// <item>What is stored is an Argon2id hash as any tool computes it, in the standard's notation with the name of the key in it.</item>
/// <item>Rotation needs the password in either order, because an HMAC cannot be taken off. So old peppers stay on the ring,
/// each hash names its own, and <see cref="NeedsRehash"/> moves it at its owner's next sign-in.</item>
/// </list>
/// </remarks>
public sealed class PasswordHasher(Keyring peppers)
{
    /// <summary>Memory of one hash in KiB: 19 MiB, with two passes and one lane (OWASP's first choice for Argon2id).</summary>
    public const int Memory = 19 * 1024;

    private const int Passes = 2;

    /// <summary>The hash to store for a password that has passed <see cref="PasswordPolicy"/>; the salt is fresh for each.</summary>
    /// <exception cref="ArgumentException">The salt has another length than 16 bytes, or the policy would not have taken the password.</exception>
    public string Hash(Secret password, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (salt.Length != PhcString.SaltLength)
            throw new ArgumentException($"A salt has {PhcString.SaltLength} bytes.", nameof(salt));
        if (PasswordText.Normalise(password) is not { } text)
            throw new ArgumentException("The password is no text, or endless: judge it first.", nameof(password));

        var pepper = peppers.Current;
        return new PhcString
        {
            Memory = Memory,
            Passes = Passes,
            Lanes = 1,
            KeyId = pepper.Id,
            Salt = salt.ToArray(),
            Hash = Derive(pepper, text, salt, Memory, Passes),
        }.Text;
    }

    /// <summary>
    /// Whether <paramref name="password"/> is the one behind <paramref name="phc"/>, compared in constant time. False, and at once, where
    /// the hash is malformed, asks for too much, or names a pepper that is not on the ring.
    /// </summary>
    public bool Verify(Secret password, string phc)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (PhcString.TryParse(phc) is not { } stored || peppers.Find(stored.KeyId) is not { } pepper)
            return false;
        if (PasswordText.Normalise(password) is not { } text)
            return false;

        var hash = Derive(pepper, text, stored.Salt.Span, stored.Memory, stored.Passes);
        return CryptographicOperations.FixedTimeEquals(hash, stored.Hash.Span);
    }

    /// <summary>
    /// The hash of a password that nobody has, to be checked where there is no account: a refusal takes as long as it would with one
    /// (SECURITY.md E02). Its salt tells nobody anything, so it need not be random.
    /// </summary>
    public string OfNobody { get; } = new PhcString
    {
        Memory = Memory,
        Passes = Passes,
        Lanes = 1,
        KeyId = peppers.Current.Id,
        Salt = new byte[PhcString.SaltLength],
        Hash = new byte[PhcString.HashLength],
    }.Text;

    /// <summary>Whether <see cref="Hash"/> would write something else today: other parameters, or another pepper.</summary>
    public bool NeedsRehash(string phc) =>
        PhcString.TryParse(phc) is not { Memory: Memory, Passes: Passes } stored || stored.KeyId != peppers.Current.Id;

    private static byte[] Derive(SymmetricKey pepper, string text, ReadOnlySpan<byte> salt, int memory, int passes)
    {
        Span<byte> keyed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            HMACSHA256.HashData(pepper.Value.Span, bytes, keyed);
            return PasswordBasedKeyDerivationAlgorithm
                .Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes })
                .DeriveBytes(keyed, salt, PhcString.HashLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(keyed);
        }
    }
}

/// <summary>The form in which a password is judged and hashed: one for every way to type it.</summary>
internal static class PasswordText
{
    /// <summary>Most UTF-16 units that are looked at. Sorting 10,000 combining marks costs more than a hash; no rule allows that many.</summary>
    private const int MaxUnits = 4096;

    /// <summary>Whether it is longer than any rule could allow.</summary>
    public static bool IsEndless(Secret password) => password.Reveal().Length > MaxUnits;

    /// <summary>
    /// The password in NFKC (NIST SP 800-63B-4), so that an é is an é on every keyboard; null where it is endless or no Unicode text
    /// (half a surrogate pair, or U+FFFE, which is no character).
    /// </summary>
    public static string? Normalise(Secret password)
    {
        if (IsEndless(password))
            return null;

        try
        {
            return password.Reveal().Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
