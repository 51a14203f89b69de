using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>A user. Rows beside it in its partition index its sessions.</summary>
internal sealed record UserRow(
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ImmutableArray<ContactDetailRow> EmailAddresses,
    ImmutableArray<ContactDetailRow> PhoneNumbers,
    string UnsafeMetadata,
    string? Username = null,
    string? FirstName = null,
    string? LastName = null,
    string? PrimaryEmailAddress = null,
    string? PrimaryPhoneNumber = null,
    PasswordRow? Password = null,
    DateTimeOffset? LastSignInAt = null,
    DateTimeOffset? LegalAcceptedAt = null,
    SessionCutRow? SessionsCut = null,
    string? Locale = null,
    ImmutableArray<MissRow>? Misses = null,
    DateTimeOffset? MfaEnabledAt = null,
    DateTimeOffset? MfaDisabledAt = null,
    ImmutableArray<RemovedContactRow>? RemovedContacts = null,
    ImmutableArray<MissRow>? ContactMisses = null,
    ImmutableArray<CodeSentRow>? CodesSent = null,
    KnownMissesRow? KnownMisses = null)
{
    public const string Key = "user";

    private const int Version = 1;

    public static UserRow From(User user) => new(
        user.CreatedAt,
        user.UpdatedAt,
        [.. user.EmailAddresses.Select(ContactDetailRow.From)],
        [.. user.PhoneNumbers.Select(ContactDetailRow.From)],
        user.UnsafeMetadata,
        user.Username,
        user.FirstName,
        user.LastName,
        user.PrimaryEmailAddress?.Value,
        user.PrimaryPhoneNumber?.Value,
        user.Password is { } password ? new PasswordRow(password.Hash, password.UpdatedAt) : null,
        user.LastSignInAt,
        user.LegalAcceptedAt,
        user.SessionsCut is { } cut ? new SessionCutRow(cut.At, cut.Kept?.Value) : null,
        user.Locale,
        MissRow.From(user.Misses),
        user.MfaEnabledAt,
        user.MfaDisabledAt,
        RemovedContactRow.From(user.RemovedContacts),
        MissRow.From(user.ContactMisses),
        CodeSentRow.From(user.CodesSent),
        user.KnownMisses is { } known ? new KnownMissesRow(known.Count, known.Since, known.By) : null);

    public static UserRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.UserRow),
        var later => throw Row.OfLaterVersion(row, later),
    };

    public TableEntity Write(UserId id) => Row.Write(id.Value, Key, Version, this, RowJson.Stored.UserRow);

    public User ToUser(UserId id) => new()
    {
        Id = id,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Username = Username,
        FirstName = FirstName,
        LastName = LastName,
        EmailAddresses = [.. EmailAddresses.Select(row => row.ToEmailAddress())],
        PhoneNumbers = [.. PhoneNumbers.Select(row => row.ToPhoneNumber())],
        PrimaryEmailAddress = PrimaryEmailAddress is null ? null : IdentificationId.Parse(PrimaryEmailAddress),
        PrimaryPhoneNumber = PrimaryPhoneNumber is null ? null : IdentificationId.Parse(PrimaryPhoneNumber),
        Password = Password is null ? null : new PasswordCredential(Password.Hash, Password.UpdatedAt),
        UnsafeMetadata = UnsafeMetadata,
        LastSignInAt = LastSignInAt,
        LegalAcceptedAt = LegalAcceptedAt,
        Misses = MissRow.ToMisses(Misses),
        RemovedContacts = [.. (RemovedContacts ?? []).Select(row => row.ToContact())],
        SessionsCut = SessionsCut is null ? null : new SessionCut(SessionsCut.At, SessionsCut.Kept is null ? null : SessionId.Parse(SessionsCut.Kept)),
        Locale = Locale,
        MfaEnabledAt = MfaEnabledAt,
        MfaDisabledAt = MfaDisabledAt,
        ContactMisses = MissRow.ToMisses(ContactMisses),
        CodesSent = CodeSentRow.ToCodesSent(CodesSent),
        KnownMisses = KnownMisses is { } known ? new KnownMisses(known.Count, known.Since, known.By) : null,
    };

    /// <summary>What the user is found by, and claims count for.</summary>
    [JsonIgnore]
    public IEnumerable<Identifier> Identifiers =>
    [
        .. EmailAddresses.Where(address => address.IsPending is not true).Select(address => Identifier.Of(Fields.EmailAddress, address.Value)),
        .. PhoneNumbers.Where(number => number.IsPending is not true).Select(number => Identifier.Of(Fields.PhoneNumber, number.Value)),
        .. Username is { } username ? [Identifier.Of(Fields.Username, username)] : ImmutableArray<Identifier>.Empty,
    ];

    /// <summary>
    /// Whether it is the same user as <paramref name="other"/>, made at whatever time: two tries of one completion differ in nothing else.
    /// </summary>
    public bool IsSameAs(UserRow other) => Timeless() == other.Timeless();

    private string Timeless() => JsonSerializer.Serialize(
        this with
        {
            CreatedAt = default,
            UpdatedAt = default,
            LastSignInAt = null,
            EmailAddresses = [.. EmailAddresses.Select(address => address.Timeless())],
            PhoneNumbers = [.. PhoneNumbers.Select(number => number.Timeless())],
            Password = Password is null ? null : Password with { UpdatedAt = default },
        },
        RowJson.Stored.UserRow);
}

/// <summary>A contact that a user no longer has.</summary>
internal sealed record RemovedContactRow(string Id, string Field, string Value, DateTimeOffset At)
{
    public static ImmutableArray<RemovedContactRow>? From(ImmutableArray<RemovedContact> contacts) =>
        contacts.IsEmpty ? null : [.. contacts.Select(contact => new RemovedContactRow(contact.Id.Value, contact.Field, contact.Value, contact.At))];

    public RemovedContact ToContact() => new(IdentificationId.Parse(Id), Field, Value, At);
}

/// <summary>What a user's password is checked against.</summary>
internal sealed record PasswordRow(string Hash, DateTimeOffset UpdatedAt);

/// <summary>How many wrong codes and passwords there were on clients that know a user.</summary>
internal sealed record KnownMissesRow(int Count, DateTimeOffset Since, string By);

/// <summary>Sessions that were ended from elsewhere.</summary>
internal sealed record SessionCutRow(DateTimeOffset At, string? Kept = null);

/// <summary>Notes beside a user on which client a session of the user's lives: to list them, and to end them from elsewhere.</summary>
internal static class UserSessionRow
{
    private const int Version = 1;

    public static TableEntity Write(UserId user, ClientId client, Session session)
    {
        var row = Row.Begin(user.Value, SessionRow.KeyOf(session.Id.Value), Version);
        row["Client"] = client.Value;
        row["CreatedAt"] = session.CreatedAt;
        row["ExpireAt"] = session.ExpireAt;
        return row;
    }

    public static SessionNote Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => new SessionNote(
            SessionRow.IdIn(row.RowKey), ClientId.Parse(Row.Text(row, "Client")), Row.Time(row, "CreatedAt"), Row.Time(row, "ExpireAt")),
        var later => throw Row.OfLaterVersion(row, later),
    };
}
