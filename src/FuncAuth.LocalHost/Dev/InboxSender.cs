using FuncAuth.Messages;

namespace FuncAuth.LocalHost.Dev;

/// <summary>Delivers to the local inbox instead of to the world.</summary>
internal sealed class InboxSender(Channel channel, Inbox inbox) : IMessageSender
{
    public Channel Channel => channel;

    public Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        inbox.Put(message);
        return Task.FromResult<SendOutcome>(new SendOutcome.Accepted());
    }
}
