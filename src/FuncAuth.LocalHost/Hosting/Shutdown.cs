namespace FuncAuth.LocalHost.Hosting;

/// <summary>Running invocations get a little time after the stop: the real host waits five seconds and then kills the worker.</summary>
internal sealed class Shutdown : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource late = new();
    private readonly CancellationTokenRegistration registration;

    public Shutdown(CancellationToken stopping) => registration = stopping.Register(() => late.CancelAfter(Grace));

    /// <summary>For what is running: signalled when the grace is over.</summary>
    public CancellationToken Late => late.Token;

    /// <summary>Waits for what is running, but not for what does not listen to <see cref="Late"/>.</summary>
    public static Task DrainAsync(IEnumerable<Task> running) =>
        Task.WhenAny(Task.WhenAll(running), Task.Delay(Grace + LastWords));

    public void Dispose()
    {
        registration.Dispose();
        late.Dispose();
    }
}
