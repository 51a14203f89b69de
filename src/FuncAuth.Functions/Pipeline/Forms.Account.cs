using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.SignUps;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <content>The forms about one's own account.</content>
public static partial class Forms
{
    private static readonly string[] SingleInAccount =
    [
        Fields.FirstName, Fields.LastName, Fields.Username, "primary_email_address_id", "primary_phone_number_id", MetadataText.Field,
        "current_password", "new_password", "sign_out_of_other_sessions",
    ];

    /// <summary>A complaint for each parameter of one's own account that was sent more than once.</summary>
    public static ImmutableArray<AuthError> RepeatedInAccount(IFormCollection form) => Repeated(form, SingleInAccount);

    /// <summary>The fields of a profile.</summary>
    public static ProfileForm Profile(IFormCollection form) => new()
    {
        FirstName = Text(form, Fields.FirstName),
        LastName = Text(form, Fields.LastName),
        Username = Text(form, Fields.Username),
        PrimaryEmailAddress = Text(form, "primary_email_address_id"),
        PrimaryPhoneNumber = Text(form, "primary_phone_number_id"),
    };

    /// <summary>A merge patch on the metadata; null where it was not sent.</summary>
    public static string? Metadata(IFormCollection form) => Text(form, MetadataText.Field);

    /// <summary>The fields that change or remove the password.</summary>
    public static PasswordChangeForm PasswordChange(IFormCollection form) =>
        new(Secret(form, "current_password"), Secret(form, "new_password"), Text(form, "sign_out_of_other_sessions"));
}
