using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <summary>A contact that somebody typed, judged as at sign-up.</summary>
public static class ContactText
{
    /// <summary>What is wrong with it; null where nothing is, and then <paramref name="value"/> is its canonical form.</summary>
    public static AuthError? Read(string field, string? sent, Instance instance, out string value)
    {
        ArgumentNullException.ThrowIfNull(instance);
        value = "";
        var (rule, canonicalise) = field is Fields.EmailAddress
            ? (instance.Attributes.EmailAddress, (Func<string, string?>)EmailText.Canonicalise)
            : (instance.Attributes.PhoneNumber, PhoneText.Canonicalise);
        if (!rule.Enabled)
            return AuthErrors.ParamUnknown(field);
        if (string.IsNullOrWhiteSpace(sent))
            return sent is null ? AuthErrors.ParamMissing(field) : AuthErrors.ParamNil(field);
        if (canonicalise(sent) is not { } canonical)
            return AuthErrors.ParamFormatInvalid(field);

        value = canonical;
        return Objection(field, canonical, instance);
    }

    /// <summary>Why this instance takes no such contact, in canonical form; null where it does.</summary>
    public static AuthError? Objection(string field, string value, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return (field is Fields.PhoneNumber ? PhoneText.Objection(value, instance) : null)
            ?? (instance.Restrictions.Allow(field, value) ? null : ContactErrors.NotAllowed(field));
    }
}
