using System.Text.RegularExpressions;
using FuncAuth.Testing.Spec;

namespace FuncAuth.Http.Tests.Docs;

/// <summary>SECURITY.md promises what tests prove: every test with the id of a statement is on the page under that id, and no other is.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public void The_page_and_the_tests_name_the_same_proofs()
    {
        var root = Checkout.Root ?? throw new DirectoryNotFoundException("No folder above the tests holds FuncAuth.sln.");
        var promised = PromisedOn(File.ReadAllText(Path.Combine(root.FullName, "SECURITY.md")));
        var proven = ProvenIn(Path.Combine(root.FullName, "tests"));

        Assert.NotEmpty(proven);
        Assert.True(proven.IsSubsetOf(promised), "Not on the page:\n" + Lines(proven.Except(promised)));
        Assert.True(promised.IsSubsetOf(proven), "On the page, and no test of that name:\n" + Lines(promised.Except(proven)));
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    // "C01: Test_name", once for each id that the name begins with.
    private static HashSet<string> ProvenIn(string tests) =>
    [
        .. Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Test().Matches(File.ReadAllText(file)))
            .Select(test => test.Groups["name"].Value)
            .SelectMany(name => Id().Matches(Prefix().Match(name).Value).Select(id => $"{id.Value}: {name}")),
    ];

    private static HashSet<string> PromisedOn(string page) =>
    [
        .. Row().Matches(page)
            .SelectMany(row => Name().Matches(row.Groups["tests"].Value).Select(name => $"{row.Groups["id"].Value}: {name.Groups["name"].Value}")),
    ];

    [GeneratedRegex(@"public (?:async )?(?:Task|ValueTask|void) (?<name>(?:[A-Z][0-9]{2}_)+\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Test();

    [GeneratedRegex("^(?:[A-Z][0-9]{2}_)+", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex("[A-Z][0-9]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"^\| (?<id>[A-Z][0-9]{2}) \|[^|]*\|(?<tests>[^|]*)\|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Z][0-9]{2}_[^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
