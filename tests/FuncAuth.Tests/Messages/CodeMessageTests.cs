using System.Net;
using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Messages.Templates;

namespace FuncAuth.Tests.Messages;

public class CodeMessageTests
{
    private const string Code = "012345";

    public static TheoryData<string> Languages { get; } = [.. MessageTexts.Shipped.Languages];

    [Fact]
    public void The_languages_that_are_promised_are_shipped() =>
        Assert.Equal(["de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv"], MessageTexts.Shipped.Languages);

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_a_whole_message(string language)
    {
        var message = Render(Channel.Email, language);

        Assert.Contains("Acme", message.Subject, StringComparison.Ordinal);
        Assert.Contains(Code, message.Subject, StringComparison.Ordinal);
        Assert.Contains("10", message.Text, StringComparison.Ordinal);
        Assert.Equal(Code, message.Code);
        Assert.Contains($"<html lang=\"{language}\" dir=\"ltr\">", message.Html, StringComparison.Ordinal);
        Assert.All([message.Subject, message.Text, Render(Channel.Sms, language).Text], text => Assert.DoesNotMatch("[{}]", text));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_code_stands_alone_on_its_line_and_is_whole_in_the_html(string language)
    {
        var message = Render(Channel.Email, language);

        Assert.Single(message.Text.Split('\n'), line => line.TrimEnd('\r') == Code);
        Assert.Contains($">{Code}</td>", message.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", 1, "1 minute.")]
    [InlineData("en", 2, "2 minutes.")]
    [InlineData("de", 1, "1 Minute lang")]
    [InlineData("de", 10, "10 Minuten lang")]
    [InlineData("fr", 1, "1 minute.")]
    [InlineData("pl", 1, "1 minutę.")]
    [InlineData("pl", 2, "2 minuty.")]
    [InlineData("pl", 4, "4 minuty.")]
    [InlineData("pl", 5, "5 minut.")]
    [InlineData("pl", 10, "10 minut.")]
    [InlineData("sv", 1, "1 minut.")]
    [InlineData("sv", 3, "3 minuter.")]
    [InlineData("ja", 1, "1分間")]
    public void Minutes_are_in_the_right_number(string language, int minutes, string expected) =>
        Assert.Contains(expected, Render(Channel.Email, language, validFor: TimeSpan.FromMinutes(minutes)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "1 minute")]
    [InlineData(61, "2 minutes")]
    [InlineData(599, "10 minutes")]
    public void Begun_minutes_count(int seconds, string expected) =>
        Assert.Contains(expected, Render(Channel.Email, "en", validFor: TimeSpan.FromSeconds(seconds)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("de-AT", "de")]
    [InlineData("DE_at", "de")]
    [InlineData("de-Latn-AT-1901-x-private", "de")]
    [InlineData("x-de", "en")]
    [InlineData("zh-Hant-TW", "en")]
    [InlineData("deutsch", "en")]
    [InlineData("-", "en")]
    [InlineData("", "en")]
    [InlineData("de\r\nBcc: eve@example.com", "en")]
    [InlineData("../../../etc/passwd", "en")]
    [InlineData(null, "en")]
    public void The_longest_beginning_of_a_locale_that_has_texts_wins(string? locale, string language) =>
        Assert.Equal(language, MessageTexts.Shipped.For(locale).Language);

    [Fact]
    public void A_person_of_unknown_language_gets_the_standard_one()
    {
        var texts = MessageTexts.Shipped.WithStandard("fr");

        Assert.Equal("fr", texts.For("tlh").Language);
        Assert.Equal("en", texts.For("en-US").Language);
    }

    [Fact]
    public void The_name_of_the_app_is_escaped_in_the_html_and_looked_into_by_nobody()
    {
        var message = Render(Channel.Email, "en", app: "<b>Tom & \"Jerry\"</b> {code}");

        Assert.DoesNotContain("<b>", message.Html, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode("<b>Tom & \"Jerry\"</b> {code}"), message.Html, StringComparison.Ordinal);
        Assert.Contains("<b>Tom & \"Jerry\"</b> {code}", message.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Acme\r\nBcc: eve@example.com")]
    [InlineData("Acme\u2028Bcc: eve@example.com")]
    public void The_name_of_the_app_begins_no_header_and_no_line(string app)
    {
        var (mail, sms) = (Render(Channel.Email, "en", app), Render(Channel.Sms, "en", app, domain: "app.example.com"));

        Assert.DoesNotContain(mail.Subject, letter => char.IsControl(letter) || letter == '\u2028');
        Assert.DoesNotContain(mail.Text.Split('\n', '\u2028'), line => line.StartsWith("Bcc", StringComparison.Ordinal));
        Assert.Equal(2, sms.Text.Split('\n', '\u2028').Length);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void An_sms_ends_in_the_line_that_phones_fill_in_from(string language)
    {
        var lines = Render(Channel.Sms, language, domain: "app.example.com").Text.Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.Contains(Code, lines[0], StringComparison.Ordinal);
        Assert.Equal($"@app.example.com #{Code}", lines[1]);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Without_a_domain_there_is_no_such_line(string language) =>
        Assert.DoesNotContain("@", Render(Channel.Sms, language).Text, StringComparison.Ordinal);

    // In the default alphabet everywhere but in Japanese, which cannot be.
    [Theory]
    [MemberData(nameof(Languages))]
    public void An_sms_is_one_message_in_every_language_with_a_name_of_any_length(string language)
    {
        var sms = Render(Channel.Sms, language, app: string.Join(' ', Enumerable.Repeat("Amalgamated", 20)), domain: "accounts.example.com").Text;

        if (language == "ja")
            Assert.True(Gsm7.Septets(sms) is null && sms.Length <= 70, sms);
        else
            Assert.InRange(Gsm7.Septets(sms) ?? int.MaxValue, 100, 160);
        Assert.Contains("Amalgama", sms, StringComparison.Ordinal);
        Assert.Contains("...", sms, StringComparison.Ordinal);
        Assert.EndsWith($"\n@accounts.example.com #{Code}", sms, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_name_outside_the_default_alphabet_takes_the_other_and_is_still_one_message(string language)
    {
        var sms = Render(Channel.Sms, language, app: "Żółta Łódź 🚤🚤🚤 i Wspólnicy Spółka z ograniczoną odpowiedzialnością", domain: "app.example.pl").Text;

        Assert.Null(Gsm7.Septets(sms));
        Assert.InRange(sms.Length, 1, 70);
        Assert.Equal(sms, new string(sms.Normalize().AsSpan())); // would throw on half a surrogate pair
        Assert.Contains(Code, sms, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_that_does_not_fit_is_left_out_before_the_name_is_unreadable()
    {
        var sms = Render(Channel.Sms, "ja", app: "日本語のアプリケーション", domain: $"{new string('a', 60)}.example.com").Text;

        Assert.DoesNotContain("@", sms, StringComparison.Ordinal);
        Assert.Contains("日本語のアプリケーション", sms, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Ä@£ é\n", 6)]
    [InlineData("€[]", 6)]
    [InlineData("ó", null)]
    [InlineData("日", null)]
    public void Septets_are_counted_as_the_standard_says(string text, int? septets) => Assert.Equal(septets, Gsm7.Septets(text));

    private static OutgoingMessage Render(Channel channel, string? locale, string app = "Acme", string? domain = null, TimeSpan? validFor = null) =>
        CodeMessage.Render(
            VerificationId.From("message"), channel, "somebody", new Secret(Code),
            Given.Instance with { ApplicationName = app, Messages = MessageRules.Default with { AutofillDomain = domain } },
            validFor ?? TimeSpan.FromMinutes(10), locale);
}
