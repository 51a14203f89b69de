using FuncAuth.Strategies.Password;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Checks the password of one request, against one stored hash once however often the step is decided again. Against no hash at all the same
/// work is done (SECURITY.md E02).
/// </summary>
public sealed class PasswordChecks(PasswordGate gate, Secret password, Entropy entropy)
{
    private readonly Dictionary<string, PasswordCheck> known = new(StringComparer.Ordinal);

    /// <summary>What comes of checking against <paramref name="hash"/> (null: nobody's); null where there was no place to do it in time.</summary>
    public async Task<PasswordCheck?> AgainstAsync(string? hash, CancellationToken ct)
    {
        if (known.TryGetValue(hash ?? "", out var done))
            return done;

        if (await gate.CheckAsync(password, hash, entropy.Bytes("password salt")[..16], ct) is { } check)
            return known[hash ?? ""] = check;
        return null;
    }
}

/// <summary>What came of checking a password.</summary>
/// <param name="IsRight">Whether it is the one behind the hash.</param>
/// <param name="Rehash">The hash to keep from now on where the stored one is of an older making; else null.</param>
public sealed record PasswordCheck(bool IsRight, string? Rehash)
{
    public override string ToString() => nameof(PasswordCheck);
}
