using System.Collections.Immutable;
using FuncAuth.Errors;

namespace FuncAuth.Strategies.Password;

/// <summary>What can be wrong with a chosen password.</summary>
public static class PasswordErrors
{
    public static AuthError TooShort(int minLength) => new(
        422, "form_password_length_too_short",
        $"Passwords must be {minLength} characters or more.",
        $"Passwords must be {minLength} characters or more. Several words in a row are easy to remember and hard to guess.");

    public static AuthError TooLong(int maxLength) => new(
        422, "form_password_length_too_long",
        $"Passwords must be {maxLength} characters or fewer.",
        $"Passwords must be {maxLength} characters or fewer, so that nothing of them has to be cut off.");

    public static AuthError NotText { get; } = new(
        422, "form_param_format_invalid",
        "is invalid",
        "This password holds something that is not a character. Please type it again.");

    /// <summary>
    /// On the list that comes with FuncAuth, or on that of the range service. One code for both, the one that the client library and the
    /// prebuilt screens have words for: the shipped list is a harvest of leaks as well.
    /// </summary>
    public static AuthError Leaked { get; } = new(
        422, "form_password_pwned",
        "is known from leaks",
        "This password is on the lists of passwords that were found in leaks, and those are tried first. Please choose another one.");

    /// <summary>Judged against the person's identifiers, and said about the parameter that brought the likeness.</summary>
    public static AuthError MatchesIdentifier { get; } = new(
        422, "form_password_matches_identifier",
        "is like an identifier",
        "The password must not be your email address, phone number or username, or little more than that.");

    /// <summary>Names are no identifiers, so that <see cref="MatchesIdentifier"/> would tell people something that is not so.</summary>
    public static AuthError MatchesName { get; } = NotStrongEnough(
        "The password must not be your name or the name of this application, or little more than that.", [PasswordSuggestion.UseWords]);

    public static AuthError TooWeak(ImmutableArray<PasswordSuggestion> suggestions) => NotStrongEnough(
        "This password is easy to guess. Several words that have nothing to do with each other are easy to remember and hard to guess.", suggestions);

    /// <summary>
    /// Nobody has found out about the password as it is by now: another request changed the sign-up between finding out and deciding. The
    /// pipeline finds out again, and answers with this only where that happens over and over.
    /// </summary>
    public static AuthError Unjudged { get; } = AuthErrors.ResourceLocked with
    {
        LongMessage = "The password is being changed by another request. Please try again.",
    };

    /// <summary>Who changes a password has to know it (SECURITY.md P10).</summary>
    public static AuthError CurrentIncorrect { get; } = new(
        422, "form_password_validation_failed", "is incorrect", "That is not your current password. Try again.")
    { ParamName = "current_password" };

    public static AuthError MatchesCurrent { get; } = new(
        422, "form_new_password_matches_current", "is the current password", "The new password must be another one than the current password.")
    { ParamName = "new_password" };

    public static AuthError NoneSet { get; } = new(400, "no_password_set", "there is none", "There is no password to remove.");

    /// <summary>The instance asks everybody for one, or it is the only way to sign in.</summary>
    public static AuthError Needed { get; } = new(
        400, "password_required", "is required", "The password cannot be removed: it is required here, or it is your only way to sign in.");

    // The prebuilt screens read the suggestions without looking whether there are any: without them they show "undefined".
    private static AuthError NotStrongEnough(string longMessage, ImmutableArray<PasswordSuggestion> suggestions) =>
        new(422, "form_password_not_strong_enough", "is not strong enough", longMessage) { Suggestions = suggestions };
}
