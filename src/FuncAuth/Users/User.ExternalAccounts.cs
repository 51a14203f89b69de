using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Users;

/// <content>The accounts that a user has at external providers.</content>
public sealed partial record User
{
    /// <summary>The account that is linked at the provider of <paramref name="strategy"/>; null where none is.</summary>
    public ExternalAccount? LinkedAt(string strategy) => ExternalAccounts.FirstOrDefault(account => account.IsLinked && account.Strategy == strategy);

    /// <summary>Whether <paramref name="identity"/> is linked: that person at that provider, whatever the address (SECURITY.md F05).</summary>
    public bool IsLinkedTo(ExternalIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return LinkedAt(identity.Strategy)?.Identity?.Subject == identity.Subject;
    }

    /// <summary>Why <paramref name="identity"/> cannot be linked; null where it can, or is already.</summary>
    public AuthError? WhyNotLinked(ExternalIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return IsLinkedTo(identity) ? null
            : LinkedAt(identity.Strategy) is not null ? OAuthErrors.AlreadyConnected
            : ExternalAccounts.Count(account => account.IsLinked) >= ExternalAccount.Max ? OAuthErrors.TooMany
            : null;
    }

    /// <summary>
    /// The same with <paramref name="identity"/> linked, or where it is already, as the provider says it now. An account of that provider that was about to
    /// be linked is the one, and where there is no room for more the oldest of the others that are waiting goes.
    /// </summary>
    public User Linking(ExternalIdentity identity, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (LinkedAt(identity.Strategy) is { Identity: { } known } linked)
            return With(linked with { Identity = identity.After(known), VerifiedAt = now, UpdatedAt = now });

        if (ExternalAccounts.FirstOrDefault(account => account.Strategy == identity.Strategy) is { } begun)
            return With(begun with { Identity = identity, VerifiedAt = now, UpdatedAt = now, Proof = null, Session = null });

        return Adding(ExternalAccount.Linked(Id, identity, now));
    }

    /// <summary>The same with one more account; where there is no room for it the oldest that is waiting goes.</summary>
    internal User Adding(ExternalAccount account)
    {
        var waiting = ExternalAccounts.Length < ExternalAccount.Max ? null : ExternalAccounts.FirstOrDefault(other => !other.IsLinked);
        return this with { ExternalAccounts = [.. ExternalAccounts.Where(other => other != waiting), account] };
    }

    /// <summary>The same with an account as <paramref name="changed"/> has it.</summary>
    internal User With(ExternalAccount changed) =>
        this with { ExternalAccounts = [.. ExternalAccounts.Select(account => account.Id == changed.Id ? changed : account)] };

    /// <summary>The same without what has died of ways to providers: those that nobody came back from.</summary>
    internal User WithoutLostWays(DateTimeOffset now) => ExternalAccounts.Any(account => account.IsLostAt(now) || account.Settled(now) != account)
        ? this with { ExternalAccounts = [.. ExternalAccounts.Where(account => !account.IsLostAt(now)).Select(account => account.Settled(now))] }
        : this;
}
