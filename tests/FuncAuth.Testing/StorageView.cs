using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FuncAuth.LocalHost.Dev;

namespace FuncAuth.Testing;

/// <summary>What lies in the tables and queues of a host, for tests that look behind it.</summary>
public static class StorageView
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A page of this host.</summary>
    public static FrontEnd OpenPage(this FuncAuthHost host, string? origin = FrontEnd.Origin)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new FrontEnd(new Uri(host.BaseUrl), origin);
    }

    /// <summary>The code of the latest message with one to <paramref name="destination"/>, once there are <paramref name="count"/> of them.</summary>
    public static async Task<string> LastCodeForAsync(this FuncAuthHost host, string destination, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(host);
        var until = TimeProvider.System.GetUtcNow() + Patience;
        for (; TimeProvider.System.GetUtcNow() < until; await Task.Delay(20))
        {
            var codes = host.MessagesTo(destination).Where(message => message.Code is not null).ToArray();
            if (codes.Length >= count)
                return codes[^1].Code!;
        }

        throw new TimeoutException($"No message number {count} with a code to {destination} arrived.");
    }

    /// <summary>The messages without a code to <paramref name="destination"/>, once there are <paramref name="count"/>: word of changes, which waits a little.</summary>
    public static async Task<InboxMessage[]> NoticesToAsync(this FuncAuthHost host, string destination, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(host);
        var until = TimeProvider.System.GetUtcNow() + Patience;
        for (; TimeProvider.System.GetUtcNow() < until; await Task.Delay(50))
        {
            InboxMessage[] notices = [.. host.MessagesTo(destination).Where(message => message.Code is null)];
            if (notices.Length >= count)
                return notices;
        }

        throw new TimeoutException($"No message number {count} without a code to {destination} arrived.");
    }

    /// <summary>Waits until the queues of this host hold nothing, not even hidden.</summary>
    public static async Task QueuesAreEmptyAsync(this FuncAuthHost host)
    {
        var until = DateTimeOffset.UtcNow + Patience;
        var queues = await host.QueuesAsync();

        // Twice: a message of one queue may put one into another that was looked at before.
        foreach (var queue in queues.Concat(queues))
        {
            while ((await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0)
            {
                if (DateTimeOffset.UtcNow > until)
                    throw new TimeoutException($"The queue {queue.Name} does not empty.");
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Every row of a table of this host, by the table's short name.</summary>
    public static async Task<List<TableEntity>> RowsAsync(this FuncAuthHost host, string table)
    {
        ArgumentNullException.ThrowIfNull(host);
        var rows = new List<TableEntity>();
        await foreach (var row in new TableClient(await ConnectionAsync(), host.Instance + table).QueryAsync<TableEntity>())
            rows.Add(row);
        return rows;
    }

    /// <summary>Which identifiers are somebody's, as they lie beside misses in their table.</summary>
    public static async Task<List<TableEntity>> ClaimsAsync(this FuncAuthHost host) =>
        [.. (await host.RowsAsync("identifiers")).Where(row => row.RowKey == "identifier")];

    /// <summary>Everything that this host has stored, as text: every property of every row, every queued message decoded.</summary>
    public static async Task<string> DumpStorageAsync(this FuncAuthHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var dump = new StringBuilder();
        await foreach (var table in new TableServiceClient(await ConnectionAsync()).QueryAsync())
        {
            if (!table.Name.StartsWith(host.Instance, StringComparison.Ordinal))
                continue;
            await foreach (var row in new TableClient(await ConnectionAsync(), table.Name).QueryAsync<TableEntity>())
            {
                dump.Append(table.Name);
                foreach (var (name, value) in row)
                    dump.Append(' ').Append(name).Append('=').Append(value is byte[] bytes ? Convert.ToHexString(bytes) + Encoding.UTF8.GetString(bytes) : value);
                dump.AppendLine();
            }
        }

        foreach (var queue in await host.QueuesAsync())
        {
            foreach (var message in (await queue.PeekMessagesAsync(32)).Value)
                dump.Append(queue.Name).Append(' ').AppendLine(message.Body.ToString());
        }

        return dump.ToString();
    }

    /// <summary>The queues of this host, poison ones too.</summary>
    public static async Task<List<QueueClient>> QueuesAsync(this FuncAuthHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var service = new QueueServiceClient(await ConnectionAsync(), new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var queues = new List<QueueClient>();
        await foreach (var queue in service.GetQueuesAsync(prefix: host.Instance + "-"))
            queues.Add(service.GetQueueClient(queue.Name));
        return queues;
    }

    private static Task<string> ConnectionAsync() => Storage.ConnectionStringAsync(CancellationToken.None);
}
