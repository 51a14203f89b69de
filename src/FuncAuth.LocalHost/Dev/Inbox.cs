using System.Text.Json.Serialization;
using FuncAuth.Messages;

namespace FuncAuth.LocalHost.Dev;

/// <summary>A message that would have gone out, as the inbox keeps it.</summary>
public sealed record InboxMessage(string To, string Channel, string Subject, string Body, string? Code, string? Link, DateTimeOffset At)
{
    /// <summary>The same for every try at sending it.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";
}

/// <summary>The messages of this host, in memory only: the newest thousand.</summary>
public sealed class Inbox(TimeProvider clock)
{
    /// <summary>How many messages it keeps.</summary>
    public const int Capacity = 1000;

    private readonly Lock gate = new();
    private readonly Queue<InboxMessage> messages = [];
    private readonly Queue<string> recentIds = [];
    private readonly HashSet<string> seen = [];

    /// <summary>Takes a message, once: the queue may bring it again, also after the inbox was emptied.</summary>
    public void Put(OutgoingMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (gate)
        {
            if (!seen.Add(message.Id))
                return;

            recentIds.Enqueue(message.Id);
            if (recentIds.Count > Capacity)
                seen.Remove(recentIds.Dequeue());

            messages.Enqueue(new InboxMessage(message.To, message.Channel is Channel.Email ? "email" : "sms",
                message.Subject, message.Text, message.Code, message.Link, clock.GetUtcNow())
            {
                Id = message.Id,
            });
            if (messages.Count > Capacity)
                messages.Dequeue();
        }
    }

    /// <summary>What arrived, oldest first.</summary>
    public IReadOnlyList<InboxMessage> Messages(string? to = null)
    {
        lock (gate)
            return [.. messages.Where(message => to is null || message.To.Equals(to, StringComparison.OrdinalIgnoreCase))];
    }

    public void Clear()
    {
        lock (gate)
            messages.Clear();
    }
}
