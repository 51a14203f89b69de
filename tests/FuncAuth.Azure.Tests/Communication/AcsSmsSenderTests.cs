using Azure;
using Azure.Communication.Sms;
using Azure.Communication.Sms.Models;
using Azure.Identity;
using FuncAuth.Azure.Communication;
using FuncAuth.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace FuncAuth.Azure.Tests.Communication;

public class AcsSmsSenderTests
{
    [Fact]
    public async Task What_the_provider_takes_is_accepted()
    {
        var client = new Mock<SmsClient>(MockBehavior.Strict);
        client.Setup(c => c.SendAsync(
                "ACME", It.Is<IEnumerable<string>>(to => to.Single() == "+12015550123"), "Your code: 424242", It.IsAny<SmsSendOptions>(), World.Ct))
            .ReturnsAsync(Results(Result(202)));

        Assert.IsType<SendOutcome.Accepted>(await SenderOf(client).SendAsync(Given.Message(Channel.Sms), World.Ct));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task A_recipient_that_failed_within_a_call_that_succeeded_is_refused(int status)
    {
        var outcome = Assert.IsType<SendOutcome.Refused>(await SendAsync(Result(status, successful: false)));

        Assert.Contains($"{status}", outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("+12015550123", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_recipient_that_failed_for_now_is_postponed(int status)
    {
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(Result(status, successful: false)));
    }

    [Fact]
    public async Task Every_result_is_looked_at()
    {
        Assert.IsType<SendOutcome.Refused>(await SendAsync(Result(202), Result(400, successful: false)));
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(Result(202), Result(202), Result(429, successful: false)));
        Assert.IsType<SendOutcome.Accepted>(await SendAsync(Result(202), Result(202)));
        Assert.IsType<SendOutcome.Refused>(await SendAsync());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)] // the sender's number is not there
    public async Task What_the_provider_cannot_take_now_is_postponed(int status)
    {
        var outcome = Assert.IsType<SendOutcome.Postponed>(await SendAsync(Answer.Failure(status, ("Retry-After", "7"))));

        Assert.Equal(TimeSpan.FromSeconds(7), outcome.RetryAfter);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(413)]
    public async Task What_the_provider_will_never_take_is_refused(int status)
    {
        var outcome = Assert.IsType<SendOutcome.Refused>(await SendAsync(Answer.Failure(status)));

        Assert.DoesNotContain("+12015550123", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("Wed, 04 Mar 2026 05:07:07 GMT", 60)]
    [InlineData("soon", null)]
    public async Task The_wait_that_the_provider_asks_for_is_passed_on(string header, int? seconds)
    {
        var outcome = Assert.IsType<SendOutcome.Postponed>(await SendAsync(Answer.Failure(429, ("Retry-After", header))));

        Assert.Equal(seconds, (int?)outcome.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task What_the_client_library_does_not_take_is_refused_and_its_words_are_not_told()
    {
        var outcome = Assert.IsType<SendOutcome.Refused>(await SendAsync(new ArgumentException("+12015550123 is no number")));

        Assert.DoesNotContain("+12015550123", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cancels_is_told_so()
    {
        var client = new Mock<SmsClient>();
        client.Setup(c => c.SendAsync(
                It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<string>(), It.IsAny<SmsSendOptions>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new OperationCanceledException());

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => SenderOf(client).SendAsync(Given.Message(Channel.Sms), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task What_may_have_gone_out_is_not_tried_again()
    {
        Assert.IsType<SendOutcome.Refused>(await SendAsync(new TaskCanceledException("the network timeout")));
        Assert.IsType<SendOutcome.Refused>(await SendAsync(new RequestFailedException("the connection broke", new IOException())));
        Assert.IsType<SendOutcome.Refused>(await SendAsync(
            new RequestFailedException("the answer ended", new HttpRequestException(HttpRequestError.ResponseEnded))));
    }

    [Fact]
    public async Task What_certainly_never_left_is_tried_again()
    {
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(
            new RequestFailedException("no such host", new HttpRequestException(HttpRequestError.NameResolutionError))));
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(
            new RequestFailedException("refused", new HttpRequestException(HttpRequestError.ConnectionError))));
        Assert.IsType<SendOutcome.Postponed>(await SendAsync(new CredentialUnavailableException("no identity")));
    }

    private static Task<SendOutcome> SendAsync(params SmsSendResult[] results)
    {
        var client = new Mock<SmsClient>();
        client.Setup(c => c.SendAsync(
                It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<string>(), It.IsAny<SmsSendOptions>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Results(results));
        return SenderOf(client).SendAsync(Given.Message(Channel.Sms), World.Ct);
    }

    private static Task<SendOutcome> SendAsync(Exception failure)
    {
        var client = new Mock<SmsClient>();
        client.Setup(c => c.SendAsync(
                It.IsAny<string>(), It.IsAny<IEnumerable<string>>(), It.IsAny<string>(), It.IsAny<SmsSendOptions>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(failure);
        return SenderOf(client).SendAsync(Given.Message(Channel.Sms), World.Ct);
    }

    private static AcsSmsSender SenderOf(Mock<SmsClient> client) =>
        new(client.Object, "ACME", new StoppedClock(), NullLogger<AcsSmsSender>.Instance);

    private static SmsSendResult Result(int status, bool successful = true) => SmsModelFactory.SmsSendResult(
        "+12015550123", "message", status, successful, successful ? null : "+12015550123 has opted out");

    private static Response<IReadOnlyList<SmsSendResult>> Results(params SmsSendResult[] results) =>
        Response.FromValue<IReadOnlyList<SmsSendResult>>(results, new Answer(202, "{}"));
}
