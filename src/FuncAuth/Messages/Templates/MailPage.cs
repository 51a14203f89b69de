using System.Net;

namespace FuncAuth.Messages.Templates;

/// <summary>
/// The HTML of an e-mail. A table and inline styles, because mail programs know little else; colours that go dark where the program asks;
/// no picture, no link and nothing from the network, so that nothing is blocked and nobody is counted.
/// </summary>
internal static class MailPage
{
    /// <summary>The page that says one thing, and shows a code where there is one.</summary>
    public static string Render(LocaleTexts texts, string title, string lead, string? code, string rest) => $$"""
        <!doctype html>
        <html lang="{{texts.Language}}" dir="{{texts.Direction}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <meta name="format-detection" content="telephone=no, date=no, address=no">
        <title>{{WebUtility.HtmlEncode(title)}}</title>
        <style>
        :root { color-scheme: light dark; supported-color-schemes: light dark; }
        @media (prefers-color-scheme: dark) {
        .page { background: #1c1c1e !important; color: #f2f2f7 !important; }
        .code { background: #2c2c2e !important; color: #ffffff !important; }
        .rest { color: #aeaeb2 !important; }
        }
        </style>
        </head>
        <body class="page" style="margin:0;padding:0;background:#ffffff;color:#1c1c1e">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
        <tr><td align="center" style="padding:32px 16px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:440px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;text-align:start">
        <tr><td style="padding:0 0 16px;font-size:16px;line-height:24px">{{WebUtility.HtmlEncode(lead)}}</td></tr>
        {{(code is null ? "" : Code(code))}}<tr><td class="rest" style="padding:16px 0 0;font-size:14px;line-height:20px;color:#5f6368">{{WebUtility.HtmlEncode(rest)}}</td></tr>
        </table>
        </td></tr>
        </table>
        </body>
        </html>
        """;

    private static string Code(string code) => $$"""
        <tr><td class="code" align="center" style="padding:16px;border-radius:8px;background:#f2f2f7;color:#1c1c1e;font-size:32px;line-height:40px;font-weight:600;letter-spacing:6px;font-family:ui-monospace,Menlo,Consolas,monospace;user-select:all;-webkit-user-select:all">{{code}}</td></tr>

        """;
}
