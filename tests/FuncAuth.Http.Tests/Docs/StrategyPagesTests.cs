using System.Text.Json;
using System.Text.RegularExpressions;
using FuncAuth.LocalHost.Settings;
using FuncAuth.Messages.Templates;
using FuncAuth.Strategies;

namespace FuncAuth.Http.Tests.Docs;

/// <summary>The pages about strategies and operations, held against the code.</summary>
public partial class StrategyPagesTests
{
    private static readonly string Root = RepositoryRoot.Find();

    public static TheoryData<string> Strategies { get; } = [.. StrategyCatalog.All.Strategies.Select(strategy => strategy.Name)];

    public static TheoryData<string> Pages { get; } =
    [
        "docs/operations.md",
        "docs/adding-a-strategy.md",
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs", "strategies"), "*.md").Select(file => $"docs/strategies/{Path.GetFileName(file)}").Order(),
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Every_strategy_has_a_page_with_its_errors_and_what_is_stored(string strategy)
    {
        var page = Read($"docs/strategies/{strategy}.md");

        Assert.StartsWith($"# {strategy}\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Errors\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## What is stored\n", page, StringComparison.Ordinal);
    }

    // What docs/adding-a-strategy.md counts.
    [Fact]
    public void A_strategy_that_sends_codes_is_named_in_its_folder_and_in_two_files_besides()
    {
        var source = Path.Combine(Root, "src", "FuncAuth");
        string[] allowed = [Path.Combine("Strategies", "StrategyCatalog.cs"), Path.Combine("Instances", "Instance.cs")];
        var names = StrategyCatalog.All.Playing<ICodeStrategy>().SelectMany(strategy => new[] { $"\"{strategy.Name}\"", $"new {strategy.GetType().Name}(" }).ToArray();

        var elsewhere = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => names.Any(name => File.ReadAllText(file).Contains(name, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(source, file))
            .Where(file => !allowed.Contains(file) && !Regex.IsMatch(file, @"^Strategies[\\/]\w+[\\/]"));

        Assert.Empty(elsewhere);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Settings_that_a_page_names_exist(string page)
    {
        using var sample = JsonDocument.Parse(Read("local.settings.sample.json"));
        var known = sample.RootElement.GetProperty("Values").EnumerateObject().Select(setting => setting.Name).ToHashSet();

        Assert.All(SettingName().Matches(Read(page)), match => Assert.Contains(match.Value, known));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Errors_that_a_page_lists_are_made_with_that_status(string page)
    {
        var made = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => ErrorMade().Matches(File.ReadAllText(file)))
            .Select(match => (Code: match.Groups["code"].Value, Status: match.Groups["status"].Value))
            .ToHashSet();

        Assert.All(ErrorListed().Matches(Read(page)), match => Assert.Contains((match.Groups["code"].Value, match.Groups["status"].Value), made));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, page))!;

        Assert.All(RelativeLink().Matches(Read(page)), match =>
        {
            var target = Path.Combine(folder, match.Groups["path"].Value);
            Assert.True(match.Groups["path"].Length == 0 || File.Exists(target) || Directory.Exists(target), match.Value);
        });
    }

    [Theory]
    [InlineData("email_code", "Codes", "Communication__E", "Messages__Folder", "Messages__DefaultLocale", "Smtp")]
    [InlineData("phone_code", "Codes", "Phones", "Messages", "Communication__SmsFrom")]
    public void A_page_names_every_setting_of_its_concern(string strategy, params string[] concerns)
    {
        using var sample = JsonDocument.Parse(Read("local.settings.sample.json"));
        var page = Read($"docs/strategies/{strategy}.md");
        var settings = sample.RootElement.GetProperty("Values").EnumerateObject().Select(setting => setting.Name)
            .Where(name => concerns.Any(concern => name.StartsWith($"FuncAuth__{concern}", StringComparison.Ordinal)));

        Assert.All(settings, setting => Assert.Contains($"`{setting}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_lists_the_languages_that_are_shipped() => Assert.Contains(
        $"Shipped: {string.Join(", ", MessageTexts.Shipped.Languages)},", Read("docs/strategies/email_code.md").ReplaceLineEndings(" "), StringComparison.Ordinal);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("(FuncAuth__[A-Za-z]+(__[A-Za-z]+)+|FUNCAUTH_[A-Z]+)")]
    private static partial Regex SettingName();

    [GeneratedRegex("""new(?: AuthError)?\(\s*(?<status>[0-9]{3}), "(?<code>[a-z_]+)"|Error\((?<status>[0-9]{3}), "(?<code>[a-z_]+)""")]
    private static partial Regex ErrorMade();

    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \| (?<status>[0-9]{3}) \|", RegexOptions.Multiline)]
    private static partial Regex ErrorListed();

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]*)(#[^)]*)?\)")]
    private static partial Regex RelativeLink();
}
