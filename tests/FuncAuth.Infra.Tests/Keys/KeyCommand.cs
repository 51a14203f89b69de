using FuncAuth.Azure.Keys;
using FuncAuth.Functions.Settings;
using FuncAuth.KeyMaker;
using Microsoft.Extensions.Time.Testing;
using VaultKeys = FuncAuth.Functions.Settings.VaultKeys;

namespace FuncAuth.Infra.Tests.Keys;

/// <summary>The program that makes the keys, run against a vault and a clock of the test.</summary>
public abstract class KeyCommand : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero);

    protected FakeTimeProvider Clock { get; } = new(Start);

    private protected FakeVault Vault { get; }

    protected StringWriter Output { get; } = new();

    protected StringWriter Error { get; } = new();

    protected KeyCommand() => Vault = new FakeVault(Clock);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Vault.Dispose();
        Output.Dispose();
        Error.Dispose();
    }

    protected static bool SameKey(NamedKey? one, NamedKey? other) => one?.Id == other?.Id && one!.Value.Value.AsSpan().SequenceEqual(other!.Value.Value);

    /// <summary>As the app does at its start.</summary>
    protected Task<KeySettings> Read() =>
        VaultKeys.ReadAsync(new VaultSecrets(Vault.Client()), isDevelopment: false, Clock.GetUtcNow(), CancellationToken.None);

    protected string Value(string secret) => Vault.Of(secret).First().Value;

    protected Task<int> Run(params string[] args) =>
        new CommandLine(name => name == "FUNCAUTH_VAULT_URI" ? FakeVault.Address.ToString() : null, _ => Vault.Client(), Clock)
            .RunAsync(args, Output, Error, CancellationToken.None);

    protected async Task Until(Task done)
    {
        while (!done.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(done, Task.Delay(1));
        }
    }
}
