using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace FuncAuth.Azure;

/// <summary>
/// Where FuncAuth speaks of itself. Whoever wants to hear it subscribes to this one name; where nobody does, nothing is measured. Tags hold
/// ids and outcomes: never an address, a number, a name, a code or a cookie.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the source of traces and of the meter.</summary>
    public const string Name = "FuncAuth";

    /// <summary>Traces.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Metrics.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>The span that is ours and under way; null where there is none. Spans of others may carry ids that a caller chose.</summary>
    public static Activity? Current => Activity.Current is { } activity && ReferenceEquals(activity.Source, Source) ? activity : null;
}
