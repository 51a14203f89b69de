namespace FuncAuth.Messages;

/// <summary>How a message reaches a person.</summary>
public enum Channel
{
    Email,
    Sms,
}

/// <summary>
/// A rendered message on its way out. Exists only between rendering and sending: it is never queued and never stored, because it holds
/// the destination and the code in clear.
/// </summary>
/// <param name="Id">The same for every try at sending this message: a provider that knows repeats by id recognises them.</param>
/// <param name="Channel">Which sender takes it.</param>
/// <param name="To">An e-mail address, or a phone number in E.164.</param>
/// <param name="Subject">The subject line; empty for SMS.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML form; null where the channel has none.</param>
/// <param name="Code">The one-time code in it, for the local inbox; null where it carries none.</param>
/// <param name="Link">The link in it, for the local inbox; null where it carries none.</param>
public sealed record OutgoingMessage(
    string Id, Channel Channel, string To, string Subject, string Text, string? Html, string? Code, string? Link)
{
    public override string ToString() => $"{Channel} message {Id}";
}
