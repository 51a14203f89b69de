using FuncAuth.Instances;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies;

namespace FuncAuth.Users;

/// <summary>What an account can be signed in to by: something it is found by, and a first factor; or an account at a provider, which is both.</summary>
public static class WaysIn
{
    /// <summary>
    /// Whether there is one. A phone number that is kept for the second factor is none: who lost the phone would have lost both factors at once.
    /// </summary>
    public static bool Has(User user, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(instance);
        var (attributes, source) = (instance.Attributes, FactorSource.Of(user) with { Unproven = [] });
        var isFound = (attributes.EmailAddress.Enabled && user.EmailAddresses.Any(address => !address.IsPending))
            || (attributes.PhoneNumber.Enabled && user.PhoneNumbers.Any(number => !number.IsPending && !number.ReservedForSecondFactor))
            || (attributes.Username.Enabled && user.Username is not null);
        return instance.FirstFactorStrategies().Any(strategy =>
            (isFound || strategy is IExternalFactor) && !strategy.ResetsPassword && strategy.Offer(source).Any());
    }
}
