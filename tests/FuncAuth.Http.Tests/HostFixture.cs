using FuncAuth.Testing;

namespace FuncAuth.Http.Tests;

/// <summary>One host for the tests of a class.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    /// <summary>The host.</summary>
    public FuncAuthHost Host { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
