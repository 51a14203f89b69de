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
    // An entry looks like this one, for a provider whose name the enumeration of factor strategies does not have:
    //   new(Operation: ".*", Place: @".*\.supported_first_factors\[\d+\]\.strategy", Kind: "NotInEnumeration", Found: "\"oauth_microsoft\"",
    //       Why: "the client library takes any oauth_ name; the enumeration lists only the providers its authors tested with")
    public static readonly IReadOnlyList<AllowedDeviation> All =
    [
        NoStrategyYet("StringExpected"),
        NoStrategyYet("NotInEnumeration"),
    ];

    private static AllowedDeviation NoStrategyYet(string kind) => new(
        Operation: ".*", Place: @".*\bverifications\.(email_address|phone_number)\.strategy", kind, Found: "null",
        Why: "before a code is asked for there is no strategy; the prebuilt components take any for a code that has been sent, and never send one");
}
