using System.Globalization;

namespace FuncAuth.LocalHost.Dev.Pages;

/// <summary>The inbox for people: newest first, codes large and a click away from the clipboard.</summary>
internal static class InboxPage
{
    private const int Shown = 100;

    public static Page For(IReadOnlyList<InboxMessage> messages, ShiftedClock clock)
    {
        Html body = $"""
            <header>
              <h1>Inbox</h1>
              <p>What FuncAuth would have sent. Nothing leaves this machine.</p>
              <nav>
                <a href="/_dev/try">Try a sign-up</a>
                <button id="empty" class="quiet" type="button">Empty the inbox</button>
              </nav>
            </header>
            <main id="inbox" aria-live="polite">
            {(clock.Offset > TimeSpan.Zero ? Ahead(clock.Offset) : Html.Raw(""))}
            {(messages.Count == 0 ? Nothing : Html.Join(messages.Reverse().Take(Shown).Select(Card)))}
            {(messages.Count > Shown ? Rest(messages.Count - Shown) : Html.Raw(""))}
            </main>
            """;
        return new Page("FuncAuth inbox", body, "inbox.js") { RefreshesWithoutScript = true };
    }

    private static Html Nothing => $"""
        <section class="nothing">
          <p>Nothing here yet. Codes appear as soon as somebody asks for one.</p>
        </section>
        """;

    private static Html Card(InboxMessage message) => $"""
        <article data-id="{message.Id}">
          <p class="meta"><span class="badge">{(message.Channel == "email" ? "E-mail" : "SMS")}</span>
            <strong>{message.To}</strong>
            <time datetime="{message.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}">{message.At.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}</time></p>
          {(message.Code is { } code ? Code(code) : Html.Raw(""))}
          {(message.Subject.Length > 0 ? Subject(message.Subject) : Html.Raw(""))}
          <pre>{message.Body}</pre>
          {(message.Link is { } link ? Link(link) : Html.Raw(""))}
        </article>
        """;

    private static Html Code(string code) => $"""<button class="code" type="button" title="Copy" data-copy="{code}">{code}</button>""";

    private static Html Subject(string subject) => $"<h2>{subject}</h2>";

    private static Html Link(string link) => IsPage(link) ? Anchor(link) : Plain(link);

    // Escaping does not make an address harmless: only what a browser opens as a page becomes a link.
    private static bool IsPage(string link) => Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static Html Anchor(string link) => $"""<p><a href="{link}" rel="noreferrer">Open the link</a></p>""";

    private static Html Plain(string link) => $"<p>{link}</p>";

    private static Html Rest(int count) => $"""<p class="rest">{count} older ones are in <a href="/_dev/messages">/_dev/messages</a>.</p>""";

    private static Html Ahead(TimeSpan offset) => $"""
        <p class="notice">The clock of this host is ahead by {InWords(offset)}.
          <button id="reset-clock" class="quiet" type="button">Put it right</button></p>
        """;

    private static string InWords(TimeSpan span)
    {
        (int Count, string Unit)[] parts = [(span.Days, span.Days == 1 ? "day" : "days"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s")];
        var said = string.Join(' ', parts.Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Unit}")));
        return said.Length > 0 ? said : "less than a second";
    }
}
