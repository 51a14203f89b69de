using FuncAuth.Instances;

namespace FuncAuth.Messages.Templates;

/// <summary>The message that carries a one-time code.</summary>
public static class CodeMessage
{
    /// <summary>The message, in the person's language, with the code alone on its line and easy to copy.</summary>
    /// <param name="id">Names the message for providers that recognise repeats.</param>
    /// <param name="channel">How it goes out.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="code">The code.</param>
    /// <param name="instance">Whose name it carries, and what it says.</param>
    /// <param name="validFor">How long the code is still good; said in whole minutes, rounded up.</param>
    /// <param name="locale">The person's language as they sent it; null where it is not known.</param>
    public static OutgoingMessage Render(
        VerificationId id, Channel channel, string to, Secret code, Instance instance, TimeSpan validFor, string? locale)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(instance);
        var texts = instance.Messages.Texts.For(locale);
        var minutes = texts.Minutes(Math.Max(1, (int)Math.Ceiling(validFor.TotalMinutes)));
        var digits = code.Reveal();
        var app = ApplicationName.OneLine(instance.ApplicationName);
        if (channel is Channel.Sms)
            return new OutgoingMessage(id.Value, channel, to, "", Sms(texts.Code.Sms, digits, app, minutes, instance.Messages.AutofillDomain), null, digits, null);

        var subject = Placeholders.Fill(texts.Code.Subject, ("code", digits), ("app", app));
        var lead = Placeholders.Fill(texts.Code.Lead, ("app", app));
        var rest = $"{Placeholders.Fill(texts.Code.Validity, ("minutes", minutes))} {Placeholders.Fill(texts.Code.Ignore, ("app", app))}";
        var text = $"""
            {lead}

            {digits}

            {rest}
            """;
        return new OutgoingMessage(id.Value, channel, to, subject, text, MailPage.Render(texts, app, lead, digits, rest), digits, null);
    }

    /// <summary>
    /// One message and not two. The application's name gives way first, then the line that phones fill in from
    /// (<c>@domain #code</c>, the last one: the WICG's origin-bound one-time codes); the code never does.
    /// </summary>
    private static string Sms(string template, string code, string app, string minutes, string? domain)
    {
        var autofill = domain is null ? "" : $"\n@{domain} #{code}";
        string With(string name, string end) => Placeholders.Fill(template, ("code", code), ("app", name), ("minutes", minutes)) + end;

        return ApplicationName.Shortened(app).Select(name => With(name, autofill)).FirstOrDefault(Gsm7.IsOneSegment)
            ?? ApplicationName.Shortened(app).Select(name => With(name, "")).FirstOrDefault(Gsm7.IsOneSegment)
            ?? With(app, autofill);
    }
}
