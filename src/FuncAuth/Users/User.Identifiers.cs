using System.Collections.Immutable;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <content>What a user is found by.</content>
public sealed partial record User
{
    /// <summary>Everything that the user may have a claim on.</summary>
    public ImmutableArray<Identifier> Identifiers =>
    [
        .. EmailAddresses.Select(address => Identifier.Of(Fields.EmailAddress, address.Value)),
        .. PhoneNumbers.Select(number => Identifier.Of(Fields.PhoneNumber, number.Value)),
        .. Username is { } username ? [Identifier.Of(Fields.Username, username)] : ImmutableArray<Identifier>.Empty,
        .. ExternalAccounts.Select(account => account.Identity?.Identifier).OfType<Identifier>(),
    ];
}
