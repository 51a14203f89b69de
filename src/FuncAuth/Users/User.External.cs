using System.Collections.Immutable;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Users;

/// <content>A user's accounts at external providers, and whose the account is where nobody has proven that.</content>
public sealed partial record User
{
    /// <summary>
    /// Whether nothing of the account was ever proven: whoever made it may have done so with somebody else's address, to wait there for the owner
    /// (SECURITY.md F07).
    /// </summary>
    public bool IsWhollyUnproven =>
        !EmailAddresses.Any(address => address.IsVerified) && !PhoneNumbers.Any(number => number.IsVerified) && !ExternalAccounts.Any(account => account.IsLinked);

    /// <summary>
    /// Whether <paramref name="after"/> would be a trap by its looks, and this user is none: who proves the address that was never proven here would have the
    /// account (SECURITY.md F07).
    /// </summary>
    public bool LosesItsProofTo(User after)
    {
        ArgumentNullException.ThrowIfNull(after);
        return !IsWhollyUnproven && after.IsWhollyUnproven
            && (after.EmailAddresses.Any(address => !address.IsPending) || after.PhoneNumbers.Any(number => !number.IsPending));
    }

    /// <summary>Whether the account at a provider is linked, by its subject and whatever else the provider says.</summary>
    public bool Has(ExternalIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return ExternalAccounts.Any(account => account.Identity?.Identifier == identity.Identifier);
    }

    /// <summary>Whether one more may be linked, in the place of one of that provider that waits to be.</summary>
    public bool HasRoomFor(string strategy) =>
        ExternalAccounts.Count(account => account.IsLinked || account.Strategy != strategy) < ExternalAccount.Max;

    /// <summary>
    /// The same with an account at a provider linked, in the place of one of that provider that waits to be; of one that is linked already with what the
    /// provider says now.
    /// </summary>
    public User Linking(ExternalIdentity identity, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (!Has(identity))
        {
            return this with
            {
                ExternalAccounts =
                [
                    .. ExternalAccounts.Where(account => account.IsLinked || account.Strategy != identity.Strategy), ExternalAccount.Linked(Id, identity, now),
                ],
            };
        }

        return this with
        {
            ExternalAccounts =
            [
                .. ExternalAccounts.Select(account => account.Identity is { } known && known.Identifier == identity.Identifier
                    ? Described(account, known, identity.After(known)) : account),
            ],
        };

        ExternalAccount Described(ExternalAccount account, ExternalIdentity before, ExternalIdentity after) =>
            account with { Identity = after, VerifiedAt = now, UpdatedAt = after == before ? account.UpdatedAt : now };
    }

    /// <summary>Whether the providers say of this user what they said of <paramref name="other"/>.</summary>
    public bool IsDescribedAs(User other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ExternalAccounts.Select(account => account.Identity).SequenceEqual(other.ExternalAccounts.Select(account => account.Identity));
    }

    /// <summary>
    /// The same in the hands of whoever has proven <paramref name="proven"/>, of an account of which nothing was proven before: without the password, the
    /// sessions, the other contacts and whatever else was put into it by whoever made it. The username stays: it opens nothing alone, and may be required.
    /// </summary>
    /// <param name="proven">The contact, proven now.</param>
    /// <param name="kept">The session that begins by the proof.</param>
    /// <param name="now">The time of the proof.</param>
    public User HandedOver(UserContact proven, SessionId kept, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(proven);
        var isAddress = proven.Field is Fields.EmailAddress;
        var owned = this with
        {
            EmailAddresses = isAddress ? EmailAddresses.RemoveAll(address => address.Id != proven.Id) : [],
            PhoneNumbers = isAddress ? [] : PhoneNumbers.RemoveAll(number => number.Id != proven.Id),
            PrimaryEmailAddress = isAddress ? proven.Id : null,
            PrimaryPhoneNumber = isAddress ? null : proven.Id,
            RemovedContacts = [],
            ExternalAccounts = [],
            Password = null,
            FirstName = null,
            LastName = null,
            UnsafeMetadata = "{}",
            LegalAcceptedAt = null,
            Locale = null,
            Misses = Misses.None,
            KnownMisses = null,
            ContactMisses = Misses.None,
        };
        return owned.Proving(proven, now).CuttingSessions(now, kept);
    }

    /// <summary>What <paramref name="after"/> no longer has of what this user could have a claim on.</summary>
    public ImmutableArray<Identifier> LostTo(User after)
    {
        ArgumentNullException.ThrowIfNull(after);
        return [.. Identifiers.Except(after.Identifiers)];
    }
}
