using FuncAuth.Errors;
using FuncAuth.Instances;
using PhoneNumbers;
using Number = PhoneNumbers.PhoneNumber;

namespace FuncAuth.Users;

/// <summary>The canonical form of a phone number, E.164, and whether codes may be sent to it.</summary>
public static class PhoneText
{
    /// <summary>The regions that the library knows, by ISO 3166-1 alpha-2.</summary>
    public static IReadOnlySet<string> Regions { get; } = Library.GetSupportedRegions().ToHashSet(StringComparer.Ordinal);

    private static PhoneNumberUtil Library => PhoneNumberUtil.GetInstance();

    /// <summary>
    /// The number in E.164; null where <paramref name="typed"/> is no number that can be called from abroad. It has to begin with its country
    /// code: which country a national number belongs to would be a guess, and front ends send the code along.
    /// </summary>
    public static string? Canonicalise(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return Parse(typed) is { } number && (Library.IsValidNumber(number) || IsReservedTest(number))
            ? Library.Format(number, PhoneNumberFormat.E164)
            : null;
    }

    /// <summary>
    /// Why no code may be sent to a number in E.164; null where nothing stands against it (SECURITY.md R05). Only mobile numbers and those of
    /// which the library cannot say what they are: others get no SMS, or cost whoever sends there, which is what toll fraud lives on.
    /// </summary>
    /// <param name="canonical">As <see cref="Canonicalise"/> returns it.</param>
    /// <param name="instance">Its countries; in test mode it takes the reserved test numbers, whose code is never sent.</param>
    public static AuthError? Objection(string canonical, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        ArgumentNullException.ThrowIfNull(instance);
        if (Parse(canonical) is not { } number)
            return PhoneErrors.FormatInvalid;
        if (IsReservedTest(number))
            return instance.TestMode ? null : PhoneErrors.FormatInvalid;
        if (!instance.Phones.Allow(Library.GetRegionCodeForNumber(number)))
            return PhoneErrors.CountryBlocked;

        return Library.GetNumberType(number) is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE or PhoneNumberType.UNKNOWN
            ? null
            : PhoneErrors.TakesNoSms;
    }

    private static Number? Parse(string typed)
    {
        if (typed.Length > 64)
            return null;

        try
        {
            return Library.Parse(typed, defaultRegion: null);
        }
        catch (NumberParseException)
        {
            return null; // the library has no Try form: this is its way to say "not a number"
        }
    }

    // 555-01xx numbers are nobody's (Frontend API), so the library calls them invalid.
    private static bool IsReservedTest(Number number) =>
        number.CountryCode == 1 && number.NationalNumber is >= 2_000_000_000 and <= 9_999_999_999 && number.NationalNumber / 100 % 100_000 == 55501;
}
