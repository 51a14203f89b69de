using System.Net.Sockets;
using FuncAuth.LocalHost.Settings;
using Microsoft.Extensions.Configuration;

namespace FuncAuth.LocalHost.Storage;

/// <summary>The storage of a local host: the one it is given, else an Azurite that is running, else an Azurite that it starts.</summary>
internal sealed class LocalStorage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LocalPatience = TimeSpan.FromSeconds(2);

    private readonly AzuriteProcess? own;
    private readonly TcpClient? hold;

    private LocalStorage(string? connectionString, string description, AzuriteProcess? own = null, TcpClient? hold = null)
    {
        (ConnectionString, Description) = (connectionString, description);
        (this.own, this.hold) = (own, hold);

        // Nothing is ever said on the connection that holds another host's Azurite, so it ends with it.
        Lost = own?.Ended ?? hold?.GetStream().ReadAsync(new byte[1]).AsTask() ?? Task.Delay(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Null where the settings name the account's addresses and no key: then it is theirs to say how to get in.</summary>
    public string? ConnectionString { get; }

    /// <summary>For the person who reads the banner.</summary>
    public string Description { get; }

    /// <summary>Done when an Azurite of this repository ended under us.</summary>
    public Task Lost { get; }

    /// <param name="settings">May say AzureWebJobsStorage.</param>
    /// <param name="root">Where Azurite is or gets installed.</param>
    /// <param name="folder">Where an Azurite that we start keeps its data; where it is chosen, no Azurite will do that keeps them elsewhere.</param>
    /// <param name="say">Told of what takes long.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<LocalStorage> OpenAsync(
        IConfiguration settings, string root, DataFolder folder, Action<string> say, CancellationToken ct)
    {
        if (settings.GetSection(LocalSettings.Storage).GetChildren().Any())
            return new LocalStorage(null, "the account that AzureWebJobsStorage names");

        // The short form only says "the emulator", and that is what we bring.
        var given = settings[LocalSettings.Storage];
        if (!string.IsNullOrWhiteSpace(given) && !given.StartsWith("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase))
            return await GivenAsync(given, ct);

        using var turn = await LockFile.TakeAsync(Path.Combine(folder.Path, "azurite.lock"), ct);
        var announced = Path.Combine(folder.Path, "azurite.json");
        if (await SharedAzurite.JoinAsync(announced, ct) is var (shared, hold))
            return new LocalStorage(shared, "the Azurite of another host of this repository", hold: hold);

        if (!folder.IsChosen && await StorageProbe.WhyNotAsync(AzuriteProcess.DefaultConnectionString, LocalPatience, ct) is null)
            return new LocalStorage(AzuriteProcess.DefaultConnectionString, "the Azurite that was running");

        _ = Programs.Node; // said before npm is asked for half a minute
        await AzuriteInstall.EnsureAsync(root, say, ct);
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "azurite")).FullName;
        var azurite = await AzuriteProcess.StartAsync(root, data, usualPorts: !folder.IsChosen, ct);
        await SharedAzurite.AnnounceAsync(announced, azurite, ct);
        return new LocalStorage(azurite.ConnectionString, $"Azurite, with its data in {data}", own: azurite);
    }

    public async ValueTask DisposeAsync()
    {
        hold?.Dispose();
        if (own is not null)
            await own.DisposeAsync();
    }

    private static async Task<LocalStorage> GivenAsync(string connectionString, CancellationToken ct)
    {
        try
        {
            return await StorageProbe.WhyNotAsync(connectionString, Patience, ct) is { } why
                ? throw new LocalHostException($"The storage that AzureWebJobsStorage names cannot be used: {why}.")
                : new LocalStorage(connectionString, "as AzureWebJobsStorage says");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new LocalHostException("AzureWebJobsStorage is not the connection string of a storage account.", e);
        }
    }
}
