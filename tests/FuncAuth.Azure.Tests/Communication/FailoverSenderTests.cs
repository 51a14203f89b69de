using FuncAuth.Azure.Communication;
using FuncAuth.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace FuncAuth.Azure.Tests.Communication;

public class FailoverSenderTests
{
    private static readonly SendOutcome Taken = new SendOutcome.Accepted();
    private static readonly SendOutcome Never = new SendOutcome.Refused("never");
    private static readonly SendOutcome Later = new SendOutcome.Postponed("the provider answered 429", TimeSpan.FromHours(1));
    private static readonly SendOutcome Down = new SendOutcome.Postponed("the mail server answered 451", null);

    [Fact]
    public async Task Q05_the_second_provider_takes_over_what_the_first_cannot_take_now()
    {
        var (outcome, second) = await SendAsync(Later, Taken);

        Assert.Same(Taken, outcome);
        second.Verify(sender => sender.SendAsync(It.Is<OutgoingMessage>(message => message.Id == Given.Message().Id), World.Ct), Times.Once);
    }

    [Fact]
    public async Task The_second_is_not_asked_about_what_the_first_took_or_refused_for_good()
    {
        foreach (var answer in new[] { Taken, Never })
        {
            var (outcome, second) = await SendAsync(answer, Taken);

            Assert.Same(answer, outcome);
            second.Verify(sender => sender.SendAsync(It.IsAny<OutgoingMessage>(), It.IsAny<CancellationToken>()), Times.Never);
        }
    }

    [Fact]
    public async Task Where_both_cannot_the_operator_hears_of_both_and_the_queue_is_asked_to_come_again()
    {
        var outcome = Assert.IsType<SendOutcome.Postponed>((await SendAsync(Later, Down)).Outcome);

        Assert.Equal("first provider: the provider answered 429; second provider: the mail server answered 451", outcome.Reason);
        Assert.Null(outcome.RetryAfter); // the second may be back at any time
    }

    [Fact]
    public async Task What_the_second_refuses_may_still_go_by_the_first_when_it_is_back() =>
        Assert.IsType<SendOutcome.Postponed>((await SendAsync(Down, Never)).Outcome);

    private static async Task<(SendOutcome Outcome, Mock<IMessageSender> Second)> SendAsync(SendOutcome one, SendOutcome other)
    {
        var (first, second) = (Answering(one), Answering(other));
        var sender = new FailoverSender(first.Object, second.Object, NullLogger<FailoverSender>.Instance);
        return (await sender.SendAsync(Given.Message(), World.Ct), second);
    }

    private static Mock<IMessageSender> Answering(SendOutcome outcome)
    {
        var sender = new Mock<IMessageSender>();
        sender.Setup(s => s.Channel).Returns(Channel.Email);
        sender.Setup(s => s.SendAsync(It.IsAny<OutgoingMessage>(), It.IsAny<CancellationToken>())).ReturnsAsync(outcome);
        return sender;
    }
}
