using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace FuncAuth.LocalHost.Dev.Pages;

/// <summary>
/// HTML as it is written, with every value in it escaped: <c>Html row = $"&lt;li&gt;{value}&lt;/li&gt;"</c>. Only what is HTML already goes in as it is.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Html(int literalLength, int formattedCount)
{
    private readonly StringBuilder text = new(literalLength + (formattedCount * 16));

    /// <summary>Takes a text of ours as HTML: never a value.</summary>
    public static Html Raw(string text)
    {
        var html = new Html(text.Length, 0);
        html.AppendLiteral(text);
        return html;
    }

    public static Html Join(IEnumerable<Html> parts)
    {
        var html = new Html(0, 0);
        foreach (var part in parts)
            html.AppendFormatted(part);
        return html;
    }

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(Html html) => text.Append(html.text);

    public void AppendFormatted(string value) => text.Append(HtmlEncoder.Default.Encode(value));

    public void AppendFormatted(int value) => text.Append(value);

    public override string ToString() => text.ToString();
}
