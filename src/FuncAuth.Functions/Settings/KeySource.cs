using FuncAuth.Azure.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FuncAuth.Functions.Settings;

/// <summary>
/// The keys, read once: from settings, or from the key vault while the host goes on starting. Whoever needs them earlier waits for the
/// same one read.
/// </summary>
public sealed class KeySource(IOptions<KeyOptions> keys, IOptions<InstanceOptions> instance, IServiceProvider services)
{
    /// <summary>How long a start waits for the key vault, its retries included. An answer takes a fraction of a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock turn = new();
    private Task<KeySettings>? loaded;

    /// <summary>Whether the keys are at hand.</summary>
    public bool IsLoaded => loaded is { IsCompletedSuccessfully: true };

    /// <summary>The keys. The first call begins to read them.</summary>
    /// <exception cref="OptionsValidationException">They are wrong or out of reach; the sentences name secrets, never values.</exception>
    public Task<KeySettings> LoadAsync()
    {
        lock (turn)
            return loaded ??= keys.Value.AreInVault ? FromVaultAsync() : Task.FromResult(KeySettings.From(keys.Value, instance.Value));
    }

    // Off the caller's thread at once: a start that is busy with other things must not hold the reading up, nor be held up by it.
    private Task<KeySettings> FromVaultAsync() => Task.Run(async () =>
    {
        using var patience = new CancellationTokenSource(Patience);
        var now = (services.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();
        return await VaultKeys.ReadAsync(services.GetRequiredService<VaultSecrets>(), instance.Value.IsDevelopment, now, patience.Token);
    });
}

/// <summary>Begins to read the keys before anything else is started, and lets the host start only if they are there.</summary>
internal sealed class KeysAtStart(KeySource source) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Not awaited: the worker shakes hands with its host meanwhile. What comes of it is awaited below.
        _ = source.LoadAsync();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => source.LoadAsync().WaitAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
