using System.Collections.Immutable;
using FuncAuth.SignUps;

namespace FuncAuth.Instances;

/// <summary>Which addresses and numbers may sign up (Frontend API).</summary>
/// <param name="Allowlist">Where it is not empty: who is not on it may not.</param>
/// <param name="Blocklist">Who is on it may not, whatever the allowlist says.</param>
/// <param name="BlockEmailSubaddresses">
/// Whether addresses with a part behind <c>+</c>, <c>=</c> or <c>#</c> are refused: mail to all of them may reach one person.
/// </param>
public sealed record Restrictions(ContactList Allowlist, ContactList Blocklist, bool BlockEmailSubaddresses)
{
    private static readonly ImmutableArray<string> Contacts = [Fields.EmailAddress, Fields.PhoneNumber];

    /// <summary>Everybody may.</summary>
    public static Restrictions None { get; } = new(ContactList.Empty, ContactList.Empty, false);

    /// <summary>
    /// Whether <paramref name="value"/>, in canonical form, may be given as <paramref name="field"/>. An allowlist without an entry of the
    /// kind says nothing about contacts of that kind; <see cref="Admit"/> sees to it that they alone open nothing.
    /// </summary>
    public bool Allow(string field, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var bare = field == Fields.EmailAddress ? WithoutSubaddress(value) : value;
        return !(BlockEmailSubaddresses && bare != value)
            && !Blocklist.Has(field, value) && !Blocklist.Has(field, bare)
            && (!Allowlist.Names(field) || Allowlist.Has(field, value));
    }

    /// <summary>Whether what was collected may become a user: nothing in it is refused, and with an allowlist something in it is on it.</summary>
    public bool Admit(Collected collected)
    {
        ArgumentNullException.ThrowIfNull(collected);
        var contacts = Contacts.Where(field => collected.ContactIn(field) is not null).Select(field => (field, collected.ContactIn(field)!.Value)).ToArray();
        return contacts.All(contact => Allow(contact.field, contact.Value))
            && (Allowlist.IsEmpty || contacts.Any(contact => Allowlist.Has(contact.field, contact.Value)));
    }

    private static string WithoutSubaddress(string address)
    {
        var (at, mark) = (address.LastIndexOf('@'), address.AsSpan().IndexOfAny('+', '=', '#'));
        return mark < 0 || mark > at ? address : string.Concat(address.AsSpan(0, mark), address.AsSpan(at));
    }
}
