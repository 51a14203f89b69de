using System.Diagnostics;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using FuncAuth.SignIns;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>The sign-in of a client, in the client's partition. A new one takes the row of the one it replaces.</summary>
internal sealed record SignInRow(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset AbandonAt,
    string State,
    string? IdentifierKind = null,
    string? IdentifierValue = null,
    string? User = null,
    FactorProofRow? First = null,
    FactorProofRow? Second = null,
    string? Session = null)
{
    public const string Key = "sign-in";

    private const int Version = 1;

    /// <summary>The way to an external provider, which has a column of its own: absent where none was begun.</summary>
    [JsonIgnore]
    public ExternalProofRow? External { get; private init; }

    public static TableEntity Write(ClientId client, SignIn signIn)
    {
        var (state, first, second, session) = signIn.State switch
        {
            SignInState.NeedsIdentifier => ("identifier", null, null, null),
            SignInState.NeedsFirstFactor open => ("first-factor", open.Proof, null, null),
            SignInState.NeedsSecondFactor open => ("second-factor", open.First, open.Proof, null),
            SignInState.NeedsNewPassword open => ("new-password", open.First, (FactorProof?)null, (string?)null),
            SignInState.Complete complete => ("complete", complete.First, complete.Second, complete.Session.Value),
            _ => throw new UnreachableException(),
        };
        var content = new SignInRow(
            signIn.Id.Value, signIn.CreatedAt, signIn.AbandonAt, state, signIn.Identifier?.Kind, signIn.Identifier?.Text, signIn.User?.Value,
            FactorProofRow.From(first), FactorProofRow.From(second), session);
        var row = Row.Write(client.Value, Key, Version, content, RowJson.Stored.SignInRow);
        if (ExternalProofRow.From(signIn.External) is { } external)
            Row.Put(row, nameof(External), external, RowJson.Stored.ExternalProofRow);
        return row;
    }

    public static SignInRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => Row.Content(row, RowJson.Stored.SignInRow) with { External = Row.Find(row, RowJson.Stored.ExternalProofRow, nameof(External)) },
        var later => throw Row.OfLaterVersion(row, later),
    };

    public SignIn ToSignIn() => new(
        SignInId.Parse(Id),
        CreatedAt,
        AbandonAt,
        IdentifierKind is { } kind && IdentifierValue is { } value ? new TypedIdentifier(kind, value) : null,
        User is null ? null : UserId.Parse(User),
        State switch
        {
            "identifier" => new SignInState.NeedsIdentifier(),
            "first-factor" => new SignInState.NeedsFirstFactor(First?.ToProof()),
            "second-factor" => new SignInState.NeedsSecondFactor(Proven(First), Second?.ToProof()),
            "new-password" => new SignInState.NeedsNewPassword(Proven(First)),
            "complete" => new SignInState.Complete(Proven(First), Second?.ToProof(), SessionId.Parse(Session ?? "")),
            _ => throw new InvalidDataException("A stored sign-in is in a state that this release does not know."),
        })
    {
        External = External?.ToProof(),
    };

    private static FactorProof Proven(FactorProofRow? row) =>
        row?.ToProof() ?? throw new InvalidDataException("A stored sign-in is past its first factor and does not say by what.");
}

/// <summary>A factor of a sign-in, as far as its proof has got.</summary>
internal sealed record FactorProofRow(VerificationRow Verification, string? Field = null, string? Contact = null)
{
    public static FactorProofRow? From(FactorProof? proof) =>
        proof is null ? null : new FactorProofRow(VerificationRow.From(proof.Verification)!, proof.Field, proof.Contact?.Value);

    public FactorProof ToProof() => new(Verification.ToVerification(), Field, Contact is null ? null : IdentificationId.Parse(Contact));
}
