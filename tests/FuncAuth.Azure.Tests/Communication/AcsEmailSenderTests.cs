using Azure;
using Azure.Communication.Email;
using Azure.Identity;
using FuncAuth.Azure.Communication;
using FuncAuth.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace FuncAuth.Azure.Tests.Communication;

public class AcsEmailSenderTests
{
    private static readonly StoppedClock Clock = new();

    [Fact]
    public async Task What_the_provider_takes_is_accepted_without_waiting_for_the_delivery()
    {
        EmailMessage? sent = null;
        var client = new Mock<EmailClient>();
        client.Setup(c => c.SendAsync(WaitUntil.Started, It.IsAny<EmailMessage>(), It.IsAny<Guid>(), World.Ct))
            .Callback((WaitUntil _, EmailMessage message, Guid _, CancellationToken _) => sent = message)
            .ReturnsAsync((EmailSendOperation)null!);

        Assert.IsType<SendOutcome.Accepted>(await SenderOf(client).SendAsync(Given.Message(), World.Ct));

        Assert.NotNull(sent);
        Assert.Equal("auth@acme.example", sent.SenderAddress);
        Assert.Equal("ada@example.com", Assert.Single(sent.Recipients.To).Address);
        Assert.Equal(("424242 is your code", "Your code: 424242", "<p>424242</p>"), (sent.Content.Subject, sent.Content.PlainText, sent.Content.Html));
        Assert.True(sent.UserEngagementTrackingDisabled);
    }

