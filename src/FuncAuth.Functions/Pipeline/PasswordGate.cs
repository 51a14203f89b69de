using FuncAuth.Strategies.Password;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Bounds how many passwords are hashed at once: each takes 19 MiB, an instance has 512, and a flood of sign-ups must not take it down
///. Who would wait too long is told to come again.
/// </summary>
public sealed class PasswordGate(PasswordHasher hasher, int parallel) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim places = new(parallel, parallel);
    private readonly int most = parallel * 16;
    private int inside;

    /// <summary>The hash of <paramref name="password"/>; null where there was no place in time.</summary>
    /// <param name="password">The password.</param>
    /// <param name="given">A hash that is handed back where it is this password's already; null without one.</param>
    /// <param name="salt">For a new hash.</param>
    /// <param name="ct">Ends the waiting; a hash that has begun is finished.</param>
    public async Task<string?> HashAsync(Secret password, string? given, byte[] salt, CancellationToken ct)
    {
        try
        {
            // A queue that nobody reaches the end of in time is no use to anyone in it.
            if (Interlocked.Increment(ref inside) > most || !await places.WaitAsync(Patience, ct))
                return null;

            try
            {
                return await Task.Run(() => given is not null && hasher.Verify(password, given) ? given : hasher.Hash(password, salt), CancellationToken.None);
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();
}
