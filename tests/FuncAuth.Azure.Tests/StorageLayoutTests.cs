using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace FuncAuth.Azure.Tests;

public class StorageLayoutTests
{
    [Fact]
    public async Task What_is_missing_is_made_and_what_is_there_stays()
    {
        await using var world = await World.NewAsync();
        await world.Clients.SaveAsync(Given.Client(), null, "request", World.Ct);
        await world.Table(world.Layout.Deliveries).DeleteAsync(World.Ct);

        await world.Layout.EnsureAsync(World.Ct);
        await world.Layout.EnsureAsync(World.Ct);

        Assert.Single(await world.RowsAsync(world.Layout.Clients));
        Assert.Empty(await world.RowsAsync(world.Layout.Deliveries));
    }

    [Fact]
    public async Task Several_instances_that_start_at_once_do_not_disturb_each_other()
    {
        await using var world = await World.NewAsync();
        foreach (var table in new[] { world.Layout.Clients, world.Layout.Users, world.Layout.Identifiers, world.Layout.Deliveries })
            await world.Table(table).DeleteAsync(World.Ct);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.Layout.EnsureAsync(World.Ct)));

        Assert.Empty(await world.RowsAsync(world.Layout.Users));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("Abc")]
    [InlineData("a-bc")]
    [InlineData("abcdefghijklmnopqrstu")]
    [InlineData("abc\n")]
    public void A_name_that_tables_or_queues_do_not_allow_is_refused(string instance)
    {
        Assert.Throws<ArgumentException>(() => new StorageLayout(
            instance, new TableServiceClient("UseDevelopmentStorage=true"), new QueueServiceClient("UseDevelopmentStorage=true")));
    }

    [Fact]
    public void Names_begin_with_the_instance()
    {
        var layout = new StorageLayout("acme", new TableServiceClient("UseDevelopmentStorage=true"), new QueueServiceClient("UseDevelopmentStorage=true"));

        Assert.Equal(
            ["acmeclients", "acmeusers", "acmeidentifiers", "acmedeliveries", "acme-email", "acme-sms"],
            [layout.Clients, layout.Users, layout.Identifiers, layout.Deliveries, layout.EmailQueue, layout.SmsQueue]);
    }
}
