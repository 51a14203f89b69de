using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// A user. Rows beside it in its partition index its sessions. What can grow has a column of its own, which holds as much as there may ever be of it: a wrong
/// guess can be counted on every account, however much its owner has put into it (SECURITY.md C05).
/// </summary>
internal sealed record UserRow(
    UserDataRow Data,
    ImmutableArray<ContactDetailRow> EmailAddresses,
    ImmutableArray<ContactDetailRow> PhoneNumbers,
    string UnsafeMetadata,
    UserCountsRow Counts,
    ImmutableArray<ExternalAccountRow> ExternalAccounts)
{
    public const string Key = "user";

    private const int Version = 1;

    // A column for each, because one may fill half of what a column holds; absent where there are fewer.
    private static readonly ImmutableArray<string> ExternalColumns =
        [.. Enumerable.Range(1, ExternalAccount.Max).Select(number => string.Create(CultureInfo.InvariantCulture, $"{nameof(ExternalAccount)}{number}"))];

    public static UserRow From(User user) => new(
        UserDataRow.From(user),
        [.. user.EmailAddresses.Select(ContactDetailRow.From)],
        [.. user.PhoneNumbers.Select(ContactDetailRow.From)],
        user.UnsafeMetadata,
        UserCountsRow.From(user),
        [.. user.ExternalAccounts.Select(ExternalAccountRow.From)]);

    public static UserRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => new UserRow(
            Row.Content(row, RowJson.Stored.UserDataRow),
            Row.Content(row, RowJson.Stored.ContactDetailRows, nameof(EmailAddresses)),
            Row.Content(row, RowJson.Stored.ContactDetailRows, nameof(PhoneNumbers)),
            Row.Text(row, nameof(UnsafeMetadata)),
            Row.Content(row, RowJson.Stored.UserCountsRow, nameof(Counts)),
            [.. ExternalColumns.Select(column => Row.Find(row, RowJson.Stored.ExternalAccountRow, column)).OfType<ExternalAccountRow>()]),
        var later => throw Row.OfLaterVersion(row, later),
    };

    /// <param name="id">Whose row it is.</param>
    /// <param name="requestId">The request that writes; null where the row is new. See <see cref="Row.IsSameWrite"/>.</param>
    public TableEntity Write(UserId id, string? requestId = null)
    {
        var row = Row.Write(id.Value, Key, Version, Data, RowJson.Stored.UserDataRow);
        Row.Put(row, nameof(EmailAddresses), EmailAddresses, RowJson.Stored.ContactDetailRows);
        Row.Put(row, nameof(PhoneNumbers), PhoneNumbers, RowJson.Stored.ContactDetailRows);
        row[nameof(UnsafeMetadata)] = UnsafeMetadata;
        Row.Put(row, nameof(Counts), Counts, RowJson.Stored.UserCountsRow);
        for (var i = 0; i < ExternalAccounts.Length; i++)
            Row.Put(row, ExternalColumns[i], ExternalAccounts[i], RowJson.Stored.ExternalAccountRow);
        if (requestId is not null)
            Row.Sign(row, requestId);
        return row;
    }

    public User ToUser(UserId id) => new()
    {
        Id = id,
        CreatedAt = Data.CreatedAt,
        UpdatedAt = Data.UpdatedAt,
        Username = Data.Username,
        FirstName = Data.FirstName,
        LastName = Data.LastName,
        EmailAddresses = [.. EmailAddresses.Select(row => row.ToEmailAddress())],
        PhoneNumbers = [.. PhoneNumbers.Select(row => row.ToPhoneNumber())],
        PrimaryEmailAddress = Data.PrimaryEmailAddress is null ? null : IdentificationId.Parse(Data.PrimaryEmailAddress),
        PrimaryPhoneNumber = Data.PrimaryPhoneNumber is null ? null : IdentificationId.Parse(Data.PrimaryPhoneNumber),
        Password = Data.Password is null ? null : new PasswordCredential(Data.Password.Hash, Data.Password.UpdatedAt),
        UnsafeMetadata = UnsafeMetadata,
        LastSignInAt = Data.LastSignInAt,
        LegalAcceptedAt = Data.LegalAcceptedAt,
        Misses = MissRow.ToMisses(Counts.Misses),
        RemovedContacts = [.. (Data.RemovedContacts ?? []).Select(row => row.ToContact())],
        SessionsCut = Data.SessionsCut is { } cut ? new SessionCut(cut.At, cut.Kept is null ? null : SessionId.Parse(cut.Kept)) : null,
        Locale = Data.Locale,
        MfaEnabledAt = Data.MfaEnabledAt,
        MfaDisabledAt = Data.MfaDisabledAt,
        ContactMisses = MissRow.ToMisses(Counts.ContactMisses),
        CodesSent = CodeSentRow.ToCodesSent(Counts.CodesSent),
        KnownMisses = Counts.KnownMisses?.ToKnownMisses(),
        ExternalAccounts = [.. ExternalAccounts.Select(row => row.ToAccount())],
    };

    /// <summary>What the user is found by, and claims count for.</summary>
    public IEnumerable<Identifier> Identifiers =>
    [
        .. EmailAddresses.Where(address => address.IsPending is not true).Select(address => Identifier.Of(Fields.EmailAddress, address.Value)),
        .. PhoneNumbers.Where(number => number.IsPending is not true).Select(number => Identifier.Of(Fields.PhoneNumber, number.Value)),
        .. Data.Username is { } username ? [Identifier.Of(Fields.Username, username)] : ImmutableArray<Identifier>.Empty,
        .. ExternalAccounts.Select(account => account.Identity).OfType<ExternalIdentityRow>().Select(identity => Identifier.Of(identity.Strategy, identity.Subject)),
    ];

    /// <summary>
    /// Whether it is the same user as <paramref name="other"/>, made at whatever time: two tries of one completion differ in nothing else.
    /// </summary>
    public bool IsSameAs(UserRow other)
    {
        var id = UserId.From("");
        return Row.SameContent(Timeless().Write(id), other.Timeless().Write(id));
    }

    private UserRow Timeless() => this with
    {
        Data = Data with
        {
            CreatedAt = default,
            UpdatedAt = default,
            LastSignInAt = null,
            Password = Data.Password is null ? null : Data.Password with { UpdatedAt = default },
        },
        EmailAddresses = [.. EmailAddresses.Select(address => address.Timeless())],
        PhoneNumbers = [.. PhoneNumbers.Select(number => number.Timeless())],
        ExternalAccounts = [.. ExternalAccounts.Select(account => account.Timeless())],
    };
}

