using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>How triggers name settings: <c>%NAME%</c> inside a text, and connections by the name of the setting that holds them.</summary>
internal static partial class AppSettings
{
    public static string Resolve(this IConfiguration settings, string text) =>
        Placeholder().Replace(text, match => settings[match.Groups[1].Value] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"'{text}' names the setting '{match.Groups[1].Value}', which is not set."));

    /// <summary>Like the host, looks for the name with the prefix AzureWebJobs first, then for the name alone.</summary>
    public static string StorageConnection(this IConfiguration settings, string? name)
    {
        name = string.IsNullOrEmpty(name) ? "Storage" : name;
        return settings["AzureWebJobs" + name] ?? settings[name] ?? settings.GetConnectionString(name)
            ?? throw new InvalidOperationException($"No storage connection string is set as '{(name is "Storage" ? "AzureWebJobsStorage" : name)}'.");
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
