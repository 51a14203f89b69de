using System.Collections.Immutable;
using System.Text.Json;
using FuncAuth.Instances;
using FuncAuth.SignIns;
using FuncAuth.Strategies;

namespace FuncAuth.Users;

/// <summary>A user as the user's own pages see it (Frontend API). What is not built is announced as absent.</summary>
public sealed record UserResource(
    string Id,
    string Object,
    string? Username,
    string? FirstName,
    string? LastName,
    string ImageUrl,
    bool HasImage,
    string? PrimaryEmailAddressId,
    string? PrimaryPhoneNumberId,
    string? PrimaryWeb3WalletId,
    bool PasswordEnabled,
    bool TwoFactorEnabled,
    bool TotpEnabled,
    bool BackupCodeEnabled,
    ImmutableArray<EmailAddressResource> EmailAddresses,
    ImmutableArray<PhoneNumberResource> PhoneNumbers,
    ImmutableArray<string> Web3Wallets,
    ImmutableArray<string> Passkeys,
    ImmutableArray<string> OrganizationMemberships,
    ImmutableArray<ExternalAccountResource> ExternalAccounts,
    ImmutableArray<string> SamlAccounts,
    ImmutableArray<string> EnterpriseAccounts,
    long? PasswordLastUpdatedAt,
    JsonElement PublicMetadata,
    JsonElement UnsafeMetadata,
    string? ExternalId,
    long? LastSignInAt,
    bool Banned,
    bool Locked,
    long? LockoutExpiresInSeconds,
    long? VerificationAttemptsRemaining,
    long CreatedAt,
    long UpdatedAt,
    bool DeleteSelfEnabled,
    bool CreateOrganizationEnabled,
    long? LastActiveAt,
    long? MfaEnabledAt,
    long? MfaDisabledAt,
    long? LegalAcceptedAt)
{
    /// <summary>The wire's view of <paramref name="user"/>.</summary>
    public static UserResource From(User user, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(instance);
        return new UserResource(
            user.Id.Value,
            "user",
            user.Username,
            user.FirstName,
            user.LastName,
            ImageUrl: StandInImage.Of(user.FirstName, user.LastName),
            HasImage: false,
            user.PrimaryEmailAddress?.Value,
            user.PrimaryPhoneNumber?.Value,
            PrimaryWeb3WalletId: null,
            user.Password is not null,
            TwoFactorEnabled: !SignInFactors.Second(user, instance).IsEmpty, // where the instance asks for none, nobody is protected by one
            TotpEnabled: false,
            BackupCodeEnabled: false,
            [.. user.EmailAddresses.Select(email => EmailAddressResource.From(email, user, instance, now))],
            [.. user.PhoneNumbers.Select(phone => PhoneNumberResource.From(phone, instance, now))],
            Web3Wallets: [],
            Passkeys: [],
            OrganizationMemberships: [],
            [.. user.ExternalAccounts.Where(account => !account.IsOverAt(now)).Select(account => ExternalAccountResource.From(account, now))],
            SamlAccounts: [],
            EnterpriseAccounts: [],
            user.Password?.UpdatedAt.ToUnixTimeMilliseconds(),
            WireJson.EmptyObject,
            WireJson.Parse(user.UnsafeMetadata),
            ExternalId: null,
            user.LastSignInAt?.ToUnixTimeMilliseconds(),
            Banned: false,
            user.Misses.LockedFor(now, instance.Lockout) is not null,
            user.Misses.LockedFor(now, instance.Lockout) is { } locked ? (long)Math.Ceiling(locked.TotalSeconds) : null,
            user.Misses.Left(now, instance.Lockout),
            user.CreatedAt.ToUnixTimeMilliseconds(),
            user.UpdatedAt.ToUnixTimeMilliseconds(),
            instance.UsersMayDeleteThemselves,
            CreateOrganizationEnabled: false,
            LastActiveAt: null,
            user.MfaEnabledAt?.ToUnixTimeMilliseconds(),
            user.MfaDisabledAt?.ToUnixTimeMilliseconds(),
            user.LegalAcceptedAt?.ToUnixTimeMilliseconds());
    }
}

/// <summary>An e-mail address of a user (Frontend API).</summary>
public sealed record EmailAddressResource(
    string Id, string Object, string EmailAddress, bool Reserved, VerificationResource? Verification, ImmutableArray<LinkedIdentificationResource> LinkedTo,
    bool MatchesSsoConnection, long CreatedAt, long UpdatedAt)
{
    /// <summary>The wire's view of <paramref name="email"/>, which is one of <paramref name="user"/>.</summary>
    public static EmailAddressResource From(EmailAddress email, User user, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(instance);
        return new EmailAddressResource(
            email.Id.Value, "email_address", email.Value, Reserved: false,
            email.Verification is { } proof ? VerificationResource.From(proof, now, instance.Codes) : null,
            [.. user.ExternalAccounts.Where(account => account.Identity?.VerifiedAddress == email.Value).Select(account => new LinkedIdentificationResource(account.Strategy, account.Identification.Value))],
            MatchesSsoConnection: false, email.CreatedAt.ToUnixTimeMilliseconds(), email.UpdatedAt.ToUnixTimeMilliseconds());
    }
}

/// <summary>A phone number of a user (Frontend API).</summary>
public sealed record PhoneNumberResource(
    string Id, string Object, string PhoneNumber, bool ReservedForSecondFactor, bool DefaultSecondFactor, bool Reserved,
    VerificationResource? Verification, ImmutableArray<LinkedIdentificationResource> LinkedTo, ImmutableArray<string>? BackupCodes, long CreatedAt, long UpdatedAt)
{
    /// <summary>The wire's view of <paramref name="phone"/>.</summary>
    public static PhoneNumberResource From(PhoneNumber phone, Instance instance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(phone);
        ArgumentNullException.ThrowIfNull(instance);
        return new PhoneNumberResource(
            phone.Id.Value, "phone_number", phone.Value, phone.ReservedForSecondFactor, phone.IsDefaultSecondFactor, Reserved: false,
            phone.Verification is { } proof ? VerificationResource.From(proof, now, instance.Codes) : null, LinkedTo: [], BackupCodes: null,
            phone.CreatedAt.ToUnixTimeMilliseconds(), phone.UpdatedAt.ToUnixTimeMilliseconds());
    }
}

/// <summary>An external account whose provider says that the contact is the person's.</summary>
/// <param name="Type">The strategy of its provider.</param>
/// <param name="Id">Its id among all that an account is known by.</param>
public sealed record LinkedIdentificationResource(string Type, string Id);