    [Fact]
    public async Task Q02_every_try_at_one_message_has_the_same_operation_id_and_another_message_another()
    {
        var ids = new List<Guid>();
        var client = new Mock<EmailClient>();
        client.Setup(c => c.SendAsync(It.IsAny<WaitUntil>(), It.IsAny<EmailMessage>(), Capture.In(ids), It.IsAny<CancellationToken>()))
            .ReturnsAsync((EmailSendOperation)null!);

        await SenderOf(client).SendAsync(Given.Message(), World.Ct);
        await SenderOf(client).SendAsync(Given.Message(), World.Ct); // another process
        await SenderOf(client).SendAsync(Given.Message() with { Id = VerificationId.From("other").Value }, World.Ct);

        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)] // the role of a fresh deployment takes minutes
    [InlineData(403)]
    [InlineData(404)] // the sender's domain is not linked yet
    public async Task What_the_provider_cannot_take_now_is_postponed(int status)
    {
        var outcome = await SendAsync(Answer.Failure(status));

        Assert.Null(Assert.IsType<SendOutcome.Postponed>(outcome).RetryAfter);
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("0", 0)]
    [InlineData("Wed, 04 Mar 2026 05:07:07 GMT", 60)]
    [InlineData("Wed, 04 Mar 2026 05:00:00 GMT", 0)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    public async Task The_wait_that_the_provider_asks_for_is_passed_on(string header, int? seconds)
    {
        var expected = seconds is { } known ? TimeSpan.FromSeconds(known) : (TimeSpan?)null;
        foreach (var status in new[] { 429, 503 })
        {
            var outcome = await SendAsync(Answer.Failure(status, ("Retry-After", header)));

            Assert.Equal(expected, Assert.IsType<SendOutcome.Postponed>(outcome).RetryAfter);
        }
    }

    [Theory]
    [InlineData(413)]
    [InlineData(422)]
    public async Task What_the_provider_will_never_take_is_refused_and_not_asked_about(int status)
    {
        Assert.IsType<SendOutcome.Refused>(await SendAsync(Answer.Failure(status)));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    public async Task An_id_that_the_provider_knows_from_our_last_try_is_accepted(int status)
    {
        Assert.IsType<SendOutcome.Accepted>(await SendAsync(Answer.Failure(status), asked: new Answer(200, "{}")));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    public async Task A_refusal_under_an_id_that_the_provider_does_not_know_is_one(int status)
    {
        var outcome = await SendAsync(Answer.Failure(status), asked: Answer.Failure(404));

        Assert.Contains($"{status}", Assert.IsType<SendOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_the_provider_took_and_could_not_send_is_refused()
    {
        // The client library throws with the status of the question, which went well.
        Assert.IsType<SendOutcome.Refused>(await SendAsync(Answer.Failure(409), asked: Answer.Failure(200)));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(0)]
    public async Task Where_it_cannot_be_asked_the_message_is_postponed(int status)
    {
        var failure = status == 0 ? new RequestFailedException("no connection") : Answer.Failure(status);

        Assert.IsType<SendOutcome.Postponed>(await SendAsync(Answer.Failure(409), asked: failure));
    }

    [Fact]
    public async Task A_question_without_an_answer_postpones_the_message_too()
    {
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(Answer.Failure(400), asked: new TaskCanceledException("the network timeout")));
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(Answer.Failure(400), asked: new CredentialUnavailableException("no identity")));
    }

    [Fact]
    public async Task Without_an_answer_the_message_is_postponed_because_a_repeat_will_be_recognised()
    {
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(new TaskCanceledException("the network timeout")));
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(new RequestFailedException("the connection broke", new IOException())));
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(new CredentialUnavailableException("no identity")));
    }

    [Fact]
    public async Task What_the_client_library_does_not_take_is_refused()
    {
        Assert.IsType<SendOutcome.Refused>(await SendAsync(new ArgumentException("ada@example.com is no address")));
    }

    [Fact]
    public async Task Who_cancels_is_told_so()
    {
        var client = new Mock<EmailClient>();
        client.Setup(c => c.SendAsync(It.IsAny<WaitUntil>(), It.IsAny<EmailMessage>(), It.IsAny<Guid>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new OperationCanceledException());

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => SenderOf(client).SendAsync(Given.Message(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task No_reason_tells_the_destination_or_the_code()
    {
        SendOutcome[] outcomes =
        [
            await SendAsync(Answer.Failure(503)),
            await SendAsync(Answer.Failure(422)),
            await SendAsync(Answer.Failure(409), asked: Answer.Failure(404)),
            await SendAsync(Answer.Failure(409), asked: Answer.Failure(200)),
            await SendAsync(new RequestFailedException(422, "ada@example.com", "adaexample.com", null)),
            await SendAsync(new RequestFailedException(422, "ada@example.com", "424242", null)),
            await SendAsync(new ArgumentException("ada@example.com is no address")),
            await SendAsync(new CredentialUnavailableException("ada@example.com")),
        ];

        Assert.All(outcomes, outcome =>
        {
            Assert.DoesNotContain("example.com", outcome.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("424242", outcome.ToString(), StringComparison.Ordinal);
        });
        Assert.Contains("Whatever", outcomes[0].ToString(), StringComparison.Ordinal); // the code of the error says enough
    }

    private static Task<SendOutcome> SendAsync(Exception failure, object? asked = null)
    {
        var client = new Mock<EmailClient>();
        client.Setup(c => c.SendAsync(It.IsAny<WaitUntil>(), It.IsAny<EmailMessage>(), It.IsAny<Guid>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(failure);
        return SenderOf(client, asked).SendAsync(Given.Message(), World.Ct);
    }

    private static AcsEmailSender SenderOf(Mock<EmailClient> client, object? asked = null)
    {
        var operation = new Mock<Operation<EmailSendResult>>(MockBehavior.Strict);
        var question = operation.Setup(o => o.UpdateStatusAsync(It.IsAny<CancellationToken>()));
        if (asked is Response response)
            question.ReturnsAsync(response);
        else if (asked is Exception failure)
            question.ThrowsAsync(failure);

        return new AcsEmailSender(
            client.Object, "auth@acme.example", Clock, NullLogger<AcsEmailSender>.Instance,
            _ => asked is null ? throw new InvalidOperationException("Nobody was to ask.") : operation.Object);
    }
}
