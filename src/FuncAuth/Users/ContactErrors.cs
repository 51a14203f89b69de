using FuncAuth.Errors;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <summary>What may be said against a change of somebody's contacts (Frontend API).</summary>
public static class ContactErrors
{
    /// <summary>A number that is not proven cannot be a second factor.</summary>
    public static AuthError SecondFactorUnverified { get; } =
        new(400, "identification_update_second_factor_unverified", "is not verified", "Verify this phone number before you use it as a second factor.");

    /// <summary>Somebody who has not proven that the account is theirs cannot set up a second factor.</summary>
    public static AuthError AccountUnproven { get; } =
        new(400, "identification_update_second_factor_unverified", "the account is not verified", "Verify the email address or phone number of your account before you set up a second factor.");

    /// <summary>Nothing would be left to sign in with.</summary>
    public static AuthError LastFirstFactor { get; } =
        new(400, "identification_update_failed", "is needed to sign in", "This is your only way to sign in. Add another one before you use it as a second factor.");

    /// <summary>The default has to be one of those that are on.</summary>
    public static AuthError NoSecondFactor { get; } =
        new(400, "identification_update_failed", "is no second factor", "This phone number is not used as a second factor. Turn that on before you make it the default.");

    /// <summary>The instance does not ask for such a second factor.</summary>
    public static AuthError SecondFactorUnused { get; } =
        new(400, "identification_update_failed", "cannot be a second factor", "Phone numbers are not used as a second factor here.");

    /// <summary>While there is a second factor one is the default.</summary>
    public static AuthError DefaultSecondFactorNeeded { get; } =
        new(422, "form_disable_default_second_factor_not_allowed", "must have a successor", "Make another second factor the default instead of turning the default off.")
        { ParamName = "default_second_factor" };

    /// <summary>It is not one of those that this instance takes.</summary>
    public static AuthError NotAllowed(string field) =>
        AuthErrors.NotAllowedAccess.For(field) with { LongMessage = $"This {Readable(field)} is not allowed here. Please use another." };

    /// <summary>While the account may be somebody else's nothing is added to it (SECURITY.md U09).</summary>
    public static AuthError OwnUnproven(string field) =>
        new(422, "form_verification_needed", "the account is not verified", $"Verify the email address or phone number of your account before you add another {Readable(field)}.")
        { ParamName = field };

    /// <summary>Too many wait for their proof.</summary>
    public static AuthError TooManyUnverified { get; } =
        new(400, "too_many_unverified_identifications", "too many are not verified", "Verify or remove one of those that you have added before you add another.");

    /// <summary>The account has as many as one can have.</summary>
    public static AuthError TooMany(string field) =>
        new(400, "identification_update_failed", "there are too many", $"An account cannot have more of them. Remove another {Readable(field)} first.");

    /// <summary>Somebody else has proven it before.</summary>
    public static AuthError Claimed(string field) =>
        new(400, "identification_claimed", "has been claimed", $"This {Readable(field)} belongs to another account by now. Please use another.");

    /// <summary>Everybody has to have one here.</summary>
    public static AuthError LastRequired(string field) =>
        new(400, "last_required_identification_deletion_failed", "is required", $"This is your only verified {Readable(field)}, and you need one here. Add another before you remove it.");

    /// <summary>Nothing would be left to sign in with.</summary>
    public static AuthError LastWayIn { get; } =
        new(400, "identification_deletion_failed", "is needed to sign in", "This is your only way to sign in. Add another one before you remove it.");

    /// <summary>Nothing would be left that shows whose the account is, and it still has an address or a number that was never proven (SECURITY.md F07).</summary>
    public static AuthError LastProof { get; } =
        new(400, "identification_deletion_failed", "shows whose the account is", "Verify the email address or phone number of your account before you remove this.");

    private static string Readable(string field) => field is Fields.EmailAddress ? "email address" : "phone number";
}
