using System.Diagnostics;
using System.Text.Json.Serialization;
using FuncAuth.Errors;
using FuncAuth.Users;

namespace FuncAuth.Strategies.OAuth;

/// <summary>A way to an external provider and back as the wire shows it (Frontend API, 5.3): the same of a sign-in, a sign-up and an account that is linked.</summary>
/// <param name="Object">What it is.</param>
/// <param name="Status">Where it stands; read off the clock while nobody has come back.</param>
/// <param name="Strategy">The strategy of the provider.</param>
/// <param name="Attempts">Null: nothing is typed here, so nothing is counted.</param>
/// <param name="ExpireAt">Until when an answer is taken, in milliseconds; the published schema insists on it, also once the answer is there.</param>
/// <param name="ExternalVerificationRedirectUrl">
/// Where the browser is to go. Only in the answer to the request that began the way: it holds the <c>state</c>, and is not kept. A sign-in shows the page to
/// come back to afterwards (<see cref="SignIns.SignInResource"/>).
/// </param>
/// <param name="Error">Why nothing came of it; null where something did, or still may.</param>
public sealed record ExternalVerificationResource(
    string Object, string Status, string Strategy, int? Attempts, long ExpireAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExternalVerificationRedirectUrl,
    ErrorResource? Error)
{
    private const string Family = "verification_oauth";
    private const string Verified = "verified";

    /// <summary>The wire's view of <paramref name="proof"/>.</summary>
    /// <param name="proof">The way.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="whyTransferable">
    /// What is told of a proof that another attempt has to take over: of a sign-in <see cref="OAuthErrors.AccountNotFound"/>, of a sign-up
    /// <see cref="OAuthErrors.AccountExists"/>.
    /// </param>
    public static ExternalVerificationResource From(ExternalProof proof, DateTimeOffset now, AuthError? whyTransferable = null)
    {
        ArgumentNullException.ThrowIfNull(proof);
        (string Status, AuthError? Error) where = proof.Stage switch
        {
            ExternalStage.Away => (now < proof.Verification.ExpiresAt ? "unverified" : "expired", null),
            ExternalStage.Returning => ("unverified", null),
            ExternalStage.Proven { IsTransferable: true } => (proof.TransferableAt(now) is null ? "expired" : "transferable", whyTransferable),
            ExternalStage.Proven => (Verified, null),
            ExternalStage.Failed failed => ("failed", failed.Why),
            _ => throw new UnreachableException(),
        };
        return new ExternalVerificationResource(
            Family, where.Status, proof.Strategy, Attempts: null, proof.Verification.ExpiresAt.ToUnixTimeMilliseconds(), proof.Departure?.AbsoluteUri,
            where.Error is { } error ? ErrorResource.From(error) : null);
    }

    /// <summary>
    /// The wire's view of <paramref name="account"/>. One that is linked is verified, whatever became of asking again: that stands beside it. Null where it
    /// is not linked and no way to link it is known.
    /// </summary>
    public static ExternalVerificationResource? From(ExternalAccount account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        var way = account.Settled(now).Proof is { } proof ? From(proof, now) : null;
        return !account.IsLinked ? way
            : way is not null ? way with { Status = Verified }
            : new(Family, Verified, account.Strategy, Attempts: null, (account.VerifiedAt ?? account.CreatedAt).ToUnixTimeMilliseconds(), ExternalVerificationRedirectUrl: null, Error: null);
    }
}
