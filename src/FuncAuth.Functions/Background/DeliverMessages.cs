using Azure.Storage.Queues.Models;
using FuncAuth.Azure.Queues;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Functions.Background;

/// <summary>
/// One queue and one function a channel: they scale, throttle and poison apart, and a mail quota never delays an SMS.
/// </summary>
public sealed class DeliverMessages(MessageDelivery delivery)
{
    private const string EmailQueue = "%FUNCAUTH_INSTANCE%-email";
    private const string SmsQueue = "%FUNCAUTH_INSTANCE%-sms";
    private const string Storage = "AzureWebJobsStorage";

    [Function("deliver_email")]
    public Task DeliverEmail([QueueTrigger(EmailQueue, Connection = Storage)] QueueMessage message, CancellationToken ct) =>
        DeliverAsync(message, ct);

    [Function("deliver_sms")]
    public Task DeliverSms([QueueTrigger(SmsQueue, Connection = Storage)] QueueMessage message, CancellationToken ct) =>
        DeliverAsync(message, ct);

    private Task DeliverAsync(QueueMessage message, CancellationToken ct) =>
        delivery.DeliverAsync(MessageOrderJson.Read(message.Body.ToString()), message.DequeueCount, ct);
}
