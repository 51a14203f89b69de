using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace FuncAuth.LocalHost.Storage;

/// <summary>
/// What a host that runs Azurite leaves beside the data for hosts that come later: two Azurites on one folder would overwrite each
/// other's data, and the first host to end must not take the storage from the others.
/// </summary>
/// <param name="ConnectionString">Where it answers.</param>
/// <param name="GuardPort">Where a connection keeps it alive (azurite-guard.cjs).</param>
internal sealed record SharedAzurite(string ConnectionString, int GuardPort)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task AnnounceAsync(string path, AzuriteProcess azurite, CancellationToken ct) =>
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(new SharedAzurite(azurite.ConnectionString, azurite.GuardPort)), ct);

    /// <summary>The Azurite that was announced here and the connection that holds it, or null if it is gone.</summary>
    public static async Task<(string ConnectionString, TcpClient Hold)?> JoinAsync(string path, CancellationToken ct)
    {
        if (await FindAsync(path, ct) is not { } shared)
            return null;

        var hold = new TcpClient();
        try
        {
            await hold.ConnectAsync(IPAddress.Loopback, shared.GuardPort, ct);
            if (await StorageProbe.WhyNotAsync(shared.ConnectionString, Patience, ct) is null)
                return (shared.ConnectionString, hold);
        }
        catch (SocketException)
        {
            // It has ended since.
        }

        hold.Dispose();
        return null;
    }

    private static async Task<SharedAzurite?> FindAsync(string path, CancellationToken ct)
    {
        try
        {
            return JsonSerializer.Deserialize<SharedAzurite>(await File.ReadAllBytesAsync(path, ct));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }
}
