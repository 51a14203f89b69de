using System.Text.Json;
using System.Text.RegularExpressions;

namespace FuncAuth.Infra.Tests;

/// <summary>Every file of infra/ compiles, passes the linter and is laid out, without a word.</summary>
public sealed partial class BicepFileTests : IDisposable
{
    // A copy: the compiler and the formatter write beside what they read.
    private readonly DirectoryInfo copy = Directory.CreateTempSubdirectory("funcauth-infra-");

    public BicepFileTests()
    {
        foreach (var file in Sources().Concat(Directory.EnumerateFiles(Repository.Infra, "*.json")))
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
    }

    public void Dispose() => copy.Delete(recursive: true);

    [Fact]
    public void The_compiler_has_nothing_to_say()
    {
        // It ends well although it has warned, of a property that does not exist say: so any word is one too many.
        var (code, output, said) = Bicep.Run("build", "--pattern", Path.Combine(copy.FullName, "*.bicep"));

        Assert.Equal("", (output + said).Trim());
        Assert.Equal(0, code);
        Assert.Equal(
            Sources().Where(file => Path.GetExtension(file) == ".bicep").Select(file => Path.GetFileNameWithoutExtension(file)).Order(),
            Directory.EnumerateFiles(copy.FullName, "*.json").Select(file => Path.GetFileNameWithoutExtension(file))
                .Except(["bicepconfig"]).Order());
    }

    [Fact]
    public void The_linter_has_nothing_to_say()
    {
        var (code, output, said) = Bicep.Run("lint", "--pattern", Path.Combine(copy.FullName, "*.bicep*"));

        Assert.Equal("", (output + said).Trim());
        Assert.Equal(0, code);
    }

    [Fact]
    public void The_example_gives_every_parameter_that_the_template_needs()
    {
        var (code, _, said) = Bicep.Run("build-params", Path.Combine(copy.FullName, "main.bicepparam"), "--stdout");

        Assert.Equal("", said.Trim());
        Assert.Equal(0, code);
    }

    [Fact]
    public void The_formatter_has_nothing_to_change()
    {
        var (code, output, said) = Bicep.Run("format", "--pattern", Path.Combine(copy.FullName, "*.bicep*"));

        Assert.Equal("", (output + said).Trim());
        Assert.Equal(0, code);
        Assert.All(Sources(), file => Assert.Equal(File.ReadAllText(file), File.ReadAllText(Path.Combine(copy.FullName, Path.GetFileName(file)))));
    }

    [Fact]
    public void What_is_wrong_or_badly_laid_out_would_be_found()
    {
        var file = Path.Combine(copy.FullName, "vault.bicep");
        File.WriteAllText(file, File.ReadAllText(file).Replace("enablePurgeProtection:", "enablePurgeProtektion :", StringComparison.Ordinal));

        var (_, _, said) = Bicep.Run("lint", "--pattern", Path.Combine(copy.FullName, "*.bicep*"));
        Bicep.Run("format", "--pattern", Path.Combine(copy.FullName, "*.bicep*"));

        Assert.Contains("enablePurgeProtektion", said, StringComparison.Ordinal);
        Assert.Contains("enablePurgeProtektion: true", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_of_the_linter_that_is_named_is_an_error_and_every_exception_says_why()
    {
        using var config = JsonDocument.Parse(Repository.Text("infra", "bicepconfig.json"));
        var rules = config.RootElement.GetProperty("analyzers").GetProperty("core").GetProperty("rules").EnumerateObject().ToList();
        var exceptions = Sources().SelectMany(File.ReadLines).Where(line => line.Contains("#disable", StringComparison.Ordinal)).ToList();

        Assert.True(rules.Count > 40, $"Only {rules.Count} rules are named.");
        Assert.All(rules, rule => Assert.Equal("error", rule.Value.GetProperty("level").GetString()));
        Assert.All(exceptions, line => Assert.Matches(Exception(), line));
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Repository.Infra).Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam");

    [GeneratedRegex(@"#disable-next-line [a-z-]+ // .{20,}")]
    private static partial Regex Exception();
}
