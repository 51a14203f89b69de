using FuncAuth.LocalHost.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.LocalHost;

/// <summary>What a local host is started with. Everything has a default: <c>new()</c> is what <c>dotnet run</c> starts.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The command line: <c>--urls</c>, <c>--instance</c>, <c>--data</c>, and any <c>--Some:Setting value</c>.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Settings that win over all others, by their full names (<c>FuncAuth:Instance:TestMode</c>).</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The folder of <c>package.json</c> and <c>local.settings.json</c>.</summary>
    public string Root { get; init; } = RepositoryRoot.Find();

    /// <summary>Whether <c>local.settings.json</c> and the environment count. A test switches them off: it must not hang on what a developer has set.</summary>
    public bool ReadsSurroundings { get; init; } = true;

    /// <summary>
    /// Changes what is registered, after everything else is. An <c>IStartupFilter</c> among it sees each request first and each response last.
    /// </summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>What timer functions go by; null: the machine's clock, however far the host's own is put forward.</summary>
    public TimeProvider? TimerClock { get; init; }

    /// <summary>Told what is going on where the start takes long.</summary>
    public Action<string> Say { get; init; } = Console.WriteLine;
}
