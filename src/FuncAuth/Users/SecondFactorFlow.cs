using System.Collections.Immutable;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Messages;
using FuncAuth.SignIns;

namespace FuncAuth.Users;

/// <summary>A change of what a phone number is used for, as it was sent: null was not sent (Frontend API).</summary>
/// <param name="ReservedForSecondFactor">Whether it is kept for the second factor.</param>
/// <param name="DefaultSecondFactor">Whether it is the one that is meant where nobody says which.</param>
public sealed record SecondFactorForm(string? ReservedForSecondFactor, string? DefaultSecondFactor);

/// <summary>Turning a phone number into a second factor and back (Frontend API). Pure.</summary>
public static class SecondFactorFlow
{
    private const string Reserved = "reserved_for_second_factor";
    private const string Default = "default_second_factor";

    /// <summary>
    /// <c>PATCH /v1/me/phone_numbers/{id}</c>. A number that is kept for the second factor is no first one any more, and as long as any is kept one
    /// of them is the default.
    /// </summary>
    public static Decision<PhoneNumber> Update(Client client, User user, IdentificationId id, SecondFactorForm form, Facts facts)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(facts);
        if (user.PhoneNumbers.FirstOrDefault(number => number.Id == id) is not { } number)
            return Decision.Refuse<PhoneNumber>(client, AuthErrors.ResourceNotFound);

        if (Complaints(form) is { IsEmpty: false } complaints)
            return Decision.Refuse<PhoneNumber>(client, complaints);

        var reserved = Said(form.ReservedForSecondFactor) ?? number.ReservedForSecondFactor;
        var isDefault = Said(form.DefaultSecondFactor);
        if (WhyNot(user, number, reserved, isDefault) is { } why)
            return Decision.Refuse<PhoneNumber>(client, why);

        ImmutableArray<PhoneNumber> numbers =
            [.. user.PhoneNumbers.Select(other => other.Id == id ? other with { ReservedForSecondFactor = reserved } : other)];
        var changed = user.WithPhoneNumbers(numbers, isDefault is true ? id : null, facts.Now);
        if (reserved && WhyNotUsed(changed, number, facts) is { } unused)
            return Decision.Refuse<PhoneNumber>(client, unused);

        var next = changed.PhoneNumbers.First(other => other.Id == id);
        return changed.PhoneNumbers.SequenceEqual(user.PhoneNumbers)
            ? new Decision<PhoneNumber>(client, next, [], [])
            : new Decision<PhoneNumber>(client, next, [new Effect.SaveUser(changed.ChangedAt(facts.Now)), .. Told(user, changed, facts)], []);
    }

    /// <summary>Word that the second factor was turned on or off, if it was.</summary>
    internal static ImmutableArray<Effect> Told(User before, User after, Facts facts) =>
        before.HasSecondFactor == after.HasSecondFactor ? []
        : Notices.Of(after.HasSecondFactor ? NoticeKind.SecondFactorTurnedOn : NoticeKind.SecondFactorTurnedOff, before, facts);

    private static AuthError? WhyNot(User user, PhoneNumber number, bool reserved, bool? isDefault) =>
        (reserved || isDefault is true) && !number.IsVerified ? ContactErrors.SecondFactorUnverified
        : isDefault is true && !reserved ? ContactErrors.NoSecondFactor
        : isDefault is false && reserved && number.IsDefaultSecondFactor ? ContactErrors.DefaultSecondFactorNeeded
        : reserved && !number.ReservedForSecondFactor && !user.IsProven ? ContactErrors.AccountUnproven
        : null;

    // Looked at when it is turned on. Later the instance may cease to ask for it, and that is no reason not to choose another default.
    private static AuthError? WhyNotUsed(User changed, PhoneNumber before, Facts facts) =>
        before.ReservedForSecondFactor ? null
        : SignInFactors.Second(changed, facts.Instance).All(factor => factor.Contact?.Id != before.Id) ? ContactErrors.SecondFactorUnused
        : WaysIn.Has(changed, facts.Instance) ? null : ContactErrors.LastFirstFactor;

    private static ImmutableArray<AuthError> Complaints(SecondFactorForm form) =>
    [
        .. new[] { (Name: Reserved, Sent: form.ReservedForSecondFactor), (Name: Default, Sent: form.DefaultSecondFactor) }
            .Where(field => !string.IsNullOrWhiteSpace(field.Sent) && Said(field.Sent) is null)
            .Select(field => AuthErrors.ParamTypeInvalid(field.Name)),
    ];

    // Empty is null, which says nothing (Frontend API).
    private static bool? Said(string? sent) => string.IsNullOrWhiteSpace(sent) ? null : TypedText.Truth(sent);
}
