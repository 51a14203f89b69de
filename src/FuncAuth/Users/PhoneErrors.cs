using FuncAuth.Errors;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <summary>What may be said against a phone number (Frontend API).</summary>
public static class PhoneErrors
{
    /// <summary>It is no number, or not one that anybody has.</summary>
    public static AuthError FormatInvalid { get; } = AuthErrors.ParamFormatInvalid(Fields.PhoneNumber);

    /// <summary>Its country is not on the list of this instance.</summary>
    public static AuthError CountryBlocked { get; } =
        new(403, "not_allowed_access", "is not allowed", "Phone numbers of this country are not accepted here. Please use another.")
        { ParamName = Fields.PhoneNumber };

    /// <summary>A number that gets no SMS, or at somebody's cost.</summary>
    public static AuthError TakesNoSms { get; } =
        new(422, "form_param_format_invalid", "is no mobile number", "Text messages cannot be sent to this phone number. Enter the number of a mobile phone.")
        { ParamName = Fields.PhoneNumber };
}
