using FuncAuth.Errors;

namespace FuncAuth.Users;

/// <summary>What may be said against a change of one's own account (Frontend API).</summary>
public static class AccountErrors
{
    /// <summary>A contact that nobody has proven cannot be the primary one: messages about the account go there, and a password is reset by it.</summary>
    public static AuthError PrimaryUnverified(string parameter) =>
        new(422, "form_verification_needed", "is not verified", "Verify this one before you make it the primary one.") { ParamName = parameter };

    /// <summary>Nothing would be left to sign in with.</summary>
    public static AuthError UsernameNeeded { get; } =
        new(400, "identification_deletion_failed", "is needed to sign in", "The username is your only way to sign in. Add another one before you remove it.");

    /// <summary>The instance leaves it to the people who run it.</summary>
    public static AuthError DeleteSelfOff { get; } =
        new(403, "user_delete_self_not_enabled", "is not possible here", "Accounts are not deleted by their owners here. Contact the people who run this application.");

    /// <summary>Pictures are not built. Prebuilt screens show their button in any case, so they are told in words for people.</summary>
    public static AuthError NoPictures { get; } =
        AuthErrors.ResourceNotFound with { LongMessage = "Pictures of your own are not possible here. The rest of your profile is." };
}
