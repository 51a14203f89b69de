using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FuncAuth.Testing.Spec;

namespace FuncAuth.Testing.Browser;

/// <summary>How a script ended, and everything it said on either stream.</summary>
public sealed record NodeScriptResult(int ExitCode, string Output)
{
    /// <summary>What scripts end with when nothing could be tried: no browser, no Node.js, no packages.</summary>
    public const int CouldNotTryExitCode = 77;

    /// <summary>The machine and not the backend is the reason; <see cref="Output"/> says what is missing.</summary>
    public bool CouldNotTry => ExitCode == CouldNotTryExitCode;
}

/// <summary>
/// Runs the scripts of <c>tests/browser</c>, with their packages, and those of the sample that they drive, installed first where they are not. Scripts of
/// other folders that stay, such as those of <see cref="Providers.OutsideProviders"/>, get their packages here as well.
/// </summary>
public static class NodeScript
{
    /// <param name="script">A file of <c>tests/browser</c>, such as <c>sign-up.mjs</c>, or a full path.</param>
    /// <param name="environment">Added to the environment of this process.</param>
    /// <exception cref="OperationCanceledException">With the output so far; the script and its browser have been ended.</exception>
    public static async Task<NodeScriptResult> RunAsync(string script, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (Checkout.Root is not { } root)
            return CouldNotTry("No folder above the tests holds FuncAuth.sln, so tests/browser is not to be found.");
        if (OnPath("node") is not { } node)
            return CouldNotTry("Node.js is missing: there is no `node` on PATH. The browser tests need version 20.19 or newer.");

        var folder = Path.Combine(root.FullName, "tests", "browser");
        foreach (var packages in new[] { folder, Path.Combine(root.FullName, "samples", "react") })
        {
            if (await InstallAsync(root.FullName, packages, ct) is { } problem)
                return CouldNotTry(problem);
        }

        return await RunProcessAsync(node, [Path.Combine(folder, script)], folder, environment, ct);
    }

    private static NodeScriptResult CouldNotTry(string why) => new(NodeScriptResult.CouldNotTryExitCode, why);

    /// <summary>Installs the npm packages that a folder of the repository pins, unless they are there.</summary>
    /// <returns>What a person has to mend; null where they are there.</returns>
    public static Task<string?> EnsurePackagesAsync(string root, string folder, CancellationToken ct) => InstallAsync(root, folder, ct);

    // Test projects run in processes of their own, and two installations into one folder destroy each other.
    private static async Task<string?> InstallAsync(string root, string folder, CancellationToken ct)
    {
        var artifacts = Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        await using var turn = await TakeTurnAsync(Path.Combine(artifacts.FullName, "browser-packages.lock"), ct);

        var wanted = Path.Combine(folder, "package-lock.json");
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        var stamp = Path.Combine(folder, "node_modules", ".installed-from");
        var fingerprint = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(wanted, ct)));
        if (File.Exists(installed) && (File.Exists(stamp)
            ? await File.ReadAllTextAsync(stamp, ct) == fingerprint
            : File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(wanted)))
        {
            return null;
        }

        if (OnPath("npm") is not { } npm)
            return $"npm is missing: there is no `npm` on PATH, and the packages of {Path.GetRelativePath(root, folder)} are not installed.";

        var result = await RunProcessAsync(npm, ["ci", "--no-audit", "--no-fund"], folder, new Dictionary<string, string>(), ct);
        if (result.ExitCode != 0)
            return $"The packages of {Path.GetRelativePath(root, folder)} could not be installed: `npm ci` ended with {result.ExitCode}.\n{result.Output}";

        await File.WriteAllTextAsync(stamp, fingerprint, ct);
        return null;
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, ct);
            }
        }
    }

    private static async Task<NodeScriptResult> RunProcessAsync(
        string program, IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return CouldNotTry($"{program} does not start: {e.Message}");
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new OperationCanceledException($"{Path.GetFileName(arguments[0])} was ended before it was done. It had said:\n{Said()}", ct);
        }

        return new(process.ExitCode, Said());

        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                if (line.Data is not null)
                    output.Append(line.Data).Append('\n');
            }
        }

        string Said()
        {
            lock (output)
                return output.ToString();
        }
    }

    private static string? OnPath(string name)
    {
        // On Windows npm is a command file, which starts only under its full name.
        string[] names = OperatingSystem.IsWindows() ? [$"{name}.exe", $"{name}.cmd"] : [name];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(_ => names, Path.Combine)
            .FirstOrDefault(File.Exists);
    }
}
