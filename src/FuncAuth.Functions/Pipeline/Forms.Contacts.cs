using System.Collections.Immutable;
using FuncAuth.Errors;
using FuncAuth.SignUps;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Functions.Pipeline;

/// <content>The forms about a user's own e-mail addresses and phone numbers.</content>
public static partial class Forms
{
    private static readonly string[] SingleInContacts = ["reserved_for_second_factor", "default_second_factor", Fields.EmailAddress, Fields.PhoneNumber, "strategy", "code"];

    /// <summary>A complaint for each parameter of contacts that was sent more than once.</summary>
    public static ImmutableArray<AuthError> RepeatedInContacts(IFormCollection form) => Repeated(form, SingleInContacts);

    /// <summary>The contact that is to be added; null where it was not sent.</summary>
    public static string? Contact(IFormCollection form, string field) => Text(form, field);

    /// <summary>The fields that say what a phone number is used for.</summary>
    public static SecondFactorForm SecondFactor(IFormCollection form) =>
        new(Text(form, "reserved_for_second_factor"), Text(form, "default_second_factor"));
}
