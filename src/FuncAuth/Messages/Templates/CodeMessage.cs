using System.Globalization;
using System.Net;
using FuncAuth.Instances;

namespace FuncAuth.Messages.Templates;

/// <summary>The message that carries a one-time code.</summary>
public static class CodeMessage
{
    /// <summary>The message, with the code large, alone on its line and easy to copy.</summary>
    /// <param name="id">Names the message for providers that recognise repeats.</param>
    /// <param name="channel">How it goes out.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="code">The code.</param>
    /// <param name="instance">Whose name it carries.</param>
    /// <param name="validFor">How long the code is still good; said in whole minutes, rounded up.</param>
    public static OutgoingMessage Render(
        VerificationId id, Channel channel, string to, Secret code, Instance instance, TimeSpan validFor)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(instance);
        var minutes = Math.Max(1, (int)Math.Ceiling(validFor.TotalMinutes)).ToString(CultureInfo.InvariantCulture);
        var unit = minutes == "1" ? "minute" : "minutes";
        var digits = code.Reveal();
        var app = OneLine(instance.ApplicationName);

        if (channel is Channel.Sms)
            return new OutgoingMessage(id.Value, channel, to, "", $"{digits} is your {app} verification code.", null, digits, null);

        var text = $"""
            Your {app} verification code:

            {digits}

            It is good for {minutes} {unit}. If you did not ask for it, you can ignore this message: nobody gets in without the code.
            """;
        var html = $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(app)}</title></head>
            <body style="margin:0;padding:32px 16px;font-family:system-ui,-apple-system,'Segoe UI',sans-serif;color:#1c1c1e;background:#ffffff">
            <div style="max-width:440px;margin:0 auto">
            <p style="margin:0 0 16px;font-size:16px">Your {WebUtility.HtmlEncode(app)} verification code:</p>
            <p style="margin:0 0 16px;font-size:36px;font-weight:600;letter-spacing:6px;font-variant-numeric:tabular-nums">{digits}</p>
            <p style="margin:0;font-size:14px;line-height:20px;color:#5f6368">It is good for {minutes} {unit}. If you did not ask for it, you can ignore this message: nobody gets in without the code.</p>
            </div>
            </body>
            </html>
            """;
        return new OutgoingMessage(id.Value, channel, to, $"{digits} is your {app} verification code", text, html, digits, null);
    }

    // The name goes into a header line: a line break in it would begin another header.
    private static string OneLine(string name) => string.Concat(name.Where(c => !char.IsControl(c)));
}
