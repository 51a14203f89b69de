namespace FuncAuth.LocalHost.Storage;

/// <summary>Where the programs that we start are: on the PATH, as a shell would look.</summary>
internal static class Programs
{
    /// <summary>What runs Azurite.</summary>
    /// <exception cref="LocalHostException">There is none.</exception>
    public static string Node => Find(OperatingSystem.IsWindows() ? ["node.exe"] : ["node"]) ?? throw new LocalHostException(
        "Node.js is not on the PATH, and Azurite, the storage emulator, needs it: install Node.js 22 or later, or set AzureWebJobsStorage to a storage that is running.");

    /// <summary>What installs Azurite. On Windows it is a script, and those are only found by their whole name.</summary>
    /// <exception cref="LocalHostException">There is none.</exception>
    public static string Npm => Find(OperatingSystem.IsWindows() ? ["npm.cmd", "npm.exe"] : ["npm"]) ?? throw new LocalHostException(
        "npm is not on the PATH, and installs Azurite, the storage emulator: install it, or set AzureWebJobsStorage to a storage that is running.");

    private static string? Find(string[] names) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder.Trim('"'), name)))
            .FirstOrDefault(IsProgram);

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
