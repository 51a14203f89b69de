using Azure.Data.Tables;
using Azure.Storage.Queues;
using FuncAuth.Messages;

namespace FuncAuth.Azure;

/// <summary>Which tables and queues an instance has, and what they are called.</summary>
public sealed class StorageLayout
{
    private readonly TableServiceClient tables;
    private readonly QueueServiceClient queues;

    /// <exception cref="ArgumentException">The instance's name cannot begin the name of a table and of a queue.</exception>
    public StorageLayout(string instance, TableServiceClient tables, QueueServiceClient queues)
    {
        ArgumentNullException.ThrowIfNull(instance);

        // What both tables and queues allow, less the dash, which only queues do.
        if (instance.Length is < 3 or > 20
            || !char.IsAsciiLetterLower(instance[0])
            || !instance.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            throw new ArgumentException("An instance's name has 3 to 20 lower-case letters and digits and starts with a letter.", nameof(instance));

        this.tables = tables;
        this.queues = queues;
        Clients = $"{instance}clients";
        Users = $"{instance}users";
        Identifiers = $"{instance}identifiers";
        Deliveries = $"{instance}deliveries";
        EmailQueue = $"{instance}-email";
        SmsQueue = $"{instance}-sms";
    }

    /// <summary>Clients with their attempts and sessions, by client.</summary>
    public string Clients { get; }

    /// <summary>Users with the index of their sessions, by user.</summary>
    public string Users { get; }

    /// <summary>Whose an identifier is, by identifier.</summary>
    public string Identifiers { get; }

    /// <summary>The sent-markers, by message.</summary>
    public string Deliveries { get; }

    /// <summary>E-mails that wait.</summary>
    public string EmailQueue { get; }

    /// <summary>SMS that wait.</summary>
    public string SmsQueue { get; }

    /// <summary>Makes what is missing; nothing happens where all is there.</summary>
    public Task EnsureAsync(CancellationToken ct) => Task.WhenAll(
    [
        .. new[] { Clients, Users, Identifiers, Deliveries }.Select(table => tables.GetTableClient(table).CreateIfNotExistsAsync(ct)),
        .. new[] { EmailQueue, SmsQueue }.Select(queue => queues.GetQueueClient(queue).CreateIfNotExistsAsync(metadata: null, ct)),
    ]);

    internal TableClient Table(string name) => tables.GetTableClient(name);

    internal QueueClient Queue(Channel channel) => queues.GetQueueClient(channel switch
    {
        Channel.Email => EmailQueue,
        Channel.Sms => SmsQueue,
        _ => throw new System.Diagnostics.UnreachableException(),
    });
}
