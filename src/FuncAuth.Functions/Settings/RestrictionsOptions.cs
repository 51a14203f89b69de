using FuncAuth.Instances;

namespace FuncAuth.Functions.Settings;

/// <summary>
/// Which addresses and numbers may sign up. The lists are comma-separated: addresses (<c>jane@example.com</c>), domains (<c>@example.com</c> or
/// <c>*@example.com</c>, without their sub-domains) and numbers (<c>+12015550123</c>).
/// </summary>
public sealed record RestrictionsOptions : IChecked
{
    public const string Section = "FuncAuth:Restrictions";

    /// <summary>
    /// Where it is not empty, nobody else may. It is worth as much as the proof of the address: leave <c>VerifyAtSignUp</c> on for what it lists.
    /// </summary>
    public string Allowlist { get; set; } = "";

    /// <summary>An address on it is refused with every sub-address, too.</summary>
    public string Blocklist { get; set; } = "";

    /// <summary>Whether <c>jane+shop@example.com</c> and its like are refused, reserved test addresses among them.</summary>
    public bool BlockEmailSubaddresses { get; set; }

    /// <exception cref="FormatException">A list has an entry that is none.</exception>
    public Restrictions ToRestrictions() => new(
        ContactList.TryParse(Allowlist, out _) ?? throw new FormatException($"{Name(nameof(Allowlist))} is not a list of contacts."),
        ContactList.TryParse(Blocklist, out _) ?? throw new FormatException($"{Name(nameof(Blocklist))} is not a list of contacts."),
        BlockEmailSubaddresses);

    public IEnumerable<string> Complaints() => [.. Complaint(nameof(Allowlist), Allowlist), .. Complaint(nameof(Blocklist), Blocklist)];

    private static IEnumerable<string> Complaint(string member, string list)
    {
        if (ContactList.TryParse(list, out var wrong) is null)
        {
            yield return $"Entry {wrong} of {Name(member)} is not a contact: write an address, a domain as in @example.com, "
                + "or a number with its country code as in +12015550123.";
        }
    }

    private static string Name(string member) => Setting.Name(Section, member);

    /// <summary>Only the name: the printed form of a record would hold addresses of people.</summary>
    public override string ToString() => nameof(RestrictionsOptions);
}
