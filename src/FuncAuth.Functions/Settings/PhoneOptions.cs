using System.Globalization;
using FuncAuth.Instances;
using FuncAuth.Users;

namespace FuncAuth.Functions.Settings;

/// <summary>Which phone numbers are taken.</summary>
public sealed record PhoneOptions : IChecked
{
    public const string Section = "FuncAuth:Phones";

    /// <summary>A comma-separated list of two-letter countries (ISO 3166-1), such as <c>DE,AT,CH</c>. Where it is empty, all are.</summary>
    public string Countries { get; set; } = "";

    public PhoneRules ToRules() => Regions() is { Length: > 0 } regions ? new PhoneRules([.. regions]) : PhoneRules.Everywhere;

    public IEnumerable<string> Complaints()
    {
        var regions = Regions();
        for (var i = 0; i < regions.Length; i++)
        {
            if (!PhoneText.Regions.Contains(regions[i]))
                yield return string.Create(CultureInfo.InvariantCulture, $"Entry {i + 1} of {Setting.Name(Section, nameof(Countries))} is no country with phone numbers: ")
                    + "write the two letters of ISO 3166, as in DE,AT,CH.";
        }
    }

    private string[] Regions() =>
        [.. Countries.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(region => region.ToUpperInvariant())];
}
