namespace FuncAuth.Messages;

/// <summary>Hands a message to whoever carries it: a provider, or the local inbox.</summary>
public interface IMessageSender
{
    /// <summary>The channel that this sender serves.</summary>
    Channel Channel { get; }

    /// <summary>
    /// Sends once; no retries inside, the queue retries. Asked again with the same <see cref="OutgoingMessage.Id"/>, it does its best
    /// not to send a second time.
    /// </summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken ct);
}

/// <summary>What became of a message.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>The provider took it.</summary>
    public sealed record Accepted : SendOutcome;

    /// <summary>The provider will never take this message (an invalid address, an opt-out): trying again is of no use.</summary>
    /// <param name="Reason">For operators; holds neither destination nor content.</param>
    public sealed record Refused(string Reason) : SendOutcome;

    /// <summary>The provider could not take it now (throttled, down): worth another try.</summary>
    /// <param name="Reason">For operators; holds neither destination nor content.</param>
    /// <param name="RetryAfter">How long the provider asks to wait; null where it does not say.</param>
    public sealed record Postponed(string Reason, TimeSpan? RetryAfter) : SendOutcome;
}
