using System.Globalization;
using FuncAuth.Instances;

namespace FuncAuth.Messages.Templates;

/// <summary>The message that tells of a change.</summary>
public static class NoticeMessage
{
    /// <summary>
    /// The message, in the person's language: what was changed, when, by which application, and what to do if it was somebody else. It has no link in it,
    /// so nobody learns to follow links in such messages.
    /// </summary>
    /// <param name="id">Names the message for providers that recognise repeats.</param>
    /// <param name="channel">How it goes out.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="kind">What was changed.</param>
    /// <param name="at">When.</param>
    /// <param name="instance">Whose name it carries, and what it says.</param>
    /// <param name="locale">The person's language as they sent it; null where it is not known.</param>
    public static OutgoingMessage Render(
        VerificationId id, Channel channel, string to, NoticeKind kind, DateTimeOffset at, Instance instance, string? locale)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var texts = instance.Messages.Texts.For(locale);
        var notice = texts.Notices.Kinds[NoticeKinds.WordFor(kind)];
        var app = ApplicationName.OneLine(instance.ApplicationName);
        if (channel is Channel.Sms)
            return new OutgoingMessage(id.Value, channel, to, "", Sms(texts.Notices, notice, app), null, null, null);

        // Neither the person's calendar nor their zone is known.
        var time = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var lead = Placeholders.Fill(notice.Lead, ("app", app));
        var rest = $"{Placeholders.Fill(texts.Notices.When, ("time", time))} {Placeholders.Fill(notice.NotYou ?? texts.Notices.NotYou, ("app", app))}";
        var text = $"""
            {lead}

            {rest}
            """;
        return new OutgoingMessage(
            id.Value, channel, to, Placeholders.Fill(notice.Subject, ("app", app)), text, MailPage.Render(texts, app, lead, null, rest), null, null);
    }

    /// <summary>One message and not two, if it can be: the application's name gives way first, then the advice.</summary>
    private static string Sms(NoticesTexts texts, NoticeTexts notice, string app)
    {
        var advice = notice.NotYou is null ? $" {Placeholders.Fill(texts.NotYouSms, ("app", app))}" : "";
        string With(string name, string end) => Placeholders.Fill(notice.Lead, ("app", name)) + end;

        return ApplicationName.Shortened(app).Select(name => With(name, advice)).FirstOrDefault(Gsm7.IsOneSegment)
            ?? ApplicationName.Shortened(app).Select(name => With(name, "")).FirstOrDefault(Gsm7.IsOneSegment)
            ?? With(app, advice);
    }
}
