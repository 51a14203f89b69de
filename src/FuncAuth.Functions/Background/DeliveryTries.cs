using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FuncAuth.Functions.Background;

/// <summary>
/// How often the host brings a message before it sets it aside: <c>maxDequeueCount</c> of host.json, which the host reads and the app cannot
/// see, or the setting that overrides it, which both can.
/// </summary>
/// <param name="Most">Tries in all.</param>
public sealed record DeliveryTries(int Most)
{
    /// <summary>As host.json says it.</summary>
    public static DeliveryTries OfHostJson { get; } = new(5);

    /// <summary>As the host of this app understands it.</summary>
    public static DeliveryTries From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return int.TryParse(configuration["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"], CultureInfo.InvariantCulture, out var most)
            ? new DeliveryTries(most)
            : OfHostJson;
    }
}
