using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FuncAuth.LocalHost;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>LocalHost as a person starts it: a process of its own, with a folder of its own for keys and data.</summary>
internal sealed class LocalHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource banner = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LocalHostProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(output, line.Data);
        process.ErrorDataReceived += (_, line) => Hear(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => Text(output);

    public string Errors => Text(errors);

    public int ExitCode => process.ExitCode;

    /// <summary>The most memory that was resident so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>What the banner says behind a word.</summary>
    public string Said(string label) =>
        Output.Split('\n').Select(line => line.Trim()).First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();

    public static LocalHostProcess Start(string[] args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(Path.GetFullPath(dotnet), [typeof(LocalHostApp).Assembly.Location, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new LocalHostProcess(Process.Start(start)!);
    }

    /// <summary>Starts one and waits for what it cannot do.</summary>
    public static async Task<LocalHostProcess> FailAsync(params string[] args)
    {
        var host = Start(args);
        await host.EndedAsync();
        return host;
    }

    public async Task ReadyAsync()
    {
        var first = await Task.WhenAny(banner.Task, process.WaitForExitAsync(), Task.Delay(Patience));
        if (first != banner.Task)
            throw new TimeoutException($"LocalHost does not start.\n{Output}\n{Errors}");
    }

    public Task EndedAsync() => process.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>Ends it as a crash would: nothing of it runs any more.</summary>
    public Task KillAsync()
    {
        process.Kill();
        return EndedAsync();
    }

    /// <summary>Sends a signal, as a terminal or a service manager would.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {process.Id}")]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Hear(StringBuilder heard, string? line)
    {
        if (line is null)
            return;
        lock (heard)
            heard.AppendLine(line);
        if (line == "Ctrl-C ends it.")
            banner.TrySetResult();
    }

    private static string Text(StringBuilder heard)
    {
        lock (heard)
            return heard.ToString().Trim();
    }
}
