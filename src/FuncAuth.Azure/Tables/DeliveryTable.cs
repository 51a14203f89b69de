using Azure.Data.Tables;
using FuncAuth.Stores;

namespace FuncAuth.Azure.Tables;

/// <summary>The sent-markers, one partition a message: nobody's delivery waits for another's.</summary>
internal sealed class DeliveryTable(StorageLayout layout) : IDeliveryStore
{
    private const int Rounds = 10;

    private readonly TableClient table = layout.Table(layout.Deliveries);

    public async Task<DeliveryClaim> ClaimAsync(VerificationId message, DateTimeOffset now, TimeSpan? lease, CancellationToken ct)
    {
        // Without this mark a claim whose answer was lost would meet itself and take itself for another's; where claims never lapse, the
        // message would be lost.
        var claim = new DeliveryRow(Guid.NewGuid().ToString("N"), now, SentAt: null);
        for (var round = 0; round < Rounds; round++)
        {
            if (await table.TryAddAsync(claim.Write(message), ct))
                return DeliveryClaim.Granted;

            if (await table.FindRowAsync(message.Value, DeliveryRow.Key, ct) is not { } row)
                continue;

            var stored = DeliveryRow.Read(row);
            if (stored.SentAt is not null)
                return DeliveryClaim.AlreadySent;
            if (stored.By == claim.By)
                return DeliveryClaim.Granted;
            if (lease is null || now < stored.ClaimedAt + lease)
                return DeliveryClaim.UnderWay;
            if (await table.TryReplaceAsync(claim.Write(message), row.ETag, ct))
                return DeliveryClaim.Granted;
        }

        return DeliveryClaim.UnderWay;
    }

    public async Task SettleAsync(VerificationId message, DateTimeOffset now, CancellationToken ct)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var row = await table.FindRowAsync(message.Value, DeliveryRow.Key, ct);
            var stored = row is null ? null : DeliveryRow.Read(row);
            if (stored?.SentAt is not null)
                return;

            var settled = (stored ?? new DeliveryRow("", now, null)) with { SentAt = now };
            if (row is null
                ? await table.TryAddAsync(settled.Write(message), ct)
                : await table.TryReplaceAsync(settled.Write(message), row.ETag, ct))
                return;
        }

        throw new InvalidOperationException($"Message {message} is delivered from too many sides at once.");
    }

    /// <remarks>Who gives the right back still has it: a lease is longer than a function may run.</remarks>
    public async Task ReleaseAsync(VerificationId message, CancellationToken ct)
    {
        if (await table.FindRowAsync(message.Value, DeliveryRow.Key, ct) is { } row && DeliveryRow.Read(row).SentAt is null)
            await table.TryDeleteAsync(row, ct); // lost to whoever settled it or took it over meanwhile: then it is not ours to give back
    }
}
