using FuncAuth.Functions.Settings;
using FuncAuth.LocalHost.Dev;

namespace FuncAuth.LocalHost.Settings;

/// <summary>The command line as settings: <c>--name value</c> or <c>--name=value</c>; a few names are short for settings.</summary>
internal static class CommandLine
{
    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["instance"] = InstanceName.Setting,
        ["data"] = LocalSettings.Data,
        ["telemetry"] = LocalTelemetry.Setting,
    };

    public const string Usage = """
        dotnet run --project src/FuncAuth.LocalHost [-- OPTIONS]

          --urls URLS            where to listen, separated by ; (http://localhost:7071)
          --instance NAME        prefixes tables and queues, so that several hosts can share a storage (funcauth)
          --data FOLDER          keeps keys and a storage of its own there (.funcauth at the repository root)
          --telemetry console    prints traces and metrics; OTEL_EXPORTER_OTLP_ENDPOINT=URL sends them to a collector
          --Some:Setting VALUE   any setting of local.settings.sample.json
        """;

    public static bool AsksForHelp(IReadOnlyList<string> args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    public static Dictionary<string, string?> Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || args[i].Length == 2)
                throw new LocalHostException($"'{args[i]}' is not an option; --help lists them.");

            var (name, value) = args[i].Split('=', 2) switch
            {
                [var before, var after] => (before[2..], after),
                [var alone] when i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) => (alone[2..], args[++i]),
                _ => throw new LocalHostException($"{args[i]} needs a value; --help lists the options."),
            };
            settings[Short.GetValueOrDefault(name) ?? LocalSettings.Colons(name)] = value;
        }

        return settings;
    }
}
