using FuncAuth.Instances;

namespace FuncAuth.Functions.Settings;

/// <summary>How accounts are protected from those who guess at them, and from those who ask who has one.</summary>
public sealed record AttackProtectionOptions : IChecked
{
    public const string Section = "FuncAuth:AttackProtection";

    /// <summary>
    /// <c>off</c>: the protocol's own answers, which tell whether an identifier has an account. <c>strict</c>: nobody learns that, and people who
    /// mistype their address are not told so.
    /// </summary>
    public string Enumeration { get; set; } = "off";

    /// <summary>The wrong code or password that locks; the protocol knows none below 5 (NIST SP 800-63B-4 allows 100).</summary>
    public int LockoutMaxMisses { get; set; } = 10;

    /// <summary>How long a wrong code or password counts.</summary>
    public int LockoutWindowMinutes { get; set; } = 60;

    /// <summary>How long the lock holds.</summary>
    public int LockoutDurationMinutes { get; set; } = 60;

    /// <summary>Whether nobody learns that an identifier has an account.</summary>
    public bool IsStrict => string.Equals(Enumeration, "strict", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a sign-up can keep to itself that a value of this attribute is taken: only where it completes no sooner than the value is proven.</summary>
    internal bool CanHide(AttributeOptions contact) => !IsStrict || !contact.Enabled || contact.VerifyAtSignUp;

    /// <summary>The complaint about one that cannot.</summary>
    internal static string CannotHide(string attribute) =>
        $"{Setting.Name(AttributesOptions.Section, $"{attribute}__{nameof(AttributeOptions.VerifyAtSignUp)}")} must be true while "
        + $"{Setting.Name(Section, nameof(Enumeration))} is strict: a sign-up without that proof tells who has an account.";

    public LockoutRules ToRules() => new(LockoutMaxMisses, TimeSpan.FromMinutes(LockoutWindowMinutes), TimeSpan.FromMinutes(LockoutDurationMinutes));

    public IEnumerable<string> Complaints()
    {
        if (!IsStrict && !string.Equals(Enumeration, "off", StringComparison.OrdinalIgnoreCase))
            yield return $"{Setting.Name(Section, nameof(Enumeration))} must be off or strict.";

        foreach (var complaint in Setting.Outside(Setting.Name(Section, nameof(LockoutMaxMisses)), LockoutMaxMisses, 5, 20)
            .Concat(Setting.Outside(Setting.Name(Section, nameof(LockoutWindowMinutes)), LockoutWindowMinutes, 10, 1440))
            .Concat(Setting.Outside(Setting.Name(Section, nameof(LockoutDurationMinutes)), LockoutDurationMinutes, 1, 1440)))
            yield return complaint;
    }
}
