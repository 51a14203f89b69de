using FuncAuth.Azure.Queues;
using FuncAuth.Messages;

namespace FuncAuth.Azure.Tests.Queues;

public class StorageMessageQueueTests
{
    [Theory]
    [InlineData(Channel.Email, Channel.Sms)]
    [InlineData(Channel.Sms, Channel.Email)]
    public async Task An_order_waits_in_the_queue_of_its_channel_for_an_hour(Channel channel, Channel other)
    {
        await using var world = await World.NewAsync();
        var order = Given.Order(channel);

        await world.Queue.EnqueueAsync(order, World.Ct);

        Assert.Equal(1, world.Operations.Count);
        Assert.Empty((await world.QueueOf(other).ReceiveMessagesAsync(World.Ct)).Value);
        var message = Assert.Single((await world.QueueOf(channel).ReceiveMessagesAsync(World.Ct)).Value);
        Assert.Equal(order, MessageOrderJson.Read(message.MessageText));
        Assert.Equal(TimeSpan.FromHours(1), message.ExpiresOn - message.InsertedOn);
    }

    // Somebody waits for a code. Word of a change may come later, and after a standstill of hours too.
    [Fact]
    public async Task Codes_go_before_word_of_a_change()
    {
        await using var world = await World.NewAsync();
        await world.Queue.EnqueueAsync(Given.Notice(), World.Ct);
        await world.Queue.EnqueueAsync(Given.Order(), World.Ct);

        var first = Assert.Single((await world.QueueOf(Channel.Email).ReceiveMessagesAsync(32, cancellationToken: World.Ct)).Value);
        await Task.Delay(TimeSpan.FromSeconds(6), World.Ct);
        var second = Assert.Single((await world.QueueOf(Channel.Email).ReceiveMessagesAsync(32, cancellationToken: World.Ct)).Value);

        Assert.Equal((Given.Order(), Given.Notice()), (MessageOrderJson.Read(first.MessageText), MessageOrderJson.Read(second.MessageText)));
        Assert.Equal(TimeSpan.FromHours(24), second.ExpiresOn - second.InsertedOn);
    }

    [Fact]
    public async Task The_host_finds_it_as_base64()
    {
        await using var world = await World.NewAsync();
        await world.Queue.EnqueueAsync(Given.Order(), World.Ct);
        var raw = new global::Azure.Storage.Queues.QueueClient(await Testing.Storage.ConnectionStringAsync(World.Ct), world.Layout.EmailQueue);

        var message = Assert.Single((await raw.ReceiveMessagesAsync(World.Ct)).Value);

        var body = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message.MessageText));
        Assert.Equal(MessageOrderJson.Write(Given.Order()), body);
    }
}
