using System.Security.Cryptography;
using System.Text;

namespace FuncAuth;

/// <summary>
/// A password, code or token on its way through: its text form says only that it is one, so no log line can leak it, and it
/// compares in fixed time.
/// </summary>
public sealed class Secret(string value)
{
    private readonly string value = value;

    /// <summary>The text itself, for the one place that has to hash, derive from or send it.</summary>
    public string Reveal() => value;

    /// <summary>Whether both hold the same text, in a time that depends on the lengths only.</summary>
    public bool Matches(Secret other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(other.value));
    }

    public override string ToString() => "[secret]";
}
