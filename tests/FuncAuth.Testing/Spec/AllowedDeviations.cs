using System.Text.RegularExpressions;

namespace FuncAuth.Testing.Spec;

/// <summary>Something the published documents forbid and the client libraries accept, which is therefore not reported.</summary>
/// <param name="Place">A pattern for the whole place, as in <c>.*\.supported_first_factors\[\d+\]\.strategy</c>.</param>
/// <param name="Found">A pattern for the whole value found there, as JSON text.</param>
/// <param name="Why">The reason, with who accepts it.</param>
internal sealed record AllowedDeviation(string Operation, string Place, string Kind, string Found, string Why)
{
    public bool Covers(string operation, SpecFinding finding) =>
        Kind == finding.Kind && IsWhole(Operation, operation) && IsWhole(Place, finding.Place) && IsWhole(Found, finding.Found);

    private static bool IsWhole(string pattern, string text) => Regex.IsMatch(text, $@"\A(?:{pattern})\z");
}

/// <summary>The one list of deviations. Keep it short: each line is a promise of the published documents that is not kept.</summary>
internal static class AllowedDeviations
{
    public static readonly IReadOnlyList<AllowedDeviation> All =
    [
        NoStrategyYet("StringExpected"),
        NoStrategyYet("NotInEnumeration"),
        new(Operation: ".*", Place: @"user_settings\.social\.oauth_\w+", Kind: "NoAdditionalPropertiesAllowed", Found: @"[\s\S]*", Why: AnyProvider),
        new(Operation: ".*", Place: @".*\.(strategy|provider)", Kind: "NotInEnumeration", Found: @"""(from_)?oauth_\w+""", Why: AnyProvider),
    ];

    private const string AnyProvider = "the client library takes any oauth_ name; the documents list only the providers its authors tested with";

    private static AllowedDeviation NoStrategyYet(string kind) => new(
        Operation: ".*", Place: @".*\bverifications\.(email_address|phone_number)\.strategy", kind, Found: "null",
        Why: "before a code is asked for there is no strategy; the prebuilt components take any for a code that has been sent, and never send one");
}
