using System.Text.Json;
using System.Text.RegularExpressions;

namespace FuncAuth.Infra.Tests;

/// <summary>Alerts and workbook ask for what the code measures, and somebody is told.</summary>
public partial class MetricsTests
{
    [Fact]
    public void Alerts_and_workbook_ask_for_metrics_that_the_code_has()
    {
        var asked = AskedIn(Repository.Text("infra", "alerts.bicep")).Concat(AskedIn(Repository.Text("infra", "workbook.json"))).Distinct();

        Assert.Empty(asked.Except(Measured()).Select(name => $"{name} is asked for in infra/ and measured nowhere in src/"));
    }

    [Fact]
    public void The_workbook_shows_every_metric_of_the_code() =>
        Assert.Empty(Measured().Except(AskedIn(Repository.Text("infra", "workbook.json"))).Select(name => $"{name} is not in infra/workbook.json"));

    [Fact]
    public void Alerts_and_workbook_split_metrics_by_tags_that_the_code_gives()
    {
        var tags = TagAsked().Matches(Repository.Text("infra", "alerts.bicep") + Repository.Text("infra", "workbook.json")).Select(match => match.Groups["tag"].Value).Distinct();
        var code = string.Concat(Sources());

        Assert.All(tags, tag => Assert.Contains($"\"{tag}\"", code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server-errors")]
    [InlineData("poison")]
    [InlineData("queue-age")]
    [InlineData("provider-throttling")]
    [InlineData("lockouts")]
    [InlineData("message-spend")]
    public void What_goes_wrong_is_told(string alert)
    {
        var rule = Deployment.Full.All("Microsoft.Insights/scheduledQueryRules").Single(one => one.GetProperty("name").GetString()!.StartsWith($"{alert}-", StringComparison.Ordinal));

        Assert.True(rule.GetProperty("properties").GetProperty("enabled").GetBoolean());
        Assert.NotEmpty(rule.GetProperty("properties").GetProperty("actions").GetProperty("actionGroups").EnumerateArray());
    }

    [Fact]
    public void Storage_is_watched_without_the_app()
    {
        var names = Deployment.Full.Names("Microsoft.Insights/metricAlerts").Select(name => name.Split("-funcauth-")[0]);

        Assert.Equal(["backlog", "storage-throttling"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Alerts_go_to_the_address_that_was_given()
    {
        var people = Deployment.Full.One("Microsoft.Insights/actionGroups").GetProperty("properties").GetProperty("emailReceivers").EnumerateArray();

        Assert.Equal("ops@example.com", Assert.Single(people).GetProperty("emailAddress").GetString());
        Assert.Empty(Deployment.Example.One("Microsoft.Insights/actionGroups").GetProperty("properties").GetProperty("emailReceivers").EnumerateArray());
    }

    [Fact]
    public void There_is_a_budget_where_somebody_set_one()
    {
        Assert.Equal(100, Deployment.Full.One("Microsoft.Consumption/budgets").GetProperty("properties").GetProperty("amount").GetInt32());
        Assert.Empty(Deployment.Example.All("Microsoft.Consumption/budgets"));
    }

    [Fact]
    public void The_workbook_is_whole()
    {
        using var workbook = JsonDocument.Parse(Deployment.Example.One("Microsoft.Insights/workbooks").GetProperty("properties").GetProperty("serializedData").GetString()!);
        var items = workbook.RootElement.GetProperty("items").EnumerateArray().ToList();

        Assert.True(items.Count > 5);
        Assert.Equal(items.Count, items.Select(item => item.GetProperty("name").GetString()).Distinct().Count());
    }

    private static IEnumerable<string> AskedIn(string text) => MetricAsked().Matches(text).Select(match => match.Groups["name"].Value);

    private static List<string> Measured() => [.. Sources().SelectMany(text => MetricMade().Matches(text)).Select(match => match.Groups["name"].Value).Distinct()];

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText);

    [GeneratedRegex("""Name == \\?['"](?<name>[a-z.]+)\\?['"]""")]
    private static partial Regex MetricAsked();

    [GeneratedRegex("""Properties\[\\?['"](?<tag>funcauth\.[a-z.]+)\\?['"]\]""")]
    private static partial Regex TagAsked();

    [GeneratedRegex("""Meter\.Create(Counter|Histogram|UpDownCounter|ObservableGauge|Gauge)<\w+>\(\s*"(?<name>funcauth\.[a-z.]+)["]""")]
    private static partial Regex MetricMade();
}
