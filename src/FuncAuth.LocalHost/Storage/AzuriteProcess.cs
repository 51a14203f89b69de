using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace FuncAuth.LocalHost.Storage;

/// <summary>An Azurite of our own. It ends when this is disposed, and also when this process dies without disposing anything.</summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    // Public knowledge: every storage emulator has this account with this key.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int DefaultPort = 10000;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Dictionary<string, int> ports = [];
    private readonly Queue<string> complaints = [];
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource keptByOthers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly int expectedPorts;

    private AzuriteProcess(Process process, bool shared)
    {
        this.process = process;
        expectedPorts = shared ? 4 : 3;
        Ended = process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>An Azurite on its usual ports, wherever it comes from.</summary>
    public static string DefaultConnectionString { get; } = Connection(DefaultPort, DefaultPort + 1, DefaultPort + 2);

    public string ConnectionString => Connection(ports["Blob"], ports["Queue"], ports["Table"]);

    /// <summary>Where other hosts hold on to this one; only where it keeps data.</summary>
    public int GuardPort => ports["guard"];

    /// <summary>Done when the process is gone, whoever ended it.</summary>
    public Task Ended { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="root">Where its package is installed.</param>
    /// <param name="folder">Where it keeps its data; null: nowhere, it forgets all when it ends.</param>
    /// <param name="usualPorts">Whether it takes the ports on which everybody looks for an Azurite, if they are free.</param>
    /// <param name="ct">Gives up, and leaves no process behind.</param>
    public static async Task<AzuriteProcess> StartAsync(string root, string? folder, bool usualPorts, CancellationToken ct)
    {
        if (!usualPorts || !DefaultPortsAreFree())
            return await StartAsync(root, folder, firstPort: 0, ct);

        try
        {
            return await StartAsync(root, folder, DefaultPort, ct);
        }
        catch (LocalHostException) when (!DefaultPortsAreFree())
        {
            return await StartAsync(root, folder, firstPort: 0, ct); // somebody was quicker
        }
    }

    /// <summary>Ends it, unless other hosts still hold on to it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            CloseInput();
            await Task.WhenAny(Ended, keptByOthers.Task, Task.Delay(EndLimit));
            if (!process.HasExited && !keptByOthers.Task.IsCompleted)
                process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static async Task<AzuriteProcess> StartAsync(string root, string? folder, int firstPort, CancellationToken ct)
    {
        string Port(int offset) => (firstPort == 0 ? 0 : firstPort + offset).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Programs.Node,
        [
            "--require", Path.Combine(AppContext.BaseDirectory, "azurite-guard.cjs"), AzuriteInstall.Entry(root),
            .. folder is null ? ["--inMemoryPersistence"] : new[] { "--location", folder },
            "--silent", "--disableTelemetry", "--skipApiVersionCheck",
            "--blobPort", Port(0), "--queuePort", Port(1), "--tablePort", Port(2),
        ])
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("AZURITE_ACCOUNTS"); // other accounts than the one we name
        start.Environment["FUNCAUTH_SHARED"] = folder is null ? "false" : "true";

        var process = Process.Start(start) ?? throw new LocalHostException("Azurite does not start.");
        var azurite = new AzuriteProcess(process, shared: folder is not null);
        try
        {
            await azurite.AnswersAsync(ct);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    private async Task AnswersAsync(CancellationToken ct)
    {
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartLimit);
        var silence = Task.Delay(Timeout.InfiniteTimeSpan, limit.Token);
        var first = await Task.WhenAny(listening.Task, Ended, silence);
        ct.ThrowIfCancellationRequested();
        if (first == Ended)
            throw new LocalHostException($"Azurite ended while it started (exit code {process.ExitCode}): {Complaints()}");

        if (first == silence || await StorageProbe.WhyNotAsync(ConnectionString, StartLimit, ct) is not null)
            throw new LocalHostException($"Azurite does not answer after {StartLimit.TotalSeconds:0} seconds: {Complaints()}");
        await limit.CancelAsync();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        if (line.StartsWith("guard: ", StringComparison.Ordinal) && line.EndsWith("still here", StringComparison.Ordinal))
            keptByOthers.TrySetResult();
        if (ListeningPattern().Match(line) is not { Success: true } match)
            return;

        lock (gate)
        {
            ports[match.Groups["what"].Value] = int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
            if (ports.Count == expectedPorts)
                listening.TrySetResult();
        }
    }

    private void Complain(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (gate)
        {
            complaints.Enqueue(line.Trim());
            if (complaints.Count > 5)
                complaints.Dequeue();
        }
    }

    private string Complaints()
    {
        lock (gate)
            return complaints.Count == 0 ? "it does not say why." : string.Join(' ', complaints);
    }

    private void CloseInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It went away by itself in this moment.
        }
    }

    private static bool DefaultPortsAreFree()
    {
        try
        {
            for (var port = DefaultPort; port < DefaultPort + 3; port++)
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Connection(int blob, int queue, int table) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"BlobEndpoint=http://127.0.0.1:{blob}/{Account};QueueEndpoint=http://127.0.0.1:{queue}/{Account};TableEndpoint=http://127.0.0.1:{table}/{Account};";

    [GeneratedRegex(@"^(Azurite (?<what>Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:|(?<what>guard): listening at )(?<port>\d+)$")]
    private static partial Regex ListeningPattern();
}
