using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.Password;
using FuncAuth.Users;

namespace FuncAuth.SignIns;

/// <summary>A sign-in as the wire shows it (Frontend API).</summary>
public sealed record SignInResource(
    string Object,
    string Id,
    string Status,
    ImmutableArray<string> SupportedIdentifiers,
    ImmutableArray<FactorResource>? SupportedFirstFactors,
    ImmutableArray<FactorResource>? SupportedSecondFactors,
    object? FirstFactorVerification,
    FactorVerificationResource? SecondFactorVerification,
    string? Identifier,
    SignInUserResource? UserData,
    string? CreatedSessionId,
    long AbandonAt)
{
    /// <summary>The wire's view of <paramref name="signIn"/>.</summary>
    /// <param name="signIn">The sign-in.</param>
    /// <param name="user">Whose it is; null before identification, and where nobody may learn whose.</param>
    /// <param name="instance">The instance's settings.</param>
    /// <param name="now">The time of the request.</param>
    public static SignInResource From(SignIn signIn, User? user, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(instance);
        var (status, first, second, session) = signIn.State switch
        {
            SignInState.NeedsIdentifier => ("needs_identifier", null, null, null),
            SignInState.NeedsFirstFactor open => ("needs_first_factor", open.Proof, null, null),
            SignInState.NeedsSecondFactor open => ("needs_second_factor", open.First, open.Proof, null),
            SignInState.NeedsNewPassword open => ("needs_new_password", open.First, (FactorProof?)null, (SessionId?)null),
            SignInState.Complete complete => ("complete", complete.First, complete.Second, complete.Session),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var pastFirst = signIn.State is SignInState.NeedsSecondFactor or SignInState.Complete;
        return new SignInResource(
            "sign_in_attempt",
            signIn.Id.Value,
            signIn.IsAbandonedAt(now) ? "abandoned" : status,
            [.. new[] { Fields.EmailAddress, Fields.PhoneNumber, Fields.Username }.Where(name => instance.Announced(name).Enabled)],
            signIn.Identifier is null && !pastFirst
                ? null
                : [.. SignInFactors.First(signIn, user, instance).Select(factor => FactorResource.From(factor, signIn.Identifier, isSecond: false))],
            pastFirst && user is not null
                ? [.. SignInFactors.Second(user, instance).Select(factor => FactorResource.From(factor, signIn.Identifier, isSecond: true))]
                : pastFirst ? [] : null,
            signIn.External is { } way && (first is null || first.Verification.Id == way.Verification.Id)
                ? Shown(way, now)
                : FactorVerificationResource.From(first, instance, now),
            FactorVerificationResource.From(second, instance, now),
            signIn.Identifier?.Text,
            user is null || instance.SignIns.HidesAccounts ? null : SignInUserResource.From(user),
            session?.Value,
            signIn.AbandonAt.ToUnixTimeMilliseconds());
    }

    // By whether there is an address, the hooks of the client library tell a sign-in that led out to a provider from one that did not: in the one they begin
    // anew, in the other sso() does nothing, after a no and after a step back as well. The one out is told once, so later it is the page to come back to.
    private static ExternalVerificationResource Shown(ExternalProof way, DateTimeOffset now)
    {
        var shown = ExternalVerificationResource.From(way, now, OAuthErrors.AccountNotFound);
        return shown with { ExternalVerificationRedirectUrl = shown.ExternalVerificationRedirectUrl ?? way.RedirectUrl };
    }
}

/// <summary>A factor that a sign-in offers.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="EmailAddressId">The address that a code would go to.</param>
/// <param name="PhoneNumberId">The number that a code would go to.</param>
/// <param name="SafeIdentifier">The address or number as it may be shown: whole where it is what was typed, else masked.</param>
/// <param name="Primary">Whether it is the user's primary one.</param>
/// <param name="Default">Of second factors: whether it is meant where nobody says which.</param>
public sealed record FactorResource(
    string Strategy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EmailAddressId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PhoneNumberId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SafeIdentifier,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Primary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Default)
{
    /// <summary>The wire's view of <paramref name="factor"/>, to somebody who typed <paramref name="typed"/>.</summary>
    public static FactorResource From(Factor factor, TypedIdentifier? typed, bool isSecond)
    {
        ArgumentNullException.ThrowIfNull(factor);
        var contact = factor.Contact;
        return new FactorResource(
            factor.Strategy,
            contact?.Field is Fields.EmailAddress ? contact.Id.Value : null,
            contact?.Field is Fields.PhoneNumber ? contact.Id.Value : null,
            contact is null ? null : contact.Value == typed?.Text ? contact.Value : MaskedText.Of(contact.Field, contact.Value),
            contact?.IsPrimary,
            isSecond && contact is not null ? factor.IsDefault : null);
    }
}

/// <summary>How far a factor's proof has got, in the shape of its family: a password has no end and no failure of its own.</summary>
public sealed record FactorVerificationResource(string Object, string Status, string Strategy, int? Attempts, long? ExpireAt)
{
    /// <summary>The wire's view of <paramref name="proof"/>; null where nothing was prepared or attempted.</summary>
    public static FactorVerificationResource? From(FactorProof? proof, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (proof?.Verification is not { } verification)
            return null;

        return verification.Strategy is PasswordStrategy.StrategyName
            ? new FactorVerificationResource(
                "verification_password", verification.IsVerified ? "verified" : "unverified", verification.Strategy, verification.Misses,
                verification.ExpiresAt.ToUnixTimeMilliseconds())
            : new FactorVerificationResource(
                "verification_otp", verification.StatusAt(now, instance.Codes).ToWire(), verification.Strategy, verification.Misses,
                verification.ExpiresAt.ToUnixTimeMilliseconds());
    }
}

/// <summary>What a sign-in shows of the user before anything is proven: no more than a greeting needs.</summary>
public sealed record SignInUserResource(string? FirstName, string? LastName, string ImageUrl, bool HasImage, string ProfileImageUrl)
{
    /// <summary>The wire's view of <paramref name="user"/>.</summary>
    public static SignInUserResource From(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new SignInUserResource(user.FirstName, user.LastName, StandInImage.Of(user.FirstName, user.LastName), HasImage: false, ProfileImageUrl: "");
    }
}
