using FuncAuth.Messages;
using FuncAuth.Messages.Templates;

namespace FuncAuth.Tests.Messages;

public class LocaleTextsTests
{
    private static readonly string Arabic = """
        {
          "direction": "rtl",
          "minutes": { "1": "دقيقة واحدة", "2": "دقيقتين", "other": "{n} دقائق" },
          "code": { "subject": "{app}", "lead": "رمز {app}", "validity": "صالح لمدة {minutes}.", "ignore": "تجاهل", "sms": "{app}: {code}" },
          "notices": { "when": "في {time}.", "notYou": "غير كلمة المرور.", "notYouSms": "لست أنت؟", "kinds": { KINDS } }
        }
        """.Replace(
            "KINDS",
            string.Join(", ", NoticeKinds.All.Order(StringComparer.Ordinal).Select(word => $$"""  "{{word}}": { "subject": "تنبيه {app}", "lead": "تغيير في {app}" }  """.Trim())),
            StringComparison.Ordinal);

    [Fact]
    public void A_language_is_added_as_data()
    {
        var texts = MessageTexts.Shipped.With(LocaleTexts.Read("ar", Arabic));

        Assert.Equal(("ar", "rtl"), (texts.For("ar-EG").Language, texts.For("ar-EG").Direction));
        Assert.Equal("دقيقة واحدة|دقيقتين|7 دقائق", $"{texts.For("ar").Minutes(1)}|{texts.For("ar").Minutes(2)}|{texts.For("ar").Minutes(7)}");
        Assert.Equal("de", texts.For("de").Language);
    }

    [Fact]
    public void A_shipped_language_is_replaced_whole()
    {
        var texts = MessageTexts.Shipped.With(LocaleTexts.Read("DE", Arabic));

        Assert.Equal("{app}", texts.For("de").Code.Subject);
        Assert.Equal(MessageTexts.Shipped.Languages.Count(), texts.Languages.Count());
    }

    [Theory]
    [InlineData("ar", "\"subject\": \"{app}\"", "\"subject\": \"a title\"", "code.subject must hold {app} once")]
    [InlineData("ar", "\"subject\": \"{app}\"", "\"subject\": \"{app} {app}\"", "code.subject must hold {app} once")]
    [InlineData("ar", "\"subject\": \"{app}\"", "\"subject\": \"{app}\\r\\nBcc: x\"", "code.subject must be one line of text")]
    [InlineData("ar", "{app}: {code}", "{app}", "code.sms must hold {code} once")]
    [InlineData("ar", "{minutes}", "{hours}", "code.validity must hold {minutes} once")]
    [InlineData("ar", "تجاهل", "تجاهل {code}", "code.ignore must not hold {code}")]
    [InlineData("ar", "تجاهل", "", "code.ignore must be one line of text")]
    [InlineData("ar", "{n}", "", "minutes.other must hold {n} once")]
    [InlineData("ar", "\"other\"", "\"3\"", "minutes must have a form for other")]
    [InlineData("ar", "rtl", "up", "direction must be ltr or rtl")]
    [InlineData("ar", "\"lead\"", "\"leed\"", "it has another shape than the shipped ones at $.code.leed")]
    [InlineData("ar", "{time}", "{date}", "notices.when must hold {time} once")]
    [InlineData("ar", "\"password_changed\"", "\"password_lost\"", "notices.kinds must have password_changed")]
    [InlineData("ar", "\"kinds\": {", "\"kinds\": { \"new_moon\": { \"subject\": \"{app}\", \"lead\": \"{app}\" },", "notices.kinds must not have new_moon")]
    [InlineData("ar", "تنبيه {app}", "تنبيه", "notices.kinds.contact_claim_attempted.subject must hold {app} once")]
    [InlineData("ar", "تغيير في {app}\"", "{app}\", \"notYou\": \"{code}\"", "notices.kinds.contact_claim_attempted.notYou must not hold {code}")]
    [InlineData("ar", "}", "", "it has another shape than the shipped ones at $")]
    [InlineData("messages", "", "", "")]
    [InlineData("de_AT", "", "", "its name is no language tag, such as de or pt-BR")]
    [InlineData("a", "", "", "its name is no language tag, such as de or pt-BR")]
    public void A_file_that_would_make_a_broken_message_is_refused(string language, string before, string after, string complaint)
    {
        var file = before.Length == 0 ? Arabic : Arabic.Replace(before, after, StringComparison.Ordinal);

        if (complaint.Length == 0)
            Assert.Equal(language, LocaleTexts.Read(language, file).Language);
        else
            Assert.StartsWith(complaint, Assert.Throws<FormatException>(() => LocaleTexts.Read(language, file)).Message, StringComparison.Ordinal);
    }
}
