using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Instances;

namespace FuncAuth.Strategies.Password;

/// <summary>Judges a password that somebody chooses: its length counts, its composition does not (NIST SP 800-63B-4).</summary>
public static class PasswordPolicy
{
    /// <summary>What is wrong with <paramref name="password"/>, said about <paramref name="parameter"/>; empty where nothing is.</summary>
    public static ImmutableArray<AuthError> Judge(Secret password, PasswordRules rules, string parameter)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(rules);

        if (PasswordText.IsEndless(password))
            return PasswordErrors.TooLong(rules.MaxLength).For(parameter).Alone();
        if (PasswordText.Normalise(password) is not { } text)
            return PasswordErrors.NotText.For(parameter).Alone();

        // Code points, not UTF-16 units: an emoji is one character and not two. For the minimum the form with fewer of them counts:
        // an accent typed apart makes no second character, and a ligature is one, although NFKC writes it out.
        var kept = text.EnumerateRunes().Count();
        var typed = password.Reveal().EnumerateRunes().Count();
        if (Math.Min(kept, typed) < rules.MinLength)
            return PasswordErrors.TooShort(rules.MinLength).For(parameter).Alone();
        if (kept > rules.MaxLength)
            return PasswordErrors.TooLong(rules.MaxLength).For(parameter).Alone();

        return [];
    }
}
