using System.Diagnostics;
using System.Text.Json;
using FuncAuth.LocalHost.Settings;

namespace FuncAuth.LocalHost.Storage;

/// <summary>The npm packages that the repository's package.json pins: the storage emulator, and the scripts that front ends load.</summary>
public static class AzuriteInstall
{
    /// <summary>Where Azurite begins, once it is installed.</summary>
    public static string Entry(string root) => Path.Combine(root, "node_modules", "azurite", "dist", "src", "azurite.js");

    /// <summary>Installs what package.json pins, unless it is there. Processes that come at once wait for the first.</summary>
    public static async Task EnsureAsync(string root, Action<string> say, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(say);
        if (IsComplete(root))
            return;

        var npm = Programs.Npm;
        using var turn = await LockFile.TakeAsync(Path.Combine(root, "artifacts", "npm.lock"), ct);
        if (IsComplete(root))
            return;

        say("Installing Azurite (the storage emulator) and the client library from npm. Only the first start does this; it can take a minute …");
        await RunAsync(npm, root, ct);
    }

    // npm writes the list of what it has installed last, so an install that was cut off is not taken for a whole one.
    private static bool IsComplete(string root)
    {
        var installed = Path.Combine(root, "node_modules", ".package-lock.json");
        if (!File.Exists(installed) || !File.Exists(Entry(root)))
            return false;

        try
        {
            using var lockFile = JsonDocument.Parse(File.ReadAllBytes(installed));
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "package.json")));
            return manifest.RootElement.GetProperty("dependencies").EnumerateObject().All(wanted =>
                lockFile.RootElement.GetProperty("packages").TryGetProperty($"node_modules/{wanted.Name}", out var package)
                && package.GetProperty("version").ValueEquals(wanted.Value.GetString()));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return false; // another process is installing in this moment
        }
    }

    private static async Task RunAsync(string npm, string root, CancellationToken ct)
    {
        var start = new ProcessStartInfo(npm, ["ci", "--omit=dev", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new LocalHostException($"npm does not start ({npm}).");
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = await process.StandardError.ReadToEndAsync(ct);
            await output;
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
                throw new LocalHostException($"npm could not install Azurite: {Reason(errors)} Run \"npm ci\" in {root} to see all it says.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    // npm says "npm error code ENOTFOUND", then what that means, then where the log is.
    private static string Reason(string errors) =>
        string.Join(' ', errors.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith("npm error ", StringComparison.Ordinal))
            .Select(line => line["npm error ".Length..].Trim())
            .Where(line => line.Length > 0)
            .Take(3)) is { Length: > 0 } reason ? reason.TrimEnd('.') + "." : "it does not say why.";
}
