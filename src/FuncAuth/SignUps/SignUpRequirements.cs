using System.Collections.Immutable;
using FuncAuth.Instances;

namespace FuncAuth.SignUps;

/// <summary>What a sign-up asks for and still lacks: computed from the instance's settings and what was collected, never kept (Frontend API).</summary>
/// <param name="Required">Fields that must be given.</param>
/// <param name="Optional">Fields that may be given.</param>
/// <param name="Missing">Required fields without a value. Whoever comes by an external provider needs no password beside.</param>
/// <param name="Unverified">Contacts that were given, must be proven and are not: optional ones too.</param>
/// <param name="HasIdentifier">Whether there is anything that the account could be found by.</param>
public sealed record SignUpRequirements(
    ImmutableArray<string> Required, ImmutableArray<string> Optional, ImmutableArray<string> Missing, ImmutableArray<string> Unverified,
    bool HasIdentifier)
{
    /// <summary>
    /// Whether the sign-up may turn into a user. Where every identifier is optional one of them is needed all the same: else an empty form
    /// would make an account that nobody can ever come back to.
    /// </summary>
    public bool AreMet => Missing.IsEmpty && Unverified.IsEmpty && HasIdentifier;

    /// <summary>What <paramref name="collected"/> lacks on <paramref name="instance"/>.</summary>
    public static SignUpRequirements Of(Collected collected, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(collected);
        ArgumentNullException.ThrowIfNull(instance);
        var enabled = instance.Attributes.All.Where(attribute => attribute.Rule.Enabled).ToArray();
        ImmutableArray<string> required =
        [
            .. enabled.Where(a => a.Rule.Required).Select(a => a.Name),
            .. instance.LegalConsent ? [Fields.LegalAccepted] : ImmutableArray<string>.Empty,
        ];
        return new SignUpRequirements(
            required,
            [.. enabled.Where(a => !a.Rule.Required).Select(a => a.Name)],
            [.. required.Where(name => !collected.Has(name) && !(name is Fields.Password && collected.ExternalAccount is not null))],
            [.. enabled.Where(a => a.Rule.VerifyAtSignUp && collected.ContactIn(a.Name) is { IsVerified: false }).Select(a => a.Name)],
            !collected.Identifiers.IsEmpty);
    }
}
