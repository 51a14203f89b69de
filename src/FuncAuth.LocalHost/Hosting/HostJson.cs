using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>What LocalHost heeds of <c>host.json</c>, with the host's defaults. A key is overridden by the app setting <c>AzureFunctionsJobHost__extensions__…</c>.</summary>
public sealed record HostJson
{
    public QueueSettings Queues { get; init; } = new();

    /// <summary>Reads the file in a folder; a missing file is a file that says nothing.</summary>
    public static HostJson Read(string folder, IConfiguration settings)
    {
        var path = Path.Combine(folder, "host.json");
        var json = new ConfigurationBuilder()
            .AddJsonFile(path, optional: true)
            .AddConfiguration(settings.GetSection("AzureFunctionsJobHost"))
            .Build();

        // Routes are written whole, so that one template is one address on both hosts. The host's default is "api".
        if (File.Exists(path) && (json["extensions:http:routePrefix"] ?? "api") is not "" and var prefix)
            throw new InvalidOperationException($"host.json puts functions under '/{prefix}': set extensions.http.routePrefix to \"\".");

        return new HostJson { Queues = QueueSettings.Read(json.GetSection("extensions:queues")) };
    }
}

/// <summary>How queues are listened to (<c>extensions.queues</c>).</summary>
public sealed record QueueSettings
{
    /// <summary>Messages taken at once, all of them run in parallel.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>A new batch is fetched when no more than so many are still running.</summary>
    public int NewBatchThreshold { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Tries in all.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How long a failed message stays hidden before its next try.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether bodies are base64 on the wire.</summary>
    public bool Base64 { get; init; } = true;

    /// <summary>How long a message is hidden while it runs; renewed at half. Fixed in the real host, so not in <c>host.json</c>.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(10);

    internal static QueueSettings Read(IConfiguration section)
    {
        var batchSize = Number("batchSize", 16, 1, 32);
        return new QueueSettings
        {
            BatchSize = batchSize,
            NewBatchThreshold = Number("newBatchThreshold", batchSize / 2 * Environment.ProcessorCount, 0, int.MaxValue),
            MaxDequeueCount = Number("maxDequeueCount", 5, 1, int.MaxValue),
            VisibilityTimeout = Time("visibilityTimeout", TimeSpan.Zero, TimeSpan.Zero),
            MaxPollingInterval = Time("maxPollingInterval", TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(100)),
            Base64 = section["messageEncoding"] is not { } encoding || Encoding(encoding),
        };

        int Number(string key, int otherwise, int least, int most) =>
            section[key] is not { } text ? otherwise
            : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
            : throw Refused(key, text);

        TimeSpan Time(string key, TimeSpan otherwise, TimeSpan least) =>
            section[key] is not { } text ? otherwise
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least ? value
            : throw Refused(key, text);

        bool Encoding(string text) =>
            text.Equals("base64", StringComparison.OrdinalIgnoreCase)
            || (text.Equals("none", StringComparison.OrdinalIgnoreCase) ? false : throw Refused("messageEncoding", text));
    }

    private static InvalidOperationException Refused(string key, string text) => new($"host.json says '{text}' for extensions.queues.{key}, which the host does not take.");
}
