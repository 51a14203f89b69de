using Azure.Data.Tables;

namespace FuncAuth.Azure.Tables;

/// <summary>How far the delivery of a message has got.</summary>
/// <param name="By">Which claim it was, so that a claim that meets itself is told from another's.</param>
/// <param name="ClaimedAt">When somebody took it to send it.</param>
/// <param name="SentAt">When it was sent, or given up for good; null until then.</param>
internal sealed record DeliveryRow(string By, DateTimeOffset ClaimedAt, DateTimeOffset? SentAt)
{
    public const string Key = "delivery";

    private const int Version = 1;

    public TableEntity Write(VerificationId message)
    {
        var row = Row.Begin(message.Value, Key, Version);
        row[nameof(By)] = By;
        row[nameof(ClaimedAt)] = ClaimedAt;
        if (SentAt is { } sentAt)
            row[nameof(SentAt)] = sentAt;
        return row;
    }

    public static DeliveryRow Read(TableEntity row) => Row.VersionOf(row) switch
    {
        1 => new DeliveryRow(Row.Text(row, nameof(By)), Row.Time(row, nameof(ClaimedAt)), row.GetDateTimeOffset(nameof(SentAt))),
        var later => throw Row.OfLaterVersion(row, later),
    };
}
