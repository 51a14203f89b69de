using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class LocaleTextTests
{
    [Theory]
    [InlineData("en", "en")]
    [InlineData("en-US", "en-US")]
    [InlineData("zh-Hans-CN", "zh-Hans-CN")]
    [InlineData("sl-rozaj-biske-1994", "sl-rozaj-biske-1994")]
    [InlineData("de-DE-u-co-phonebk", "de-DE-u-co-phonebk")]
    [InlineData("x-whatever", "x-whatever")]
    [InlineData("de_AT", "de-AT")]
    [InlineData("en-US@posix", "en-US")]
    [InlineData("de_DE.UTF-8@euro", "de-DE")]
    [InlineData(" fr ", "fr")]
    public void What_browsers_say_is_a_tag(string sent, string tag)
    {
        Assert.Equal(tag, LocaleText.Canonicalise(sent));
    }

    [Theory]
    [InlineData("123")]
    [InlineData("en US")]
    [InlineData("en--US")]
    [InlineData("en-")]
    [InlineData("@posix")]
    [InlineData("en-US\u0000")]
    [InlineData("../../etc")]
    [InlineData("<script>")]
    [InlineData("englishspeaking")]
    [InlineData("de-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa")]
    [InlineData("дe")]
    public void Anything_else_is_none(string sent)
    {
        Assert.Null(LocaleText.Canonicalise(sent));
    }
}
