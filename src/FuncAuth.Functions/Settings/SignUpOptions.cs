using FuncAuth.Instances;

namespace FuncAuth.Functions.Settings;

/// <summary>Who may sign up, what they agree to, and how long they have for it.</summary>
public sealed record SignUpOptions : IChecked
{
    public const string Section = "FuncAuth:SignUps";

    public int LifetimeHours { get; set; } = 24;

    /// <summary><c>public</c>, or <c>restricted</c>: nobody begins a sign-up.</summary>
    public string Mode { get; set; } = "public";

    /// <summary>Whether a sign-up asks for the terms to be accepted. Prebuilt screens link to <see cref="InstanceOptions.TermsUrl"/> and its like.</summary>
    public bool LegalConsent { get; set; }

    public SignUpMode ToMode() => IsRestricted ? SignUpMode.Restricted : SignUpMode.Public;

    public IEnumerable<string> Complaints()
    {
        foreach (var complaint in Setting.Outside(Setting.Name(Section, nameof(LifetimeHours)), LifetimeHours, 1, 168))
            yield return complaint;

        if (!IsRestricted && !string.Equals(Mode, "public", StringComparison.OrdinalIgnoreCase))
            yield return $"{Setting.Name(Section, nameof(Mode))} must be public or restricted.";
    }

    private bool IsRestricted => string.Equals(Mode, "restricted", StringComparison.OrdinalIgnoreCase);
}
