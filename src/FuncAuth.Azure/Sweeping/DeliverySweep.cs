using Azure.Data.Tables;
using FuncAuth.Azure.Tables;
using FuncAuth.Sweeping;

namespace FuncAuth.Azure.Sweeping;

/// <summary>Marks of messages that cannot come again.</summary>
internal sealed class DeliverySweep(StorageLayout layout) : TableSweep("deliveries", layout.Table(layout.Deliveries))
{
    protected override async ValueTask SweepPartitionAsync(string partition, IReadOnlyList<TableEntity> rows, SweepRound round, CancellationToken ct)
    {
        foreach (var row in rows.Where(row => row.RowKey == DeliveryRow.Key))
        {
            var delivery = DeliveryRow.Read(row);
            if (SweepFlow.IsDeadDelivery(delivery.ClaimedAt, delivery.SentAt, round.Now) && await Table.TryDeleteUnchangedAsync(row, ct))
                round.Count("delivery", 1);
        }
    }
}
