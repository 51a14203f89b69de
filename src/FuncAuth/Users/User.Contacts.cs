using System.Collections.Immutable;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <content>What a user's contacts are to each other.</content>
public sealed partial record User
{
    /// <summary>
    /// Whether the user has shown that the account is theirs: something is proven, and nothing that the account is known by is not. Until then it may
    /// be a trap that somebody laid for the owner of an address (SECURITY.md U09).
    /// </summary>
    public bool IsProven =>
        (EmailAddresses.Any(address => address.IsVerified) || PhoneNumbers.Any(number => number.IsVerified)) && !HasUnprovenPrimary;

    /// <summary>Whether a contact that the account is known by was never proven, so that it may be somebody else's.</summary>
    public bool HasUnprovenPrimary =>
        EmailAddresses.Any(address => address.Id == PrimaryEmailAddress && !address.IsVerified)
        || PhoneNumbers.Any(number => number.Id == PrimaryPhoneNumber && !number.IsVerified);

    /// <summary>Wrong codes for contacts. Counted apart: a sign-in forgets the others, and would give a guesser ten more tries at somebody's address.</summary>
    public Misses ContactMisses { get; init; } = Misses.None;

    /// <summary>Codes that were sent to contacts a short while ago, of contacts that are gone too.</summary>
    public CodesSent CodesSent { get; init; } = CodesSent.None;

    /// <summary>The contacts of one kind, in the order in which they were added.</summary>
    /// <param name="field">The attribute's name on the wire.</param>
    public ImmutableArray<UserContact> ContactsIn(string field) => field switch
    {
        Fields.EmailAddress =>
            [.. EmailAddresses.Select(address => new UserContact(field, address.Id, address.Value, address.Verification, address.IsPending))],
        Fields.PhoneNumber =>
            [.. PhoneNumbers.Select(number => new UserContact(field, number.Id, number.Value, number.Verification, number.IsPending))],
        _ => [],
    };

    /// <summary>The same with one more contact.</summary>
    public User Adding(UserContact contact, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return contact.Field is Fields.EmailAddress
            ? this with { EmailAddresses = EmailAddresses.Add(new EmailAddress(contact.Id, contact.Value, contact.Verification, now) { IsPending = contact.IsPending }) }
            : this with { PhoneNumbers = PhoneNumbers.Add(new PhoneNumber(contact.Id, contact.Value, contact.Verification, now) { IsPending = contact.IsPending }) };
    }

    /// <summary>The same with the proof of a contact as <paramref name="contact"/> has it. The first one that is proven is the primary one.</summary>
    public User Proving(UserContact contact, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return contact.Field is Fields.EmailAddress
            ? this with
            {
                EmailAddresses = [.. EmailAddresses.Select(address => address.Id != contact.Id ? address
                    : address with { Verification = contact.Verification, IsPending = contact.IsPending, UpdatedAt = now })],
                PrimaryEmailAddress = PrimaryEmailAddress ?? (contact.IsVerified ? contact.Id : null),
            }
            : this with
            {
                PhoneNumbers = [.. PhoneNumbers.Select(number => number.Id != contact.Id ? number
                    : number with { Verification = contact.Verification, IsPending = contact.IsPending, UpdatedAt = now })],
                PrimaryPhoneNumber = PrimaryPhoneNumber ?? (contact.IsVerified ? contact.Id : null),
            };
    }

    /// <summary>The same without a contact. Where it was the primary one the next that is proven is, if there is one.</summary>
    public User Without(UserContact contact, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contact);
        if (contact.Field is Fields.EmailAddress)
        {
            var addresses = EmailAddresses.RemoveAll(address => address.Id == contact.Id);
            var next = addresses.FirstOrDefault(address => address.IsVerified)?.Id;
            return this with { EmailAddresses = addresses, PrimaryEmailAddress = PrimaryEmailAddress == contact.Id ? next : PrimaryEmailAddress };
        }

        var numbers = PhoneNumbers.RemoveAll(number => number.Id == contact.Id);
        var successor = numbers.Where(number => number.IsVerified).OrderBy(number => number.ReservedForSecondFactor).FirstOrDefault()?.Id;
        return WithPhoneNumbers(numbers, wantedDefault: null, now) with
        {
            PrimaryPhoneNumber = PrimaryPhoneNumber == contact.Id ? successor : PrimaryPhoneNumber,
        };
    }

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
            (false, true) => next with { MfaEnabledAt = AfterSignIns(now) },
            (true, false) => next with { MfaDisabledAt = now },
            _ => next,
        };

        PhoneNumber Dated(PhoneNumber number) => PhoneNumbers.Contains(number) ? number : number with { UpdatedAt = now };
    }
}
