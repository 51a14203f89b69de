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
}
