using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.SignUps;

/// <summary>What of a provider's word becomes fields: it fills blanks, and takes nothing back that the person gave.</summary>
public static class ExternalFields
{
    /// <summary>
    /// The identifiers that it brings to a sign-up, to be looked up whose they are before the decision. Not an address that nobody has proven, where nobody
    /// may learn whose it is: that is taken like a fresh one (SECURITY.md E03).
    /// </summary>
    public static ImmutableArray<Identifier> Brought(ExternalIdentity identity, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(instance);
        return identity.EmailAddress is { } address && instance.Attributes.EmailAddress.Enabled
            && (identity.EmailAddressIsVerified || !instance.Hides(Fields.EmailAddress)) ? [Identifier.Of(Fields.EmailAddress, address)] : [];
    }

    /// <summary>
    /// What is collected with the blanks filled. An address that the person gave stays, and is proven where the provider has proven the same. One that is
    /// somebody else's is left out (SECURITY.md E07). Where the lists of the instance refuse the one that would be taken, <paramref name="why"/> says so.
    /// </summary>
    public static Collected FilledFrom(this Collected collected, ExternalIdentity identity, Facts facts, out AuthError? why)
    {
        ArgumentNullException.ThrowIfNull(collected);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(facts);
        var rules = facts.Instance.Attributes;
        var filled = collected with
        {
            EmailAddress = Address(collected.EmailAddress, identity, facts, out why),
            FirstName = collected.FirstName ?? NameOf(identity.FirstName, rules.FirstName),
            LastName = collected.LastName ?? NameOf(identity.LastName, rules.LastName),
        };
        return filled;
    }

    /// <summary>
    /// What is collected without what was said by a provider that is switched off by now: it says nothing that counts (SECURITY.md F08). The address that it has
    /// proven stays, to be proven in another way.
    /// </summary>
    public static Collected WithoutSwitchedOff(this Collected collected, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(collected);
        ArgumentNullException.ThrowIfNull(instance);
        return collected with
        {
            External = collected.ExternalAccount is { } said && IsOff(said.Strategy) ? collected.External!.Failing(OAuthErrors.ProviderNotEnabled) : collected.External,
            EmailAddress = collected.EmailAddress is { Verification.Strategy: var by } given && ExternalProvider.IsVouched(by) && IsOff(by[ExternalProvider.VouchedPrefix.Length..])
                ? given with { Verification = null } : collected.EmailAddress,
        };

        bool IsOff(string strategy) => instance.Strategies.Find<IExternalFactor>(strategy) is null;
    }

    /// <summary>A name of an identity, which has judged it; null where the instance takes none.</summary>
    public static string? NameOf(string? said, AttributeRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Enabled ? said : null;
    }

    /// <summary>The verification of an address that is proven by the word of a provider, which has no tries and no end.</summary>
    public static Verification Vouched(string strategy, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new Verification(
            VerificationId.From(facts.Entropy.Text("vouched")), ExternalProvider.Vouched(strategy), "", facts.Now, facts.Now, Misses: 0, VerifiedAt: facts.Now);
    }

    private static Contact? Address(Contact? given, ExternalIdentity identity, Facts facts, out AuthError? why)
    {
        why = null;
        if (identity.EmailAddress is not { } address || !facts.Instance.Attributes.EmailAddress.Enabled || (given is not null && given.Value != address))
            return given;

        var vouched = identity.EmailAddressIsVerified ? Vouched(identity.Strategy, facts) : null;
        if (given is not null)
            return given.IsVerified || vouched is null ? given : given with { Verification = vouched };

        if (IsSomebodys(address, facts))
            return null;

        if (facts.Instance.Restrictions.Allow(Fields.EmailAddress, address))
            return new Contact(address, vouched);

        why = vouched is null ? null : AuthErrors.NotAllowedAccess;
        return null;
    }

    private static bool IsSomebodys(string address, Facts facts) =>
        facts.Taken.Contains(Identifier.Of(Fields.EmailAddress, address))
        || facts.Account?.User?.EmailAddresses.Any(own => own.Value == address && !own.IsPending) is true;
}
