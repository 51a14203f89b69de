using FuncAuth.Users;

namespace FuncAuth;

/// <summary>What was gathered of the account that a step is about.</summary>
/// <param name="User">The user; null where the identifier has none.</param>
public sealed record Account(User? User)
{
    /// <summary>
    /// Misses at an identifier that has no account: at sign-ins, where nobody may learn that (SECURITY.md E05), and at the codes of sign-ups (C05). They slow
    /// and lock as those of an account do. None also where nobody looked; what is written on that is refused where there are some.
    /// </summary>
    public Misses StrayMisses { get; init; } = Misses.None;

    /// <summary>Whether the password of the request is the user's; null where there was none to check. Checked while gathering, once.</summary>
    public bool? PasswordIsRight { get; init; }

    /// <summary>The hash to keep from now on where the stored one is of an older making; null where it is not, or the password is wrong.</summary>
    public string? Rehash { get; init; }

    /// <summary>Only whose: the printed form of a record would hold a hash.</summary>
    public override string ToString() => User?.Id.Value ?? "nobody";
}
