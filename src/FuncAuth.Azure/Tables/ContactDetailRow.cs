using System.Collections.Immutable;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>An e-mail address or phone number of a user.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Value">In canonical form.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Verification">Its proof as far as it has got.</param>
/// <param name="ReservedForSecondFactor">Of a number; absent where it is not.</param>
/// <param name="IsDefaultSecondFactor">Of a number; absent where it is not.</param>
/// <param name="UpdatedAt">When it last changed; absent where it never did.</param>
/// <param name="IsPending">Whether it was added and not proven yet; absent where it was not.</param>
internal sealed record ContactDetailRow(
    string Id, string Value, DateTimeOffset CreatedAt, VerificationRow? Verification = null, bool? ReservedForSecondFactor = null,
    bool? IsDefaultSecondFactor = null, DateTimeOffset? UpdatedAt = null, bool? IsPending = null)
{
    public static ContactDetailRow From(EmailAddress address) => new(
        address.Id.Value, address.Value, address.CreatedAt, VerificationRow.From(address.Verification),
        UpdatedAt: address.UpdatedAt == address.CreatedAt ? null : address.UpdatedAt, IsPending: address.IsPending ? true : null);

    public static ContactDetailRow From(PhoneNumber number) => new(
        number.Id.Value, number.Value, number.CreatedAt, VerificationRow.From(number.Verification),
        number.ReservedForSecondFactor ? true : null, number.IsDefaultSecondFactor ? true : null,
        number.UpdatedAt == number.CreatedAt ? null : number.UpdatedAt, number.IsPending ? true : null);

    public EmailAddress ToEmailAddress() => new(IdentificationId.Parse(Id), Value, Verification?.ToVerification(), CreatedAt)
    {
        UpdatedAt = UpdatedAt ?? CreatedAt,
        IsPending = IsPending is true,
    };

    public PhoneNumber ToPhoneNumber() => new(IdentificationId.Parse(Id), Value, Verification?.ToVerification(), CreatedAt)
    {
        ReservedForSecondFactor = ReservedForSecondFactor is true,
        IsDefaultSecondFactor = IsDefaultSecondFactor is true,
        UpdatedAt = UpdatedAt ?? CreatedAt,
        IsPending = IsPending is true,
    };

    /// <summary>The same without times, in which alone two tries of one completion differ.</summary>
    public ContactDetailRow Timeless() => this with
    {
        CreatedAt = default,
        UpdatedAt = null,
        Verification = Verification is { VerifiedAt: not null } ? Verification with { VerifiedAt = DateTimeOffset.UnixEpoch } : Verification,
    };
}

/// <summary>A code that was sent to a contact.</summary>
internal sealed record CodeSentRow(string To, DateTimeOffset At)
{
    /// <summary>The codes as they are kept; null where there are none.</summary>
    public static ImmutableArray<CodeSentRow>? From(CodesSent codes) => codes.Recent.IsEmpty ? null : [.. codes.Recent.Select(code => new CodeSentRow(code.To, code.At))];

    public static CodesSent ToCodesSent(ImmutableArray<CodeSentRow>? rows) => rows is null ? Users.CodesSent.None : new([.. rows.Value.Select(row => new CodeSent(row.To, row.At))]);
}
