using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Functions.Pipeline;

/// <summary>
/// Bounds how many passwords are hashed at once: each takes 19 MiB, an instance has 512, and a flood of sign-ups must not take it down.
/// Who would wait too long is told to come again.
/// </summary>
public sealed class PasswordGate(PasswordHasher hasher, int parallel, IMeterFactory meters) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The dearest thing this app does: whoever wonders where the processor's time goes looks here first.
    private readonly Counter<long> hashes = meters.Create(LeakCheck.MeterName).CreateCounter<long>("funcauth.password_hashes");
    private readonly SemaphoreSlim places = new(parallel, parallel);
    private readonly int most = parallel * 100; // at some 25 ms each on two a processor, as many as patience lasts for
    private int inside;

    /// <summary>The hash of <paramref name="password"/>; null where there was no place in time.</summary>
    /// <param name="password">The password.</param>
    /// <param name="given">A hash that is handed back where it is this password's already; null without one.</param>
    /// <param name="salt">For a new hash.</param>
    /// <param name="ct">Ends the waiting; a hash that has begun is finished.</param>
    public Task<string?> HashAsync(Secret password, string? given, byte[] salt, CancellationToken ct) =>
        EnterAsync(() => given is not null && IsPassword(password, given) ? given : Hash(password, salt), ct);

    /// <summary>Tries <paramref name="words"/> on a stored password, one after the other in one place; null where there was none in time.</summary>
    /// <exception cref="ArgumentException">These are more words than one request may try.</exception>
    public Task<TriedWords?> TryAsync(ImmutableHashSet<string> words, string hash, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.Count > TriedWords.MaxWords
            ? throw new ArgumentException($"At most {TriedWords.MaxWords} words are tried at once.", nameof(words))
            : EnterAsync(() => new TriedWords(hash, words, [.. words.Where(word => IsPassword(new Secret(word), hash))]), ct);
    }

    /// <summary>
    /// Whether <paramref name="password"/> is the one behind <paramref name="hash"/>; null where there was no place in time. Against null, which is
    /// nobody's, the same work is done, and nothing is right.
    /// </summary>
    /// <param name="password">The password.</param>
    /// <param name="hash">What is stored; null where nothing is.</param>
    /// <param name="salt">For a new hash, where the stored one is of an older making.</param>
    /// <param name="ct">Ends the waiting; a hash that has begun is finished.</param>
    public Task<PasswordCheck?> CheckAsync(Secret password, string? hash, byte[] salt, CancellationToken ct) => EnterAsync(() =>
    {
        var right = IsPassword(password, hash ?? hasher.OfNobody) && hash is not null;
        return new PasswordCheck(right, right && hasher.NeedsRehash(hash!) ? Hash(password, salt) : null);
    }, ct);

    private bool IsPassword(Secret password, string hash)
    {
        hashes.Add(1);
        var began = Stopwatch.GetTimestamp();
        var isIt = hasher.Verify(password, hash);
        StepTelemetry.Hashed(began);
        return isIt;
    }

    private string Hash(Secret password, byte[] salt)
    {
        hashes.Add(1);
        var began = Stopwatch.GetTimestamp();
        var hash = hasher.Hash(password, salt);
        StepTelemetry.Hashed(began);
        return hash;
    }

    private async Task<T?> EnterAsync<T>(Func<T> work, CancellationToken ct)
        where T : class
    {
        try
        {
            // A queue that nobody reaches the end of in time is no use to anyone in it.
            if (Interlocked.Increment(ref inside) > most || !await places.WaitAsync(Patience, ct))
                return null;

            try
            {
                // On a thread of its own: the pool's are for requests that take no time.
                return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
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
