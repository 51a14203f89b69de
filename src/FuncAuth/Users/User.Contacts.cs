using System.Collections.Immutable;

namespace FuncAuth.Users;

/// <content>What a user's contacts are to each other.</content>
public sealed partial record User
{
    /// <summary>
    /// Whether the user has shown that the account is theirs: something is proven, and nothing that the account is known by is not. Until then it may
    /// be a trap that somebody laid for the owner of an address (SECURITY.md U09).
    /// </summary>
    public bool IsProven =>
        (EmailAddresses.Any(address => address.IsVerified) || PhoneNumbers.Any(number => number.IsVerified))
        && EmailAddresses.All(address => address.Id != PrimaryEmailAddress || address.IsVerified)
        && PhoneNumbers.All(number => number.Id != PrimaryPhoneNumber || number.IsVerified);

    /// <summary>
    /// The same with these phone numbers. While any is kept for the second factor one of them is the default: the one that is wanted, else the one
    /// that was, else the first.
    /// </summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="wantedDefault">The one that is to be the default, if it is kept for the second factor; null where none is wanted.</param>
    /// <param name="now">The time of the change.</param>
    public User WithPhoneNumbers(ImmutableArray<PhoneNumber> numbers, IdentificationId? wantedDefault, DateTimeOffset now)
    {
        var kept = numbers.Where(number => number is { ReservedForSecondFactor: true, IsVerified: true }).ToArray();
        var preferred = kept.FirstOrDefault(number => number.Id == wantedDefault) ?? kept.FirstOrDefault(number => number.IsDefaultSecondFactor)
            ?? kept.FirstOrDefault();
        var next = this with
        {
            PhoneNumbers = [.. numbers.Select(number => number with { IsDefaultSecondFactor = number.Id == preferred?.Id }).Select(Dated)],
        };
        return (HasSecondFactor, next.HasSecondFactor) switch
        {
            (false, true) => next with { MfaEnabledAt = now },
            (true, false) => next with { MfaDisabledAt = now },
            _ => next,
        };

        PhoneNumber Dated(PhoneNumber number) => PhoneNumbers.Contains(number) ? number : number with { UpdatedAt = now };
    }
}
