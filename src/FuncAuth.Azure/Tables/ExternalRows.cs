using System.Diagnostics;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// A way to an external provider and back, wherever one is kept: none of its secrets, nor anything that they could be guessed from, nor where it leads
/// out to, which holds one (SECURITY.md F01).
/// </summary>
/// <param name="Verification">The verification that the secrets are derived from.</param>
/// <param name="RedirectUrl">The page that people come back to.</param>
/// <param name="Stage">How far it has got.</param>
/// <param name="CompleteUrl">The page that they come back to where nothing is left to do; absent where it is the same.</param>
/// <param name="By">Of one that is returning: the request that asks the provider.</param>
/// <param name="Identity">Of one that is proven: who it is.</param>
/// <param name="IsTransferable">Of one that is proven: whether another attempt has to take it over; absent where not.</param>
/// <param name="Code">Of one that failed: why.</param>
internal sealed record ExternalProofRow(
    VerificationRow Verification, string RedirectUrl, string Stage, string? CompleteUrl = null, string? By = null, ExternalIdentityRow? Identity = null,
    bool? IsTransferable = null, string? Code = null)
{
    public static ExternalProofRow? From(ExternalProof? proof)
    {
        if (proof is null)
            return null;

        var row = new ExternalProofRow(
            VerificationRow.From(proof.Verification)!, proof.RedirectUrl, Stage: "", proof.CompleteUrl == proof.RedirectUrl ? null : proof.CompleteUrl);
        return proof.Stage switch
        {
            ExternalStage.Away => row with { Stage = "away" },
            ExternalStage.Returning returning => row with { Stage = "returning", By = returning.By },
            ExternalStage.Proven proven => row with
            {
                Stage = "proven",
                Identity = ExternalIdentityRow.From(proven.Identity),
                IsTransferable = proven.IsTransferable ? true : null,
            },
            ExternalStage.Failed failed => row with { Stage = "failed", Code = failed.Code },
            _ => throw new UnreachableException(),
        };
    }

    public ExternalProof ToProof() => new(
        Verification.ToVerification(), RedirectUrl, CompleteUrl ?? RedirectUrl,
        Stage switch
        {
            "away" => new ExternalStage.Away(),
            "returning" => new ExternalStage.Returning(By ?? throw Lacks("by whom")),
            "proven" => new ExternalStage.Proven((Identity ?? throw Lacks("who it is")).ToIdentity(), IsTransferable is true),
            "failed" => new ExternalStage.Failed(Code ?? throw Lacks("why")),
            _ => throw new InvalidDataException("A stored way to a provider is at a stage that this release does not know."),
        });

    private static InvalidDataException Lacks(string what) => new($"A stored way to a provider does not say {what}.");
}

/// <summary>Who somebody is at an external provider.</summary>
internal sealed record ExternalIdentityRow(
    string Strategy, string Subject, string? EmailAddress = null, bool? EmailAddressIsVerified = null, string? FirstName = null, string? LastName = null,
    string? Username = null, string? ImageUrl = null, string? Scopes = null)
{
    public static ExternalIdentityRow From(ExternalIdentity identity) => new(
        identity.Strategy, identity.Subject, identity.EmailAddress, identity.EmailAddressIsVerified ? true : null, identity.FirstName, identity.LastName,
        identity.Username, identity.ImageUrl, identity.Scopes.Length == 0 ? null : identity.Scopes);

    public ExternalIdentity ToIdentity() => new(Strategy, Subject)
    {
        EmailAddress = EmailAddress,
        EmailAddressIsVerified = EmailAddressIsVerified is true,
        FirstName = FirstName,
        LastName = LastName,
        Username = Username,
        ImageUrl = ImageUrl,
        Scopes = Scopes ?? "",
    };
}

/// <summary>An account that a user has at an external provider, or is about to link.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Strategy">The strategy of the provider.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Identity">Who the user is there; absent where it is not linked.</param>
/// <param name="VerifiedAt">When the provider last said so.</param>
/// <param name="UpdatedAt">When it last changed; absent where it never did.</param>
/// <param name="Proof">The way to the provider that was begun last.</param>
/// <param name="Session">The session that began it.</param>
internal sealed record ExternalAccountRow(
    string Id, string Strategy, DateTimeOffset CreatedAt, ExternalIdentityRow? Identity = null, DateTimeOffset? VerifiedAt = null,
    DateTimeOffset? UpdatedAt = null, ExternalProofRow? Proof = null, string? Session = null)
{
    public static ExternalAccountRow From(ExternalAccount account) => new(
        account.Id.Value, account.Strategy, account.CreatedAt, account.Identity is { } identity ? ExternalIdentityRow.From(identity) : null, account.VerifiedAt,
        account.UpdatedAt == account.CreatedAt ? null : account.UpdatedAt, ExternalProofRow.From(account.Proof), account.Session?.Value);

    public ExternalAccount ToAccount() => new(ExternalAccountId.Parse(Id), Strategy, Identity?.ToIdentity(), CreatedAt)
    {
        VerifiedAt = VerifiedAt,
        UpdatedAt = UpdatedAt ?? CreatedAt,
        Proof = Proof?.ToProof(),
        Session = Session is null ? null : SessionId.Parse(Session),
    };

    /// <summary>The same without times, in which alone two tries of one completion differ.</summary>
    public ExternalAccountRow Timeless() => this with { CreatedAt = default, UpdatedAt = null, VerifiedAt = null };
}
