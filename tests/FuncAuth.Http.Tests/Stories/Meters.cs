using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FuncAuth.Functions.Pipeline;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What one host counts about passwords.</summary>
internal sealed class Meters : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Name, string? Outcome)> counted = [];

    public Meters(FuncAuthHost host)
    {
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == LeakCheck.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
            counted.Enqueue((instrument.Name, tags.ToArray().Select(tag => tag.Value as string).FirstOrDefault())));
        listener.Start();
    }

    /// <summary>How many hashes were computed.</summary>
    public int Hashes => counted.Count(one => one.Name == "funcauth.password_hashes");

    /// <summary>What came of looking passwords up, in order.</summary>
    public string?[] Lookups => [.. counted.Where(one => one.Name == "funcauth.password_lookups").Select(one => one.Outcome)];

    public void Dispose() => listener.Dispose();
}
