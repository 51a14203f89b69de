using System.Collections.Immutable;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;

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

    /// <summary>The first factors of sign-ins, each with the attribute it belongs to.</summary>
    internal static ImmutableArray<(string Attribute, string Strategy)> FirstFactors(this Instance instance) =>
    [
        .. from strategy in instance.FirstFactorStrategies()
           let attribute = strategy is ICodeStrategy code ? code.Field : Fields.Password
           where instance.Announced(attribute).Enabled && (!strategy.ResetsPassword || instance.Announced(Fields.Password).Enabled)
           select (attribute, strategy.Name),
    ];

    /// <summary>The second factors of sign-ins, each with the attribute it belongs to.</summary>
    internal static ImmutableArray<(string Attribute, string Strategy)> SecondFactors(this Instance instance) =>
    [
        .. from strategy in instance.SecondFactorStrategies().OfType<ICodeStrategy>()
           where instance.Announced(strategy.Field).Enabled
           select (strategy.Field, strategy.Name),
    ];
}
