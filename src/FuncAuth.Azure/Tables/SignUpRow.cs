using System.Diagnostics;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using FuncAuth.SignUps;
using FuncAuth.Strategies;

namespace FuncAuth.Azure.Tables;

/// <summary>The sign-up of a client, in the client's partition. A new one takes the row of the one it replaces.</summary>
internal sealed record SignUpRow(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset AbandonAt,
    bool HasPassword,
    string UnsafeMetadata,
    ContactRow? EmailAddress = null,
    ContactRow? PhoneNumber = null,
    string? Username = null,
    string? PasswordHash = null,
    string? FirstName = null,
    string? LastName = null,
    string? Locale = null,
    CompletionRow? Complete = null,
    bool? IsCompleting = null,
    DateTimeOffset? LegalAcceptedAt = null)
{
    public const string Key = "sign-up";

    private const int Version = 1;

    /// <summary>The way to an external provider, which has a column of its own, for a form and an identity may be too long for one: absent where none was begun.</summary>
    [JsonIgnore]
    public ExternalProofRow? External { get; private init; }

    public static TableEntity Write(ClientId client, SignUp signUp)
    {
        var collected = signUp.Collected;
        var content = new SignUpRow(
            signUp.Id.Value,
            signUp.CreatedAt,
            signUp.AbandonAt,
            collected.HasPassword,
            collected.UnsafeMetadata,
            ContactRow.From(collected.EmailAddress),
            ContactRow.From(collected.PhoneNumber),
            collected.Username,
            collected.PasswordHash,
            collected.FirstName,
            collected.LastName,
            collected.Locale,
            signUp.State switch
            {
                SignUpState.Gathering or SignUpState.Completing => null,
                SignUpState.Complete complete => new CompletionRow(complete.User.Value, complete.Session.Value),
                _ => throw new UnreachableException(),
            },
            signUp.State is SignUpState.Completing ? true : null,
            collected.LegalAcceptedAt);
        var row = Row.Write(client.Value, Key, Version, content, RowJson.Stored.SignUpRow);
        if (ExternalProofRow.From(collected.External) is { } external)
            Row.Put(row, nameof(External), external, RowJson.Stored.ExternalProofRow);
        return row;
    }

    public static SignUpRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.SignUpRow) with { External = Row.Find(row, RowJson.Stored.ExternalProofRow, nameof(External)) },
        var later => throw Row.OfLaterVersion(row, later),
    };

    public SignUp ToSignUp() => new(
        SignUpId.Parse(Id),
        CreatedAt,
        AbandonAt,
        new Collected
        {
            EmailAddress = EmailAddress?.ToContact(),
            PhoneNumber = PhoneNumber?.ToContact(),
            Username = Username,
            PasswordHash = PasswordHash,
            HasPassword = HasPassword,
            FirstName = FirstName,
            LastName = LastName,
            UnsafeMetadata = UnsafeMetadata,
            Locale = Locale,
            LegalAcceptedAt = LegalAcceptedAt,
            External = External?.ToProof(),
        },
        Complete is { } complete
            ? new SignUpState.Complete(UserId.Parse(complete.User), SessionId.Parse(complete.Session))
            : IsCompleting is true ? new SignUpState.Completing() : new SignUpState.Gathering());
}

/// <summary>What a complete sign-up turned into.</summary>
internal sealed record CompletionRow(string User, string Session);

/// <summary>A contact of a sign-up.</summary>
internal sealed record ContactRow(string Value, VerificationRow? Verification = null)
{
    public static ContactRow? From(Contact? contact) =>
        contact is null ? null : new ContactRow(contact.Value, VerificationRow.From(contact.Verification));

    public Contact ToContact() => new(Value, Verification?.ToVerification());
}

/// <summary>A verification, wherever one is kept: neither the code nor anything that it could be guessed from (SECURITY.md C09, C10).</summary>
internal sealed record VerificationRow(
    string Id, string Strategy, string KeyId, DateTimeOffset PreparedAt, DateTimeOffset ExpiresAt, int Misses, DateTimeOffset? VerifiedAt = null)
{
    public static VerificationRow? From(Verification? verification) => verification is null ? null : new VerificationRow(
        verification.Id.Value, verification.Strategy, verification.KeyId, verification.PreparedAt, verification.ExpiresAt, verification.Misses,
        verification.VerifiedAt);

    public Verification ToVerification() => new(VerificationId.Parse(Id), Strategy, KeyId, PreparedAt, ExpiresAt, Misses, VerifiedAt);
}
