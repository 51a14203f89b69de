using FuncAuth.LocalHost.Settings;
using FuncAuth.LocalHost.Storage;

namespace FuncAuth.Testing;

/// <summary>
/// One storage for all tests of a process: Azurite in memory, on ports of its own. Nobody ends it; it ends with the process, also when
/// that is killed. Tests keep apart by the names of their tables and queues.
/// </summary>
public static class Storage
{
    // Started by the first who asks, and not to be given up because that one loses patience.
    private static readonly Lazy<Task<AzuriteProcess>> Azurite = new(async () =>
    {
        var root = RepositoryRoot.Find();
        await AzuriteInstall.EnsureAsync(root, Console.WriteLine, CancellationToken.None);
        return await AzuriteProcess.StartAsync(root, folder: null, usualPorts: false, CancellationToken.None);
    });

    public static async Task<string> ConnectionStringAsync(CancellationToken ct) => (await Azurite.Value.WaitAsync(ct)).ConnectionString;
}
