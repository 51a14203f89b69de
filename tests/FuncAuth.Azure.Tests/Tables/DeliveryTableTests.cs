using FuncAuth.Stores;

namespace FuncAuth.Azure.Tests.Tables;

public class DeliveryTableTests
{
    private static readonly VerificationId Message = VerificationId.From("message");
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Of_ten_deliveries_at_once_one_may_send()
    {
        await using var world = await World.NewAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Deliveries.ClaimAsync(Message, Given.Now, Lease, World.Ct)));

        Assert.Single(claims, DeliveryClaim.Granted);
        Assert.Equal(9, claims.Count(claim => claim is DeliveryClaim.UnderWay));
    }

    [Fact]
    public async Task What_was_sent_is_not_sent_again_however_late()
    {
        await using var world = await World.NewAsync();
        await world.Deliveries.ClaimAsync(Message, Given.Now, Lease, World.Ct);
        await world.Deliveries.SettleAsync(Message, Given.Now, World.Ct);

        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            world.Deliveries.ClaimAsync(Message, Given.Now.AddMinutes(10 * i), Lease, World.Ct)));

        Assert.All(claims, claim => Assert.Equal(DeliveryClaim.AlreadySent, claim));
    }

    [Fact]
    public async Task What_could_not_be_sent_may_be_tried_again()
    {
        await using var world = await World.NewAsync();
        await world.Deliveries.ClaimAsync(Message, Given.Now, lease: null, World.Ct);

        await world.Deliveries.ReleaseAsync(Message, World.Ct);

        Assert.Equal(DeliveryClaim.Granted, await world.Deliveries.ClaimAsync(Message, Given.Now, lease: null, World.Ct));
    }

    [Fact]
    public async Task What_was_sent_cannot_be_given_back()
    {
        await using var world = await World.NewAsync();
        await world.Deliveries.ClaimAsync(Message, Given.Now, Lease, World.Ct);
        await world.Deliveries.SettleAsync(Message, Given.Now, World.Ct);

        await world.Deliveries.ReleaseAsync(Message, World.Ct);

        Assert.Equal(DeliveryClaim.AlreadySent, await world.Deliveries.ClaimAsync(Message, Given.Now, Lease, World.Ct));
    }

    [Fact]
    public async Task The_claim_of_a_holder_that_died_lapses_after_the_lease_and_not_a_second_before()
    {
        await using var world = await World.NewAsync();
        await world.Deliveries.ClaimAsync(Message, Given.Now, Lease, World.Ct);

        Assert.Equal(DeliveryClaim.UnderWay, await world.Deliveries.ClaimAsync(Message, Given.Now + Lease - TimeSpan.FromSeconds(1), Lease, World.Ct));
        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.Deliveries.ClaimAsync(Message, Given.Now + Lease, Lease, World.Ct)));

        Assert.Single(claims, DeliveryClaim.Granted);
    }

    [Fact]
    public async Task Without_a_lease_a_claim_never_lapses()
    {
        await using var world = await World.NewAsync();
        await world.Deliveries.ClaimAsync(Message, Given.Now, lease: null, World.Ct);

        Assert.Equal(DeliveryClaim.UnderWay, await world.Deliveries.ClaimAsync(Message, Given.Now.AddYears(1), lease: null, World.Ct));
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_still_ones_own()
    {
        await using var world = await World.NewAsync();

        world.Mischief.LoseAnswers(2);

        Assert.Equal(DeliveryClaim.Granted, await world.Deliveries.ClaimAsync(Message, Given.Now, lease: null, World.Ct));
    }

    [Fact]
    public async Task What_is_never_to_be_sent_needs_no_claim()
    {
        await using var world = await World.NewAsync();

        world.Mischief.LoseAnswers(1);
        await world.Deliveries.SettleAsync(Message, Given.Now, World.Ct);
        await world.Deliveries.SettleAsync(Message, Given.Now, World.Ct);

        Assert.Equal(DeliveryClaim.AlreadySent, await world.Deliveries.ClaimAsync(Message, Given.Now, Lease, World.Ct));
    }

    [Fact]
    public async Task Every_message_has_a_partition_of_its_own()
    {
        await using var world = await World.NewAsync();

        foreach (var i in Enumerable.Range(0, 5))
            await world.Deliveries.ClaimAsync(VerificationId.From($"message {i}"), Given.Now, Lease, World.Ct);

        Assert.Equal(5, (await world.RowsAsync(world.Layout.Deliveries)).Select(row => row.PartitionKey).Distinct().Count());
    }
}
