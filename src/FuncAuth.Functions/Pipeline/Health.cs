using System.Text.Json.Serialization;
using FuncAuth.Azure;
using FuncAuth.Functions.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Functions.Pipeline;

/// <summary>Whether the app lives, and whether it could do its work. It says so and nothing else: anybody may ask.</summary>
public sealed class Health(KeySource keys, StorageProbe storage, TimeProvider time, ILogger<Health> log) : IDisposable
{
    /// <summary>How long an answer about the storage holds: however often somebody asks, an instance reads no oftener.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim turn = new(1, 1);
    private Finding? latest;

    /// <summary>The process answers. Costs nothing.</summary>
    public static IResult Live() => Answer(isHealthy: true);

    /// <summary>The keys are read and the storage answers, or has done so within the last seconds.</summary>
    public async Task<IResult> ReadyAsync(CancellationToken ct) => Answer(keys.IsLoaded && await StorageAnswersAsync(ct));

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private static WireResult Answer(bool isHealthy) => WireResult.Of(
        isHealthy ? 200 : 503, new HealthResource(isHealthy ? "healthy" : "unhealthy"), HealthJson.Default.HealthResource);

    private async Task<bool> StorageAnswersAsync(CancellationToken ct)
    {
        if (Fresh() is { } known)
            return known.IsGood;

        // Many at once are one question.
        await turn.WaitAsync(ct);
        try
        {
            if (Fresh() is { } found)
                return found.IsGood;

            latest = new Finding(await AskAsync(), time.GetTimestamp());
            return latest.IsGood;
        }
        finally
        {
            turn.Release();
        }
    }

    private Finding? Fresh() => latest is { } finding && time.GetElapsedTime(finding.At) < Freshness ? finding : null;

    private async Task<bool> AskAsync()
    {
        // Not the caller's patience: whoever goes away must not leave the others without an answer.
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await storage.AskAsync(patience.Token);
            return true;
        }
        catch (Exception fault)
        {
            Log.StorageUnreachable(log, fault);
            return false;
        }
    }

    private sealed record Finding(bool IsGood, long At);
}

/// <summary>The answer of the health checks.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
public sealed record HealthResource(string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthResource))]
internal sealed partial class HealthJson : JsonSerializerContext;
