namespace FuncAuth.Users;

/// <summary>The canonical form of a phone number: E.164.</summary>
public static class PhoneText
{
    /// <summary>The number in E.164; null where <paramref name="typed"/> is no number that can be called from abroad.</summary>
    public static string? Canonicalise(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (typed.Length > 64)
            return null;

        try
        {
            var library = PhoneNumbers.PhoneNumberUtil.GetInstance();
            var number = library.Parse(typed, defaultRegion: null); // no region: it has to begin with its country code
            return library.IsValidNumber(number) || IsReservedTest(number)
                ? library.Format(number, PhoneNumbers.PhoneNumberFormat.E164)
                : null;
        }
        catch (PhoneNumbers.NumberParseException)
        {
            return null; // the library has no Try form: this is its way to say "not a number"
        }
    }

    // 555-01xx numbers are nobody's (Frontend API), so the library calls them invalid.
    private static bool IsReservedTest(PhoneNumbers.PhoneNumber number) =>
        number.CountryCode == 1 && number.NationalNumber is >= 2_000_000_000 and <= 9_999_999_999 && number.NationalNumber / 100 % 100_000 == 55501;
}
