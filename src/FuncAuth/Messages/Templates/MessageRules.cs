namespace FuncAuth.Messages.Templates;

/// <summary>What an instance's messages say.</summary>
/// <param name="Texts">The languages, and the one for people of whom none is known.</param>
/// <param name="AutofillDomain">
/// The host of the page that a code in an SMS is typed into: phones offer it there and nowhere else, so a page that only looks like it gets
/// no help. A setting and never the request, which could name any host. Null leaves the line out.
/// </param>
public sealed record MessageRules(MessageTexts Texts, string? AutofillDomain)
{
    /// <summary>The languages that are shipped, English where none is known, no domain.</summary>
    public static MessageRules Default { get; } = new(MessageTexts.Shipped, null);
}
