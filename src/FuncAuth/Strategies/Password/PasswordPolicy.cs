using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Instances;

namespace FuncAuth.Strategies.Password;

/// <summary>
/// Judges a password that somebody chooses: its length counts, and how hard it is to guess; its composition does not (NIST SP 800-63B-4).
/// One complaint at a time, the cheapest first.
/// </summary>
public static class PasswordPolicy
{
    /// <summary>What is wrong with <paramref name="password"/> whoever chooses it, said about <paramref name="parameter"/>; empty where nothing is.</summary>
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
        if (CommonPasswords.Contain(text))
            return PasswordErrors.Leaked.For(parameter).Alone();

        return [];
    }

    /// <summary>
    /// What is wrong with <paramref name="password"/>, which <see cref="Judge"/> has taken, as that of the person whose words are
    /// <paramref name="own"/>.
    /// </summary>
    public static ImmutableArray<AuthError> JudgeFor(OwnWords own, Secret password, PasswordRules rules, string parameter)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(rules);
        if (PasswordText.Normalise(password) is not { } text)
            return PasswordErrors.NotText.For(parameter).Alone();

        if (own.IdentifierIn(text))
            return PasswordErrors.MatchesIdentifier.For(parameter).Alone();
        if (own.AnyIn(text))
            return PasswordErrors.MatchesName.For(parameter).Alone();
        if (rules.MinStrength > 0 && PasswordStrength.Of(text, own.ForEstimator, rules.MinStrength) is var strength && strength.Score < rules.MinStrength)
            return PasswordErrors.TooWeak(strength.Suggestions).For(parameter).Alone();

        return [];
    }
}
