using System.Collections.Frozen;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Instances;

/// <summary>
/// A list of addresses, domains and numbers, compared in canonical form. A domain stands for its addresses, not for those of its
/// sub-domains.
/// </summary>
public sealed class ContactList
{
    private readonly FrozenSet<(string Field, string Value)> entries;

    private ContactList(IEnumerable<(string Field, string Value)> entries) => this.entries = entries.ToFrozenSet();

    /// <summary>Nobody.</summary>
    public static ContactList Empty { get; } = new([]);

    /// <summary>Whether nobody is on it.</summary>
    public bool IsEmpty => entries.Count == 0;

    /// <summary>
    /// Reads a comma-separated list of addresses (<c>jane@example.com</c>), domains (<c>@example.com</c> or <c>*@example.com</c>) and numbers
    /// in E.164; null where an entry is none of them, and then <paramref name="wrong"/> counts to it from one.
    /// </summary>
    public static ContactList? TryParse(string text, out int wrong)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parsed = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse).ToArray();
        wrong = Array.IndexOf(parsed, null) + 1;
        return wrong > 0 ? null : parsed.Length == 0 ? Empty : new ContactList(parsed.Select(entry => entry!.Value));
    }

    /// <summary>Whether there is an entry about contacts in <paramref name="field"/>.</summary>
    public bool Names(string field) => entries.Any(entry => entry.Field == field);

    /// <summary>Whether <paramref name="value"/>, in canonical form, is on it, by itself or by its domain.</summary>
    public bool Has(string field, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return entries.Contains((field, value))
            || (field == Fields.EmailAddress && entries.Contains((field, value[value.LastIndexOf('@')..])));
    }

    private static (string Field, string Value)? Parse(string entry)
    {
        var domain = entry.StartsWith("*@", StringComparison.Ordinal) ? entry[1..] : entry;
        if (domain.StartsWith('@'))
            return EmailText.Canonicalise($"x{domain}") is { } some ? (Fields.EmailAddress, some[1..]) : null;

        if (entry.StartsWith('*'))
            return null; // a part of an address cannot be left open

        if (entry.Contains('@', StringComparison.Ordinal))
            return EmailText.Canonicalise(entry) is { } address ? (Fields.EmailAddress, address) : null;

        return PhoneText.Canonicalise(entry) is { } number ? (Fields.PhoneNumber, number) : null;
    }
}
