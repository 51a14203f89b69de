using System.Collections.Concurrent;
using Azure.Storage.Queues;
using FuncAuth.Azure.Communication;
using FuncAuth.Messages;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What becomes of messages that a provider does not take, from the request to the poison queue and back.</summary>
public sealed class PoisonTests
{
    private static readonly Dictionary<string, string?> Hasty = new()
    {
        ["AzureFunctionsJobHost:extensions:queues:visibilityTimeout"] = "00:00:00",
        ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.1",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> PassingFailures { get; } = ["the provider answered 500", "the provider answered 429", "the provider did not answer in time"];

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public async Task Q03_a_message_that_five_tries_do_not_send_is_set_aside_said_and_blocks_nothing_and_can_be_put_back(string failure)
    {
        var unlucky = People.FreshAddress();
        var provider = new Provider(message => message.To == unlucky ? new SendOutcome.Postponed(failure, TimeSpan.FromSeconds(90)) : new SendOutcome.Accepted());
        var log = new LogLines();
        await using var host = await StartAsync(log, provider);
        using var page = host.OpenPage();
        var signUp = await page.BeginSignUpAsync(unlucky);
        Assert.Equal(200, (await page.PrepareAsync(signUp)).Status);

        // Others are sent while that one is being tried.
        using var other = host.OpenPage();
        var address = People.FreshAddress();
        await other.PrepareAsync(await other.BeginSignUpAsync(address));
        await Provider.UntilAsync(() => provider.Taken.Any(message => message.To == address));

        var poison = await PoisonAsync(host);
        var message = Assert.Single((await poison.PeekMessagesAsync(32, Ct)).Value);
        var asked = provider.Asked.Where(one => one.To == unlucky).ToArray();
        Assert.Equal(5, asked.Length);
        Assert.Single(asked.Select(one => one.Id).Distinct());

        // An operator reads one line at the end, and a warning for each try before it.
        var id = asked[0].Id;
        Assert.Equal(4, log.Count(LogLevel.Warning, $"Email message {id} could not be sent in try "));
        var last = Assert.Single(log.Of(LogLevel.Error, $"Email message {id} could not be sent in 5 tries and is set aside in the poison queue"));
        Assert.Contains($"{failure}, and asks to wait 90 s", last, StringComparison.Ordinal);
        Assert.Contains("docs/operations.md", last, StringComparison.Ordinal);
        Assert.DoesNotContain(log.All, line => line.Contains(unlucky, StringComparison.OrdinalIgnoreCase) || line.Contains(asked[0].Code!, StringComparison.Ordinal));

        // The provider is back, and the message is put back as it lies there.
        provider.Answer = _ => new SendOutcome.Accepted();
        await QueueOf(poison).SendMessageAsync(message.Body, cancellationToken: Ct);
        await Provider.UntilAsync(() => provider.Taken.Any(one => one.To == unlucky));
        Assert.Equal("complete", (await page.AttemptAsync(signUp, provider.Taken.Single(one => one.To == unlucky).Code!))["status"]);
    }

    [Fact]
    public async Task Q03_a_message_that_is_put_back_too_late_is_dropped()
    {
        var provider = new Provider(_ => new SendOutcome.Postponed("the provider answered 500", null));
        var log = new LogLines();
        await using var host = await StartAsync(log, provider);
        using var page = host.OpenPage();
        await page.PrepareAsync(await page.BeginSignUpAsync(People.FreshAddress()));
        var poison = await PoisonAsync(host);
        var message = Assert.Single((await poison.PeekMessagesAsync(32, Ct)).Value);
        provider.Answer = _ => new SendOutcome.Accepted();
        host.Clock.Advance(TimeSpan.FromMinutes(11));

        await QueueOf(poison).SendMessageAsync(message.Body, cancellationToken: Ct);

        await Provider.UntilAsync(() => log.Count(LogLevel.Information, "is not sent: the code has expired") == 1);
        Assert.Empty(provider.Taken);
    }

    [Fact]
    public async Task Q03_a_message_that_is_refused_for_good_is_tried_once_and_said()
    {
        var provider = new Provider(_ => new SendOutcome.Refused("the provider answered 400 InvalidRecipient"));
        var log = new LogLines();
        await using var host = await StartAsync(log, provider);
        using var page = host.OpenPage();

        var prepared = await page.PrepareAsync(await page.BeginSignUpAsync(People.FreshAddress()));
        await Provider.UntilAsync(() => log.Count(LogLevel.Error, "is refused for good and not tried again: the provider answered 400 InvalidRecipient") == 1);
        await host.QueuesAreEmptyAsync();

        Assert.Equal(200, prepared.Status);
        Assert.Single(provider.Asked);
        Assert.DoesNotContain(await host.QueuesAsync(), queue => queue.Name.EndsWith("-poison", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Q03_a_provider_that_breaks_down_is_told_by_the_kind_of_the_fault_and_not_by_its_words()
    {
        var provider = new Provider(message => throw new InvalidOperationException($"{message.To} {message.Code}"));
        var log = new LogLines();
        await using var host = await StartAsync(log, provider);
        using var page = host.OpenPage();
        await page.PrepareAsync(await page.BeginSignUpAsync(People.FreshAddress()));

        await PoisonAsync(host);

        Assert.Contains("an unforeseen InvalidOperationException", Assert.Single(log.Of(LogLevel.Error, "in 5 tries")), StringComparison.Ordinal);
        var sent = provider.Asked.First();
        Assert.DoesNotContain(log.All, line => line.Contains(sent.To, StringComparison.OrdinalIgnoreCase) || line.Contains(sent.Code!, StringComparison.Ordinal));
        Assert.Contains(log.All, line => line.Contains("PoisonTests.cs", StringComparison.Ordinal)); // where it broke
    }

    [Fact]
    public async Task Q05_while_the_provider_is_down_a_sign_up_is_answered_and_a_new_code_comes_when_it_is_back()
    {
        var provider = new Provider(_ => new SendOutcome.Postponed("the provider answered 503", null));
        await using var host = await StartAsync(new LogLines(), provider);
        using var page = host.OpenPage();
        var signUp = await page.BeginSignUpAsync(People.FreshAddress());

        Assert.Equal(200, (await page.PrepareAsync(signUp)).Status);
        await PoisonAsync(host);
        provider.Answer = _ => new SendOutcome.Accepted();
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(200, (await page.PrepareAsync(signUp)).Status);
        await Provider.UntilAsync(() => !provider.Taken.IsEmpty);

        Assert.Equal("complete", (await page.AttemptAsync(signUp, provider.Taken.Single().Code!))["status"]);
    }

    [Fact]
    public async Task Q05_the_second_provider_takes_over_and_the_message_comes_once()
    {
        var first = new Provider(_ => new SendOutcome.Postponed("the provider answered 429", TimeSpan.FromHours(1)));
        var second = new Provider(_ => new SendOutcome.Accepted());
        var log = new LogLines();
        await using var host = await StartAsync(log, new FailoverSender(first, second, new Logger<FailoverSender>(log)));
        using var page = host.OpenPage();
        var signUp = await page.BeginSignUpAsync(People.FreshAddress());

        await page.PrepareAsync(signUp);
        await Provider.UntilAsync(() => !second.Taken.IsEmpty);
        await host.QueuesAreEmptyAsync();

        Assert.Single(first.Asked);
        Assert.Equal(first.Asked.Single().Id, Assert.Single(second.Taken).Id);
        Assert.Equal(1, log.Count(LogLevel.Warning, "goes to the second provider, because of the first: the provider answered 429"));
        Assert.Equal("complete", (await page.AttemptAsync(signUp, second.Taken.Single().Code!))["status"]);
    }

    private static Task<FuncAuthHost> StartAsync(LogLines log, IMessageSender email) => FuncAuthHost.StartAsync(
        new Dictionary<string, string?>(Hasty) { ["Logging:LogLevel:Default"] = "Information" },
        services =>
        {
            foreach (var existing in services.Where(service => service.ServiceType == typeof(IMessageSender)).ToArray())
                services.Remove(existing);
            services.AddSingleton(email);
            services.AddSingleton<ILoggerProvider>(log);
        },
        Ct);

    private static async Task<QueueClient> PoisonAsync(FuncAuthHost host)
    {
        for (var i = 0; i < 1000; i++, await Task.Delay(20, Ct))
        {
            if ((await host.QueuesAsync()).Find(queue => queue.Name.EndsWith("-email-poison", StringComparison.Ordinal)) is { } poison
                && (await poison.PeekMessagesAsync(1, Ct)).Value.Length > 0)
                return poison;
        }

        throw new TimeoutException("Nothing was set aside.");
    }

    private static QueueClient QueueOf(QueueClient poison) =>
        new(Storage.ConnectionStringAsync(Ct).GetAwaiter().GetResult(), poison.Name.Replace("-poison", "", StringComparison.Ordinal),
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>A provider that answers what the test wants.</summary>
    private sealed class Provider(Func<OutgoingMessage, SendOutcome> answer) : IMessageSender
    {
        public Channel Channel => Channel.Email;

        public Func<OutgoingMessage, SendOutcome> Answer { get; set; } = answer;

        public ConcurrentQueue<OutgoingMessage> Asked { get; } = new();

        public ConcurrentQueue<OutgoingMessage> Taken { get; } = new();

        public Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct)
        {
            Asked.Enqueue(message);
            var outcome = Answer(message);
            if (outcome is SendOutcome.Accepted)
                Taken.Enqueue(message);
            return Task.FromResult(outcome);
        }

        public static async Task UntilAsync(Func<bool> condition)
        {
            for (var i = 0; i < 1000 && !condition(); i++)
                await Task.Delay(20, Ct);
            Assert.True(condition(), "It did not happen in time.");
        }
    }
}
