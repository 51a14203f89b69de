using FuncAuth.Messages;

namespace FuncAuth.Azure.Communication;

/// <summary>Stands where a channel has no sender: the message stays in its queue, and then where operators see it.</summary>
internal sealed class NoSender(Channel channel) : IMessageSender
{
    public Channel Channel => channel;

    public Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct) =>
        Task.FromResult<SendOutcome>(new SendOutcome.Postponed($"no sender is set for {channel}", RetryAfter: null));
}
