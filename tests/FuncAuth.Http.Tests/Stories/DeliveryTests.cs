using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Queues;
using FuncAuth.Functions.Background;
using FuncAuth.Messages;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The way of a message from the request to the inbox.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private readonly RecordingSender sender = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await StartAsync([]);

    private Task<FuncAuthHost> StartAsync(Dictionary<string, string?> settings) => FuncAuthHost.StartAsync(
        settings,
        services =>
        {
            foreach (var existing in services.Where(service => service.ServiceType == typeof(IMessageSender)).ToArray())
                services.Remove(existing);
            services.AddSingleton<IMessageSender>(sender);
        },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Q01_a_message_delivered_many_times_is_sent_once()
    {
        var order = await PrepareAsync();
        await sender.ArrivedAsync(1);
        var delivery = host.Services.GetRequiredService<MessageDelivery>();

        for (var i = 0; i < 3; i++)
            await delivery.DeliverAsync(order, 1, CancellationToken.None);
        host.Clock.Advance(TimeSpan.FromMinutes(9));
        await delivery.DeliverAsync(order, 1, CancellationToken.None);

        Assert.Single(sender.Sent);
    }

    [Fact]
    public async Task Q01_a_message_delivered_in_parallel_is_sent_once()
    {
        sender.Postpone = true; // holds the queue's own delivery back: it comes again in half a minute
        var order = await PrepareAsync();
        await sender.AskedAsync(1);
        sender.Postpone = false;
        sender.Asked = 0;
        var delivery = host.Services.GetRequiredService<MessageDelivery>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                await delivery.DeliverAsync(order, 1, CancellationToken.None);
                return "done";
            }
            catch (DeliveryPostponedException)
            {
                return "later";
            }
        }));

        Assert.Contains("done", outcomes);
        Assert.Equal(1, sender.Asked);
        Assert.Single(sender.Sent);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_asked_again()
    {
        sender.Postpone = true;
        var order = await PrepareAsync();
        await sender.AskedAsync(1);
        sender.Postpone = false;

        await host.Services.GetRequiredService<MessageDelivery>().DeliverAsync(order, 1, CancellationToken.None);

        Assert.Single(sender.Sent);
    }

    [Fact]
    public async Task Q04_a_code_older_than_its_life_is_not_sent()
    {
        sender.Postpone = true;
        var order = await PrepareAsync();
        await sender.AskedAsync(1);
        sender.Postpone = false;
        host.Clock.Advance(TimeSpan.FromMinutes(11));

        await host.Services.GetRequiredService<MessageDelivery>().DeliverAsync(order, 1, CancellationToken.None);

        Assert.Empty(sender.Sent);
    }

    [Fact]
    public async Task A_code_that_a_later_one_replaced_is_not_sent()
    {
        sender.Postpone = true;
        using var page = host.OpenPage();
        var id = await page.BeginSignUpAsync(People.FreshAddress());
        await page.PrepareAsync(id);
        var first = (await OrdersAsync()).Single();
        await sender.AskedAsync(1);
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        sender.Postpone = false;
        await page.PrepareAsync(id);
        await sender.ArrivedAsync(1);

        await host.Services.GetRequiredService<MessageDelivery>().DeliverAsync(first, 1, CancellationToken.None);

        Assert.Single(sender.Sent);
    }

    [Fact]
    public async Task C09_no_code_is_stored_or_queued_in_readable_or_guessable_form()
    {
        // One try, then the dead letter: a message that waits for its next try is hidden from whoever looks.
        sender.Postpone = true;
        await host.DisposeAsync();
        host = await StartAsync(new() { ["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"] = "1" });
        using var page = host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        await page.PrepareAsync(id);
        await sender.AskedAsync(1);
        var code = sender.Refused.Single().Code!;
        var dump = "";
        for (var i = 0; i < 200 && !dump.Contains("-email-poison", StringComparison.Ordinal); i++)
        {
            await Task.Delay(50);
            dump = await host.DumpStorageAsync();
        }

        Assert.Contains("-email-poison", dump, StringComparison.Ordinal);

        var forms = new List<string> { code, new([.. code.Reverse()]), Convert.ToBase64String(Encoding.UTF8.GetBytes(code)) };
        foreach (var text in new[] { code, address + code, code + address, $"{address}:{code}", $"{id}{code}", $"{id}:{code}" })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            foreach (var hash in new[] { SHA1.HashData(bytes), SHA256.HashData(bytes), SHA512.HashData(bytes) })
                forms.AddRange([Convert.ToHexString(hash), Convert.ToHexStringLower(hash), Convert.ToBase64String(hash), System.Buffers.Text.Base64Url.EncodeToString(hash)]);
        }

        // Six digits turn up in timestamps and ids by chance: what counts is the code as a word of its own.
        Assert.All(forms, form => Assert.DoesNotMatch($"(?<![0-9A-Za-z]){System.Text.RegularExpressions.Regex.Escape(form)}(?![0-9A-Za-z])", dump));
        foreach (var queue in await host.QueuesAsync())
        {
            foreach (var message in (await queue.PeekMessagesAsync(32, TestContext.Current.CancellationToken)).Value)
                Assert.DoesNotContain(address, message.Body.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task C10_who_has_the_storage_and_not_the_key_can_only_guess()
    {
        // The same attempt under another key: what a thief of the tables would compute with any key of his own.
        using var page = host.OpenPage();
        var matches = 0;
        for (var i = 0; i < 20; i++)
        {
            var address = People.FreshAddress();
            var id = await page.BeginSignUpAsync(address);
            await page.PrepareAsync(id);
            await sender.ArrivedAsync(i + 1);
            var order = (await LastOrderAsync(id))!;
            var row = await host.Services.GetRequiredService<Stores.IClientStore>().FindAsync(Subject(order).Client, CancellationToken.None);
            var signUp = row!.Value.Value.SignUp!;
            var thief = new Strategies.OneTimeCodes(new Keys.Keyring(new Keys.SymmetricKey(signUp.Collected.EmailAddress!.Verification!.KeyId, new byte[32])));
            var strategy = new Strategies.EmailCode.EmailCodeStrategy();
            var guess = FuncAuth.SignUps.SignUpCodes.Derive(signUp, strategy, signUp.Collected.EmailAddress, signUp.Collected.EmailAddress.Verification, thief);
            matches += guess!.Reveal() == sender.Sent.Last().Code ? 1 : 0;
        }

        Assert.Equal(0, matches);
        var dump = await host.DumpStorageAsync();
        Assert.DoesNotContain(host.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["FuncAuth:Keys:Code"]!.Split(':')[1], dump, StringComparison.Ordinal);
    }

    private async Task<MessageOrder> PrepareAsync()
    {
        using var page = host.OpenPage();
        var id = await page.BeginSignUpAsync(People.FreshAddress());
        Assert.Equal(200, (await page.PrepareAsync(id)).Status);
        return (await LastOrderAsync(id))!;
    }

    // An order says what is in the tables: it can be told from there as well as from the queue.
    private async Task<MessageOrder?> LastOrderAsync(string signUp) =>
        (await OrdersAsync()).SingleOrDefault(order => Subject(order).SignUp.Value == signUp);

    private static MessageSubject.SignUpCode Subject(MessageOrder order) => (MessageSubject.SignUpCode)order.Subject;

    private async Task<List<MessageOrder>> OrdersAsync()
    {
        var orders = new List<MessageOrder>();
        foreach (var client in (await host.RowsAsync("clients")).Select(row => ClientId.Parse(row.PartitionKey)).Distinct())
        {
            var found = await host.Services.GetRequiredService<Stores.IClientStore>().FindAsync(client, CancellationToken.None);
            if (found!.Value.Value.SignUp is { Collected.EmailAddress.Verification: { } verification } signUp)
                orders.Add(new MessageOrder(
                    Channel.Email, new MessageSubject.SignUpCode(client, signUp.Id, "email_address"), verification.Id, null));
        }

        return orders;
    }

    private sealed class RecordingSender : IMessageSender
    {
        private int asked;

        public Channel Channel => Channel.Email;

        public bool Postpone { get; set; }

        public int Asked { get => asked; set => asked = value; }

        public ConcurrentQueue<OutgoingMessage> Sent { get; } = new();

        public ConcurrentQueue<OutgoingMessage> Refused { get; } = new();

        public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct)
        {
            Interlocked.Increment(ref asked);
            await Task.Delay(50, ct);
            if (Postpone)
            {
                Refused.Enqueue(message);
                return new SendOutcome.Postponed("down for the test", null);
            }

            Sent.Enqueue(message);
            return new SendOutcome.Accepted();
        }

        public Task ArrivedAsync(int count) => UntilAsync(() => Sent.Count >= count);

        public Task AskedAsync(int count) => UntilAsync(() => Refused.Count >= count);

        private static async Task UntilAsync(Func<bool> condition)
        {
            for (var i = 0; i < 1000 && !condition(); i++)
                await Task.Delay(20);
            Assert.True(condition(), "It did not happen in time.");
        }
    }
}
