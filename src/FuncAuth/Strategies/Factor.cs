using System.Collections.Immutable;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Strategies;

/// <summary>One way to prove who one is that a sign-in offers.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Contact">Where its code goes; null where it sends none.</param>
/// <param name="IsDefault">Of second factors: whether it is meant where nobody says which.</param>
public sealed record Factor(string Strategy, FactorContact? Contact = null, bool IsDefault = false);

/// <summary>A contact that a factor's code goes to.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Field">The attribute it belongs to.</param>
/// <param name="Value">The canonical address or number.</param>
/// <param name="IsPrimary">Whether it is the user's primary one.</param>
public sealed record FactorContact(IdentificationId Id, string Field, string Value, bool IsPrimary)
{
    /// <summary>Only the id: the printed form of a record would hold the address.</summary>
    public override string ToString() => Id.Value;
}

/// <summary>
/// What factors are offered from: what an account has, or, where nobody may learn whether there is one, what an account that is found by the
/// typed identifier would have.
/// </summary>
/// <param name="HasPassword">Whether a password can be asked for.</param>
/// <param name="Contacts">The contacts whose codes prove something, primary ones first.</param>
/// <param name="SecondFactors">The contacts that are kept for the second factor, the default one first.</param>
public sealed record FactorSource(bool HasPassword, ImmutableArray<FactorContact> Contacts, ImmutableArray<FactorContact> SecondFactors)
{
    /// <summary>The strategies of the external providers that the account can be signed in to from.</summary>
    public ImmutableArray<string> ExternalAccounts { get; init; } = [];

    /// <summary>
    /// The contacts that an account of which nothing is proven is known by. Their codes prove them and hand the account over to whoever reads there
    /// (SECURITY.md F07).
    /// </summary>
    public ImmutableArray<FactorContact> Unproven { get; init; } = [];

    /// <summary>The contacts that a code can be sent to as a first factor.</summary>
    public ImmutableArray<FactorContact> ForCodes => [.. Contacts, .. Unproven];

    /// <summary>What <paramref name="user"/> has: proven contacts, each for one of the two factors.</summary>
    public static FactorSource Of(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var numbers = user.PhoneNumbers.Where(number => number.Verification is { IsVerified: true }).ToArray();
        return new FactorSource(
            user.Password is not null,
            [
                .. user.EmailAddresses.Where(address => address.Verification is { IsVerified: true })
                    .Select(address => new FactorContact(address.Id, Fields.EmailAddress, address.Value, address.Id == user.PrimaryEmailAddress))
                    .OrderByDescending(contact => contact.IsPrimary),
                .. numbers.Where(number => !number.ReservedForSecondFactor)
                    .Select(number => new FactorContact(number.Id, Fields.PhoneNumber, number.Value, number.Id == user.PrimaryPhoneNumber))
                    .OrderByDescending(contact => contact.IsPrimary),
            ],
            [
                .. numbers.Where(number => number.ReservedForSecondFactor).OrderByDescending(number => number.IsDefaultSecondFactor)
                    .Select(number => new FactorContact(number.Id, Fields.PhoneNumber, number.Value, number.Id == user.PrimaryPhoneNumber)),
            ])
        {
            Unproven = user.IsWhollyUnproven ? UnprovenOf(user) : [],
            ExternalAccounts = [.. user.ExternalAccounts.Where(account => account.IsLinked).Select(account => account.Strategy)],
        };
    }

    /// <summary>
    /// What stands in for the account behind <paramref name="typed"/>, the same whether there is one or not (SECURITY.md E01): a password, and a
    /// code to what was typed.
    /// </summary>
    public static FactorSource StandIn(TypedIdentifier typed, SignInId attempt) => new(
        HasPassword: true,
        typed.Kind is Fields.Username
            ? []
            : [new FactorContact(IdentificationId.From($"{attempt}/{typed.Kind}"), typed.Kind, typed.Text, IsPrimary: true)],
        SecondFactors: []);

    private static ImmutableArray<FactorContact> UnprovenOf(User user) =>
    [
        .. user.EmailAddresses.Where(address => address.Id == user.PrimaryEmailAddress && !address.IsPending)
            .Select(address => new FactorContact(address.Id, Fields.EmailAddress, address.Value, IsPrimary: true)),
        .. user.PhoneNumbers.Where(number => number.Id == user.PrimaryPhoneNumber && !number.IsPending)
            .Select(number => new FactorContact(number.Id, Fields.PhoneNumber, number.Value, IsPrimary: true)),
    ];

    /// <summary>Only that it is: the printed form of a record would hold addresses.</summary>
    public override string ToString() => nameof(FactorSource);
}
