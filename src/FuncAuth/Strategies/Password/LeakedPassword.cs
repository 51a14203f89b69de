using System.Security.Cryptography;
using System.Text;

namespace FuncAuth.Strategies.Password;

/// <summary>
/// How a password is looked up in a list of leaked ones without telling which it is: the list is asked for all entries that share the
/// first five digits of its SHA-1, some hundreds to thousands, and they are compared here.
/// </summary>
/// <param name="Prefix">Five hexadecimal digits, the only thing that leaves.</param>
/// <param name="Suffix">The other 35, which stay.</param>
public sealed record LeakedPassword(string Prefix, string Suffix)
{
    /// <summary>Digits of <see cref="Prefix"/>.</summary>
    public const int PrefixLength = 5;

    /// <summary>The look-up of a password that <see cref="PasswordPolicy"/> has taken.</summary>
    /// <exception cref="ArgumentException">It is no text, or endless.</exception>
    public static LeakedPassword From(Secret password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (PasswordText.Normalise(password) is not { } text)
            throw new ArgumentException("The password is no text, or endless: judge it first.", nameof(password));

        // What the published lists are made with. Nothing is kept or protected by it.
#pragma warning disable CA5350
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
        return new LeakedPassword(hash[..PrefixLength], hash[PrefixLength..]);
    }

    /// <summary>Nothing of it: with the suffix the password could be guessed at.</summary>
    public override string ToString() => "[leaked password]";
}
