using FuncAuth.Testing;
using FuncAuth.Testing.Providers;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>A host that three external providers are set up at.</summary>
public sealed class OutsideHost : IAsyncLifetime
{
    public OutsideProviders Providers { get; private set; } = null!;

    public FuncAuthHost Host { get; private set; } = null!;

    /// <summary>Another one, with settings of its own beside.</summary>
    public static async Task<FuncAuthHost> StartAsync(
        Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? services, params (string Name, string Value)[] settings)
    {
        var ct = TestContext.Current.CancellationToken;
        var all = (await OutsideProviders.SharedAsync(ct)).Settings;
        foreach (var (name, value) in settings)
            all[name] = value;
        return await FuncAuthHost.StartAsync(all, services, ct);
    }

    public async ValueTask InitializeAsync()
    {
        Providers = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        Host = await StartAsync(null);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>The provider of that name.</summary>
    public OutsideProvider Provider(string name) => name switch
    {
        "alpha" => Providers.Alpha,
        "beta" => Providers.Beta,
        _ => Providers.Hub,
    };
}
