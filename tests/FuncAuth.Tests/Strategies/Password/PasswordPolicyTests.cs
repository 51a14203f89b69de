using System.Collections.Immutable;
using System.Text;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.Strategies.Password;

public class PasswordPolicyTests
{
    private static readonly PasswordRules Rules = PasswordRules.Default;

    [Fact]
    public void P02_eight_characters_are_enough_and_seven_are_not()
    {
        Assert.Empty(Judge("vk3qz8wd"));

        var error = Assert.Single(Judge("vk3qz8w"));
        Assert.Equal((422, "form_password_length_too_short", "password"), (error.Status, error.Code, error.ParamName));
        Assert.Contains("8 characters", error.LongMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void P02_fifteen_are_needed_where_the_setting_says_so()
    {
        var strict = Rules with { MinLength = 15 };

        Assert.Empty(Judge("vk3qz8wd vk3qz8", strict));
        Assert.Contains("15 characters", Assert.Single(Judge("vk3qz8wd vk3qz", strict)).LongMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void P02_128_CJK_characters_and_emoji_are_taken_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 64).Select(i => char.ConvertFromUtf32(0x4E00 + i) + char.ConvertFromUtf32(0x1F400 + i)));
        var hasher = new PasswordHasher(new(new("2026a", new byte[32])));

        Assert.Equal(128, text.EnumerateRunes().Count());
        Assert.Empty(Judge(text));
        Assert.True(hasher.Verify(new Secret(text), hasher.Hash(new Secret(text), new byte[16])));
        Assert.False(hasher.Verify(new Secret(text[..^2]), hasher.Hash(new Secret(text), new byte[16])));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\u6F22")]
    [InlineData("\U0001F40E")]
    public void P02_256_characters_are_taken_and_257_are_not(string character)
    {
        Assert.Empty(Judge(Repeat(character, 256)));

        var error = Assert.Single(Judge(Repeat(character, 257)));
        Assert.Equal((422, "form_password_length_too_long", "password"), (error.Status, error.Code, error.ParamName));
        Assert.Contains("256 characters", error.LongMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void P02_an_endless_password_is_too_long_and_nothing_worse(int length) =>
        Assert.Equal("form_password_length_too_long", Assert.Single(Judge(new string('\u0301', length))).Code);

    [Theory]
    [InlineData("vkqzwdhrmtbx")]
    [InlineData("VKQZWDHRMTBX")]
    [InlineData("83920174652")]
    [InlineData("correct horse battery staple")]
    [InlineData("a quiet meadow at noon")]
    [InlineData("\u6F22\u5B57\u3092\u8AAD\u3080\u306E\u306F\u697D\u3057\u3044")]
    [InlineData("\0\u0001 x\u0002\u0003q\t\r\n\u007F")]
    public void P02_composition_is_nobodys_business(string password) => Assert.Empty(Judge(password).AddRange(JudgeFor(new OwnWords(), password)));

    [Fact]
    public void One_complaint_is_made_at_a_time_the_cheapest_first()
    {
        var jane = new OwnWords("jane@example.com", Username: "password");

        Assert.Equal("form_password_length_too_short", Assert.Single(Judge("1234567")).Code);
        Assert.Equal("form_password_pwned", Assert.Single(Judge("Password1")).Code);
        Assert.Equal("form_password_matches_identifier", Assert.Single(JudgeFor(jane, "Password 1 ?")).Code);
        Assert.Equal("form_password_not_strong_enough", Assert.Single(JudgeFor(jane, "abcabcabcabc")).Code);
    }

    [Theory]
    [InlineData("\U0001F40E\U0001F40E\U0001F40E\U0001F40E", "four emoji are four characters, not eight")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301", "an accent typed apart is no second character")]
    [InlineData("\uFDFA", "a ligature is one character, and eighteen in NFKC")]
    public void P02_the_minimum_is_counted_in_characters(string password, string why)
    {
        Assert.NotEmpty(why);
        Assert.Equal("form_password_length_too_short", Assert.Single(Judge(password)).Code);
    }

    [Fact]
    public void What_is_no_text_is_no_password()
    {
        // Not as theory data: an attribute cannot hold half a surrogate pair.
        string[] broken = ["12345678\uD800", "\uDC0012345678", "1234\uDC00\uD8005678", "12345678\uFFFE"];

        Assert.All(broken, password =>
        {
            var error = Assert.Single(Judge(password));
            Assert.Equal((422, "form_param_format_invalid", "password"), (error.Status, error.Code, error.ParamName));
        });
    }

    [Fact]
    public void A_complaint_names_the_parameter_that_it_is_about() =>
        Assert.Equal("new_password", Assert.Single(PasswordPolicy.Judge(new Secret(""), Rules, "new_password")).ParamName);

    private static ImmutableArray<AuthError> Judge(string password, PasswordRules? rules = null) =>
        PasswordPolicy.Judge(new Secret(password), rules ?? Rules, "password");

    private static ImmutableArray<AuthError> JudgeFor(OwnWords own, string password) =>
        PasswordPolicy.JudgeFor(own, new Secret(password), Rules, "password");

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
