using FuncAuth.SignUps;

namespace FuncAuth.Users;

/// <summary>
/// An address or number for somebody who has not proven that it is theirs: enough to be recognised by its owner, too little to write to.
/// The number of stars says nothing of the length.
/// </summary>
public static class MaskedText
{
    private const string Stars = "******";

    /// <summary>The masked form of a canonical <paramref name="value"/>.</summary>
    public static string Of(string field, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return field is Fields.EmailAddress ? Email(value) : field is Fields.PhoneNumber ? Phone(value) : Stars;
    }

    // j******@e******.com
    private static string Email(string address)
    {
        var (at, dot) = (address.LastIndexOf('@'), address.LastIndexOf('.'));
        return at < 1 || dot < at ? Stars : $"{First(address)}{Stars}@{address[at + 1]}{Stars}{address[dot..]}";
    }

    // +1******0100
    private static string Phone(string number) => number.Length < 9 ? Stars : $"{number[..2]}{Stars}{number[^4..]}";

    // A letter may be two UTF-16 units, and half of one is none.
    private static string First(string text) => char.IsHighSurrogate(text[0]) ? text[..2] : text[..1];
}
