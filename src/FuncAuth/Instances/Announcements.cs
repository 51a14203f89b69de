using System.Collections.Immutable;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Instances;

/// <summary>
/// What an instance may announce: what is switched on and can be done with the strategies that are built. Whatever is announced
/// becomes a field of somebody's form, and a field that nothing can verify is a dead end.
/// </summary>
public static class Announcements
{
    /// <summary>The rule as front ends may know it: off where the attribute must be verified and nothing that is built can do it.</summary>
    public static AttributeRule Announced(this Instance instance, string attribute)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var rule = instance.Attributes.All.Where(known => known.Name == attribute).Select(known => known.Rule).FirstOrDefault();

        return rule is { Enabled: true } && (!rule.VerifyAtSignUp || !instance.Strategies.Verifying(attribute).IsEmpty)
            ? rule
            : AttributeRule.Off;
    }

    /// <summary>The strategies that can verify the attribute; none where it is not announced.</summary>
    internal static ImmutableArray<string> Verifications(this Instance instance, string attribute) =>
        instance.Announced(attribute).Enabled ? instance.Strategies.Verifying(attribute) : [];

    /// <summary>The attribute that an account needs for the strategy; null where it needs none.</summary>
    public static string? AttributeOf(IStrategy strategy) => strategy switch
    {
        ICodeStrategy code => code.Field,
        PasswordStrategy => Fields.Password,
        _ => null,
    };

    /// <summary>The first factors of sign-ins, each with the attribute it belongs to; null where it belongs to none.</summary>
    internal static ImmutableArray<(string? Attribute, string Strategy)> FirstFactors(this Instance instance) =>
        [.. instance.FirstFactorStrategies().Select(strategy => (AttributeOf(strategy), strategy.Name))];

    /// <summary>The second factors of sign-ins, each with the attribute it belongs to.</summary>
    internal static ImmutableArray<(string? Attribute, string Strategy)> SecondFactors(this Instance instance) =>
        [.. instance.SecondFactorStrategies().Select(strategy => (AttributeOf(strategy), strategy.Name))];
}
