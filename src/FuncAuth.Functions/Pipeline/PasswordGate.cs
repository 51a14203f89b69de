using FuncAuth.Strategies.Password;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Bounds how many passwords are hashed at once: each takes 19 MiB, an instance has 512, and a flood of sign-ups must not take it down
/// (security page P09). Who waits too long is told to come again.
/// </summary>
public sealed class PasswordGate(PasswordHasher hasher, int parallel) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim places = new(parallel, parallel);

    /// <summary>The hash of <paramref name="password"/>; null where there was no place in time.</summary>
    public async Task<string?> HashAsync(Secret password, byte[] salt, CancellationToken ct)
    {
        if (!await places.WaitAsync(Patience, ct))
            return null;

        try
        {
            return await Task.Run(() => hasher.Hash(password, salt), CancellationToken.None);
        }
        finally
        {
            places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();
}
