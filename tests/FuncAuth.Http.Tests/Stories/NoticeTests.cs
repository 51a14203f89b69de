using FuncAuth.Functions.Background;
using FuncAuth.Messages;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Word of changes, from the queue to the inbox.</summary>
public sealed class NoticeTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Fact]
    public async Task A_user_is_told_in_the_language_of_the_sign_up()
    {
        var address = People.FreshAddress();
        var user = await SignUpAsync(address, "de-AT");

        await Host.Services.GetRequiredService<IMessageQueue>().EnqueueAsync(Order(user), CancellationToken.None);

        var notice = Assert.Single(await Host.NoticesToAsync(address));
        Assert.StartsWith("Ihr Passwort", notice.Subject, StringComparison.Ordinal);
        Assert.Contains($"{Host.Clock.GetUtcNow():yyyy-MM-dd}", notice.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q01_word_of_a_change_that_is_delivered_many_times_is_sent_once()
    {
        var address = People.FreshAddress();
        var order = Order(await SignUpAsync(address));
        var delivery = Host.Services.GetRequiredService<MessageDelivery>();

        for (var i = 0; i < 3; i++)
            await delivery.DeliverAsync(order, 1, CancellationToken.None);

        Assert.Single(await Host.NoticesToAsync(address));
    }

    [Fact]
    public async Task Q01_word_of_a_change_that_is_delivered_twice_at_once_is_sent_once_and_not_put_off()
    {
        var address = People.FreshAddress();
        var order = Order(await SignUpAsync(address));
        var delivery = Host.Services.GetRequiredService<MessageDelivery>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => delivery.DeliverAsync(order, 1, CancellationToken.None)));

        Assert.Single(await Host.NoticesToAsync(address));
    }

    [Fact]
    public async Task An_address_that_was_just_removed_hears_of_it()
    {
        var address = People.FreshAddress();
        var user = await SignUpAsync(address);
        var order = Order(user);
        var users = Host.Services.GetRequiredService<IUserStore>();
        var read = (await users.FindAsync(user.Id, CancellationToken.None))!.Value;
        var without = user with { EmailAddresses = [], PrimaryEmailAddress = null };
        var removed = new RemovedContact(user.EmailAddresses[0].Id, Fields.EmailAddress, address, Host.Clock.GetUtcNow());
        Assert.True(await users.SaveAsync(without.Remembering(removed), read, null, "a test", CancellationToken.None));

        await Host.Services.GetRequiredService<MessageDelivery>().DeliverAsync(order, 1, CancellationToken.None);

        Assert.Single(await Host.NoticesToAsync(address));
    }

    private async Task<User> SignUpAsync(string address, string? locale = null)
    {
        using var page = Host.OpenPage();
        var id = await page.BeginSignUpAsync(address);
        if (locale is not null)
            Assert.Equal(200, (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("locale", locale))).Status);
        await page.PrepareAsync(id);
        var complete = await page.AttemptAsync(id, await Host.LastCodeForAsync(address));
        return (await Host.Services.GetRequiredService<IUserStore>().FindAsync(UserId.Parse(complete["created_user_id"]!), CancellationToken.None))!.Value.Value;
    }

    private static MessageOrder Order(User user) => new(
        Channel.Email, new MessageSubject.Notice(user.Id, NoticeKind.PasswordChanged, user.PrimaryEmailAddress!.Value, user.UpdatedAt),
        VerificationId.From(Guid.NewGuid().ToString()), null);
}
