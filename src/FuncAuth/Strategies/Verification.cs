using FuncAuth.Errors;
using FuncAuth.Instances;

namespace FuncAuth.Strategies;

/// <summary>Where a verification stands; read off the clock and the count, never stored.</summary>
public enum VerificationStatus
{
    Unverified,
    Verified,
    Failed,
    Expired,
}

/// <summary>
/// One outstanding or finished proof of a contact. Holds no code and no hash of one: the code is derived from the id with a key that is
/// outside the storage (SECURITY.md C09, C10), so whoever reads the tables can do no better than guess.
/// </summary>
/// <param name="Id">Fresh for every preparation, which is what makes each code another one.</param>
/// <param name="Strategy">The strategy that was prepared.</param>
/// <param name="KeyId">Which key the code is derived with; keys rotate, codes outlive a rotation.</param>
/// <param name="PreparedAt">When the code was made.</param>
/// <param name="ExpiresAt">The instant from which the code is void.</param>
/// <param name="Misses">Wrong tries so far.</param>
/// <param name="VerifiedAt">When it was proven; null until then.</param>
public sealed record Verification(
    VerificationId Id, string Strategy, string KeyId, DateTimeOffset PreparedAt, DateTimeOffset ExpiresAt, int Misses, DateTimeOffset? VerifiedAt)
{
    /// <summary>Whether it was proven: for good, expiry does not take it back.</summary>
    public bool IsVerified => VerifiedAt is not null;

    /// <summary>Where it stands at <paramref name="now"/>.</summary>
    public VerificationStatus StatusAt(DateTimeOffset now, CodeRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return IsVerified ? VerificationStatus.Verified
            : Misses >= rules.MaxMisses ? VerificationStatus.Failed
            : now >= ExpiresAt ? VerificationStatus.Expired
            : VerificationStatus.Unverified;
    }

    /// <summary>Why it can no longer be answered, or null. Read off the clock and the count, so no timer has to flip a row.</summary>
    public AuthError? WhyClosed(DateTimeOffset now, CodeRules rules) => StatusAt(now, rules) switch
    {
        VerificationStatus.Verified => AuthErrors.VerificationAlreadyVerified,
        VerificationStatus.Failed => AuthErrors.VerificationFailed,
        VerificationStatus.Expired => AuthErrors.VerificationExpired,
        _ => null,
    };
}
