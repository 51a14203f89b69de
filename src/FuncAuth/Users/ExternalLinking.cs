using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Users;

/// <summary>What an account at a provider is to a user. Known by its subject alone; an address only says whose it may become (SECURITY.md F05, F06).</summary>
public enum ExternalLinking
{
    /// <summary>Nothing: somebody else's, or nobody's.</summary>
    None,

    /// <summary>It is linked.</summary>
    Known,

    /// <summary>It may be linked: the provider has proven an address, and the user has proven the same here.</summary>
    Linkable,

    /// <summary>
    /// The user has the address that the provider has proven and nothing was ever proven of the account: whoever made it laid it in the owner's way. The
    /// owner has it from here on, without what was planted (SECURITY.md F07).
    /// </summary>
    HandsOver,

    /// <summary>It could be linked, but the user has another account of that provider.</summary>
    HasAnother,

    /// <summary>It could be linked, but the user has as many as there may be.</summary>
    HasTooMany,
}

/// <summary>Says what they are to each other.</summary>
public static class ExternalLinkings
{
    /// <summary>What <paramref name="identity"/> is to <paramref name="user"/>; null is nobody.</summary>
    public static ExternalLinking To(this ExternalIdentity identity, User? user, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(instance);
        if (user is null)
            return ExternalLinking.None;

        if (user.Has(identity))
            return ExternalLinking.Known;

        // What the provider has not proven says nothing, and what the instance does not take nobody is found by.
        if (identity.VerifiedAddress is not { } address || !instance.Attributes.EmailAddress.Enabled
            || user.EmailAddresses.FirstOrDefault(own => own.Value == address && !own.IsPending) is not { } found)
            return ExternalLinking.None;

        if (!found.IsVerified)
            return user.IsWhollyUnproven ? ExternalLinking.HandsOver : ExternalLinking.None;

        return user.ExternalAccounts.Any(account => account.IsLinked && account.Strategy == identity.Strategy) ? ExternalLinking.HasAnother
            : user.HasRoomFor(identity.Strategy) ? ExternalLinking.Linkable : ExternalLinking.HasTooMany;
    }

    /// <summary>Whether the person may go on as that user.</summary>
    public static bool Enters(this ExternalLinking linking) => linking is ExternalLinking.Known or ExternalLinking.Linkable or ExternalLinking.HandsOver;

    /// <summary>Why it cannot be linked although it is the same person's; null where that is not so.</summary>
    public static AuthError? WhyNot(this ExternalLinking linking) => linking switch
    {
        ExternalLinking.HasAnother => OAuthErrors.AlreadyConnected,
        ExternalLinking.HasTooMany => OAuthErrors.TooMany,
        _ => null,
    };
}