/// <summary>What a user has one of, and the few contacts that were removed lately.</summary>
internal sealed record UserDataRow(
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
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
    DateTimeOffset? MfaEnabledAt = null,
    DateTimeOffset? MfaDisabledAt = null,
    ImmutableArray<RemovedContactRow>? RemovedContacts = null)
{
    public static UserDataRow From(User user) => new(
        user.CreatedAt,
        user.UpdatedAt,
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
        user.MfaEnabledAt,
        user.MfaDisabledAt,
        RemovedContactRow.From(user.RemovedContacts));
}

/// <summary>What is counted on a user.</summary>
internal sealed record UserCountsRow(
    ImmutableArray<MissRow>? Misses = null,
    ImmutableArray<MissRow>? ContactMisses = null,
    ImmutableArray<CodeSentRow>? CodesSent = null,
    KnownMissesRow? KnownMisses = null)
{
    public static UserCountsRow From(User user) => new(
        MissRow.From(user.Misses), MissRow.From(user.ContactMisses), CodeSentRow.From(user.CodesSent), KnownMissesRow.From(user.KnownMisses));
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

/// <summary>How many wrong codes and passwords there were on clients that know a user.</summary>
internal sealed record KnownMissesRow(int Count, DateTimeOffset Since, string By)
{
    public static KnownMissesRow? From(KnownMisses? misses) => misses is { } known ? new(known.Count, known.Since, known.By) : null;

    public KnownMisses ToKnownMisses() => new(Count, Since, By);
}
