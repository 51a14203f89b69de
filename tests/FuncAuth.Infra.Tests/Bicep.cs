using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace FuncAuth.Infra.Tests;

/// <summary>The Bicep compiler, from its NuGet package. It needs no network.</summary>
internal static class Bicep
{
    private static readonly string? Place = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == "Bicep")?.Value is { } place
            ? new[] { place, place + ".exe" }.FirstOrDefault(File.Exists)
            : null;

    private static readonly Lock Permission = new();

    /// <summary>Skips the test where there is no compiler for this machine.</summary>
    public static void Needed() => Assert.SkipWhen(
        Place is null, "The package feed has no Bicep compiler for this machine (Azure.Bicep.CommandLine.*), so infra/ cannot be compiled here.");

    /// <summary>What came of a command, and what it said of the files: nothing, when they are in order.</summary>
    public static (int Code, string Output, string Said) Run(params string[] args)
    {
        Needed();
        lock (Permission)
        {
            // A package has no permissions.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Place!, File.GetUnixFileMode(Place!) | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(Place!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, said.Result);
    }

    private static readonly ConcurrentDictionary<string, JsonDocument> Compiled = new();

    /// <summary>The ARM template of a file in infra/, modules and all.</summary>
    public static JsonElement Compile(string file) => Compiled.GetOrAdd(file, static file =>
    {
        var (code, output, said) = Run("build", Path.Combine(Repository.Infra, file), "--stdout");
        Assert.True(code == 0, said);
        return JsonDocument.Parse(output);
    }).RootElement;

    /// <summary>
    /// The resources that a deployment would make, every expression worked out that does not depend on Azure. The parameters are those of
    /// <c>main.bicepparam</c>, followed by <paramref name="changes"/>.
    /// </summary>
    public static IReadOnlyList<JsonElement> Predict(IReadOnlyDictionary<string, string> changes)
    {
        var folder = Directory.CreateTempSubdirectory("funcauth-infra-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Repository.Infra).Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam" or ".json"))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));

            // Beside the example, so that a test changes one parameter and leaves the others as they are.
            var parameters = Path.Combine(folder.FullName, "main.bicepparam");
            var kept = Changed(File.ReadAllText(parameters), changes);
            File.WriteAllText(parameters, kept);

            var (code, _, said) = Run(
                "snapshot", parameters, "--mode", "overwrite", "--tenant-id", "00000000-0000-0000-0000-000000000001",
                "--subscription-id", "00000000-0000-0000-0000-000000000002", "--resource-group", "rg", "--location", "westeurope");
            Assert.True(code == 0, said);
            using var snapshot = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "main.snapshot.json")));
            return [.. snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Select(resource => resource.Clone())];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A parameter ends where a blank line or the next one begins.</summary>
    private static string Changed(string text, IReadOnlyDictionary<string, string> changes)
    {
        var kept = new List<string>();
        var isLeftOut = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("param ", StringComparison.Ordinal))
                isLeftOut = changes.ContainsKey(line.Split(' ')[1]);
            else if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal))
                isLeftOut = false;
            if (!isLeftOut)
                kept.Add(line);
        }

        return string.Join('\n', kept.Concat(changes.Select(change => $"param {change.Key} = {change.Value}"))) + "\n";
    }
}
