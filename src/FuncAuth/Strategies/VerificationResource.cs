using System.Collections.Immutable;
using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.Strategies;

/// <summary>The proof of a contact as the wire shows it: by one-time code, or by the word of an external provider, which has no tries and no end (Frontend API).</summary>
public sealed record VerificationResource(string Object, string Status, string Strategy, int? Attempts, long? ExpireAt)
{
    internal const string ByCode = "verification_otp";
    internal const string ByProvider = "verification_from_oauth";

    /// <summary>The wire's view of a verification that was prepared.</summary>
    public static VerificationResource From(Verification verification, DateTimeOffset now, CodeRules rules)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var status = verification.StatusAt(now, rules).ToWire();
        return ExternalProvider.IsVouched(verification.Strategy)
            ? new VerificationResource(ByProvider, status, verification.Strategy, Attempts: null, ExpireAt: null)
            : new VerificationResource(ByCode, status, verification.Strategy, verification.Misses, verification.ExpiresAt.ToUnixTimeMilliseconds());
    }
}

/// <summary>The same inside a sign-up, which besides says what to do next.</summary>
public sealed record SignUpVerificationResource(
    string Object, string Status, string? Strategy, int? Attempts, long? ExpireAt, string NextAction, ImmutableArray<string> SupportedStrategies)
{
    /// <summary>The wire's view of a field's proof; null where the field has no value or cannot be proven.</summary>
    public static SignUpVerificationResource? From(SignUp signUp, string field, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signUp);
        ArgumentNullException.ThrowIfNull(instance);
        var supported = instance.Strategies.Verifying(field);
        if (supported.IsEmpty || signUp.Collected.ContactIn(field) is not { } contact)
            return null;

        // No strategy where nothing was prepared: prebuilt screens take one for a code that is on its way, and never ask for it. The published
        // schema insists on an integer for the end: the attempt's own is the honest one.
        if (contact.Verification is not { } verification)
            return new(VerificationResource.ByCode, "unverified", null, null, signUp.AbandonAt.ToUnixTimeMilliseconds(), "needs_prepare", supported);

        var status = verification.StatusAt(now, instance.Codes);
        var nextAction = status switch
        {
            VerificationStatus.Verified => "",
            VerificationStatus.Unverified => "needs_attempt",
            _ => "needs_prepare",
        };
        var proof = VerificationResource.From(verification, now, instance.Codes);
        return new(proof.Object, proof.Status, proof.Strategy, proof.Attempts, proof.ExpireAt, nextAction, supported);
    }
}

/// <summary>The protocol's words for where a verification stands.</summary>
public static class VerificationStatusWords
{
    public static string ToWire(this VerificationStatus status) => status switch
    {
        VerificationStatus.Unverified => "unverified",
        VerificationStatus.Verified => "verified",
        VerificationStatus.Failed => "failed",
        VerificationStatus.Expired => "expired",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
