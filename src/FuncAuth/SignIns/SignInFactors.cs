using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.SignIns;

/// <summary>The factors that a sign-in offers: what its account has, of what the instance allows, in the catalogue's order (Frontend API).</summary>
public static class SignInFactors
{
    /// <summary>The first factors; none before identification.</summary>
    public static ImmutableArray<Factor> First(SignIn signIn, User? user, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return Source(signIn, user, instance) is { } source
            ? [.. instance.FirstFactorStrategies().SelectMany(strategy => strategy.Offer(source))]
            : [];
    }

    /// <summary>The second factors of the account.</summary>
    public static ImmutableArray<Factor> Second(User user, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var source = FactorSource.Of(user);
        return [.. instance.SecondFactorStrategies().SelectMany(strategy => strategy.OfferSecond(source))];
    }

    /// <summary>What first factors are offered from; null before identification.</summary>
    public static FactorSource? Source(SignIn signIn, User? user, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(instance);
        return signIn.Identifier is { } typed && instance.SignIns.HidesAccounts ? FactorSource.StandIn(typed, signIn.Id)
            : user is null ? null : FactorSource.Of(user);
    }

    /// <summary>The strategies that may be a first factor here: allowed, and of an attribute that is enabled. A password that is not asked for is not reset.</summary>
    public static IEnumerable<IFirstFactor> FirstFactorStrategies(this Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.Strategies.Playing<IFirstFactor>().Where(strategy =>
            (strategy is IExternalFactor || instance.SignIns.FirstFactors.Contains(strategy.Name)) && instance.Has(strategy)
            && (!strategy.ResetsPassword || instance.Announced(Fields.Password).Enabled));
    }

    /// <summary>The strategies that may be a second factor here: allowed, and of an attribute that is enabled.</summary>
    public static IEnumerable<ISecondFactor> SecondFactorStrategies(this Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.Strategies.Playing<ISecondFactor>().Where(strategy => instance.SignIns.SecondFactors.Contains(strategy.Name) && instance.Has(strategy));
    }

    private static bool Has(this Instance instance, IStrategy strategy) =>
        Announcements.AttributeOf(strategy) is not { } attribute || instance.Announced(attribute).Enabled;

    /// <summary>
    /// The contact of the account that a factor's code really goes to; null where there is none, which where nobody may learn that is no reason
    /// to say so.
    /// </summary>
    public static FactorContact? Destination(Factor factor, User? user)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return factor.Contact is { } wanted && user is not null
            ? FactorSource.Of(user).ForCodes.FirstOrDefault(contact => contact.Field == wanted.Field && contact.Value == wanted.Value)
            : null;
    }

    /// <summary>The contact that was prepared, as the account has it now; null where it is gone or has changed its part.</summary>
    public static FactorContact? Destination(FactorProof proof, bool isSecond, User? user)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (proof.Contact is not { } id || user is null)
            return null;

        var source = FactorSource.Of(user);
        return (isSecond ? source.SecondFactors : source.ForCodes).FirstOrDefault(contact => contact.Id == id && contact.Field == proof.Field);
    }
}
