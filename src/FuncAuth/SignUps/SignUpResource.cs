using System.Collections.Immutable;
using System.Text.Json;
using FuncAuth.Instances;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;

namespace FuncAuth.SignUps;

/// <summary>A sign-up as the wire shows it (Frontend API).</summary>
public sealed record SignUpResource(
    string Object,
    string Id,
    string Status,
    ImmutableArray<string> RequiredFields,
    ImmutableArray<string> OptionalFields,
    ImmutableArray<string> MissingFields,
    ImmutableArray<string> UnverifiedFields,
    SignUpVerificationsResource Verifications,
    string? Username,
    string? EmailAddress,
    string? PhoneNumber,
    string? Web3Wallet,
    bool PasswordEnabled,
    bool HasPassword,
    string? FirstName,
    string? LastName,
    JsonElement UnsafeMetadata,
    JsonElement PublicMetadata,
    bool CustomAction,
    string? ExternalId,
    string? CreatedSessionId,
    string? CreatedUserId,
    long AbandonAt,
    long? LegalAcceptedAt,
    string? Locale)
{
    /// <summary>The wire's view of <paramref name="signUp"/>.</summary>
    public static SignUpResource From(SignUp signUp, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signUp);
        var requirements = SignUpRequirements.Of(signUp.Collected, instance);
        var collected = signUp.Collected;
        var complete = signUp.State as SignUpState.Complete;
        return new SignUpResource(
            "sign_up_attempt",
            signUp.Id.Value,
            complete is not null ? "complete" : signUp.IsAbandonedAt(now) ? "abandoned" : "missing_requirements",
            requirements.Required,
            requirements.Optional,
            requirements.Missing,
            requirements.Unverified,
            new SignUpVerificationsResource(
                SignUpVerificationResource.From(signUp, Fields.EmailAddress, instance, now),
                SignUpVerificationResource.From(signUp, Fields.PhoneNumber, instance, now),
                Web3Wallet: null,
                collected.External is { } way ? ExternalVerificationResource.From(way, now, OAuthErrors.AccountExists) : null),
            collected.Username,
            collected.EmailAddress?.Value,
            collected.PhoneNumber?.Value,
            Web3Wallet: null,
            collected.HasPassword,
            collected.HasPassword,
            collected.FirstName,
            collected.LastName,
            WireJson.Parse(collected.UnsafeMetadata),
            WireJson.EmptyObject,
            CustomAction: false,
            ExternalId: null,
            complete?.Session.Value,
            complete?.User.Value,
            signUp.AbandonAt.ToUnixTimeMilliseconds(),
            collected.LegalAcceptedAt?.ToUnixTimeMilliseconds(),
            collected.Locale);
    }
}

/// <summary>The proofs of a sign-up by field, and the way to an external provider that was begun last. Web3 wallets are not built: always null.</summary>
public sealed record SignUpVerificationsResource(
    SignUpVerificationResource? EmailAddress, SignUpVerificationResource? PhoneNumber, object? Web3Wallet,
    ExternalVerificationResource? ExternalAccount);
