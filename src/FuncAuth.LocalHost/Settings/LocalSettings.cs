using System.Text.Json;
using FuncAuth.Functions.Settings;
using Microsoft.Extensions.Configuration;

namespace FuncAuth.LocalHost.Settings;

/// <summary>
/// The settings of a local host, the later winning: what suits a developer's machine, <c>local.settings.json</c>, the environment, the
/// command line.
/// </summary>
internal static class LocalSettings
{
    public const string Data = "FUNCAUTH_DATA";
    public const string Storage = "AzureWebJobsStorage";
    public const string PublishableKey = $"{InstanceOptions.Section}:{nameof(InstanceOptions.PublishableKey)}";
    public const string SecretKey = $"{InstanceOptions.Section}:{nameof(InstanceOptions.SecretKey)}";
    public const string PublicUrl = $"{InstanceOptions.Section}:{nameof(InstanceOptions.PublicUrl)}";
    public const string AllowedOrigins = $"{InstanceOptions.Section}:{nameof(InstanceOptions.AllowedOrigins)}";
    public const string CodeKey = $"{KeyOptions.Section}:{nameof(KeyOptions.Code)}";
    public const string PepperKey = $"{KeyOptions.Section}:{nameof(KeyOptions.Pepper)}";
    public const string SigningKey = $"{KeyOptions.Section}:{nameof(KeyOptions.Signing)}";

    private const string VaultUri = $"{KeyOptions.Section}:{nameof(KeyOptions.VaultUri)}";
    private const string Environment = $"{InstanceOptions.Section}:{nameof(InstanceOptions.Environment)}";

    private const string DefaultUrl = "http://localhost:7071";

    // A page over https calls an https backend or none, so its origins only count where there is one.
    private const string HttpOrigins = "http://localhost:*,http://127.0.0.1:*";
    private const string HttpsOrigins = "https://localhost:*,https://127.0.0.1:*";

    // What is not here has a default in the options, and development is what makes those local ones.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        [InstanceName.Setting] = new InstanceName().Value,
        [Environment] = "development",
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
    };

    public static IConfigurationRoot Read(LocalHostOptions options)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(Defaults);
        if (options.ReadsSurroundings)
        {
            settings.AddInMemoryCollection(FromFile(Path.Combine(options.Root, "local.settings.json")));
            settings.AddEnvironmentVariables("ASPNETCORE_"); // ASPNETCORE_URLS is how many people say "urls"
            settings.AddEnvironmentVariables();
        }

        return settings.AddInMemoryCollection(CommandLine.Parse(options.Args)).AddInMemoryCollection(options.Settings).Build();
    }

    /// <summary>The settings with everything in them that nobody set and that only a running host can know.</summary>
    public static IConfigurationRoot Complete(IConfigurationRoot settings, LocalKeys keys, string? connectionString, Uri baseUrl)
    {
        var isDevelopment = IsDevelopment(settings);
        var found = new Dictionary<string, string?>
        {
            [PublishableKey] = Instances.PublishableKey.For($"127.0.0.1:{baseUrl.Port}", isDevelopment).Text,
            [SecretKey] = isDevelopment ? keys.SecretKey : keys.SecretKey.Replace("sk_test_", "sk_live_", StringComparison.Ordinal),
            [CodeKey] = keys.Code,
            [PepperKey] = keys.Pepper,
            [SigningKey] = keys.Signing,
        };

        // Keys that are in a vault are there and nowhere else.
        if (!string.IsNullOrWhiteSpace(settings[VaultUri]))
        {
            foreach (var key in new[] { SecretKey, CodeKey, PepperKey, SigningKey })
                found.Remove(key);
        }

        // In production nobody is sent back over http, so where that is all there is the key's host stands.
        if (isDevelopment || baseUrl.Scheme == "https")
            found[PublicUrl] = baseUrl.GetLeftPart(UriPartial.Authority);
        if (isDevelopment)
            found[AllowedOrigins] = baseUrl.Scheme == "https" ? $"{HttpOrigins},{HttpsOrigins}" : HttpOrigins;
        foreach (var given in found.Keys.Where(name => !string.IsNullOrWhiteSpace(settings[name])))
            found.Remove(given);

        // Not a gap to fill: the short form for the emulator is set as well, and does not say where the emulator is.
        if (connectionString is not null)
            found[Storage] = connectionString;
        return new ConfigurationBuilder().AddConfiguration(settings).AddInMemoryCollection(found).Build();
    }

    /// <summary>The instance's name, checked before it becomes part of a folder's.</summary>
    public static string Instance(IConfiguration settings)
    {
        var name = new InstanceName { Value = settings[InstanceName.Setting] ?? "" };
        return name.Complaints().FirstOrDefault() is { } complaint ? throw new LocalHostException(complaint) : name.Value;
    }

    /// <summary>Where keys and data are kept.</summary>
    public static DataFolder Folder(IConfiguration settings, string root) =>
        settings[Data] is { Length: > 0 } chosen ? new(Path.GetFullPath(chosen), IsChosen: true) : new(Path.Combine(root, ".funcauth"), IsChosen: false);

    /// <summary>Where to listen, separated by semicolons.</summary>
    public static string Urls(IConfiguration settings) =>
        string.Join(';', KestrelEndpoints(settings)) is { Length: > 0 } urls ? urls : settings["urls"] ?? DefaultUrl;

    /// <summary>The addresses in Kestrel's own settings: where there are any, no others count.</summary>
    public static IEnumerable<string> KestrelEndpoints(IConfiguration settings) =>
        settings.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();

    private static bool IsDevelopment(IConfiguration settings) =>
        new InstanceOptions { Environment = settings[Environment] ?? "" }.IsDevelopment;

    /// <summary>A setting's name with <c>:</c> between its levels, also where a shell or the Functions tools want <c>__</c>.</summary>
    public static string Colons(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    // The Functions tools turn "Values" into environment variables; what else they keep in the file is theirs.
    private static Dictionary<string, string?> FromFile(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (!File.Exists(path))
            return settings;

        try
        {
            using var file = JsonDocument.Parse(
                File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (file.RootElement.TryGetProperty("Values", out var values))
            {
                foreach (var value in values.EnumerateObject())
                    settings[Colons(value.Name)] = value.Value.ToString();
            }

            return settings;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new LocalHostException($"{path} cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>Where a host keeps its keys and its data.</summary>
/// <param name="Path">The folder.</param>
/// <param name="IsChosen">Somebody named it, and so does not want the data anywhere else.</param>
internal sealed record DataFolder(string Path, bool IsChosen);
