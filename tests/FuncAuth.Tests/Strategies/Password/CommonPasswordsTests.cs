using FuncAuth.Instances;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.Strategies.Password;

public class CommonPasswordsTests
{
    // The strength has no say here, and neither has the length.
    private static readonly PasswordRules Rules = PasswordRules.Default with { MinLength = 1, MinStrength = 0 };

    /// <summary>The shipped list, the most frequent first.</summary>
    private static string[] List
    {
        get
        {
            var assembly = typeof(Zxcvbn.Zxcvbn).Assembly;
            var name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith(".passwords.lst", StringComparison.Ordinal));
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }

    [Fact]
    public void P05_the_3000_most_common_passwords_are_refused_with_the_reason_whatever_the_rules_for_strength()
    {
        var top = List.Take(3000).ToArray();

        Assert.Equal(3000, top.Length);
        Assert.All(top, password =>
        {
            var error = Assert.Single(PasswordPolicy.Judge(new Secret(password), Rules, "password"));
            Assert.Equal((422, "form_password_pwned", "password"), (error.Status, error.Code, error.ParamName));
            Assert.Contains("leaks", error.LongMessage, StringComparison.Ordinal);
        });
        Assert.All(top, password => Assert.NotEmpty(PasswordPolicy.Judge(new Secret(password), PasswordRules.Default, "password")));
    }

    [Fact]
    public void P05_the_whole_list_counts() =>
        Assert.All(List, password => Assert.Equal("form_password_pwned", Assert.Single(PasswordPolicy.Judge(new Secret(password), Rules, "password")).Code));

    [Theory]
    [InlineData("Password")]
    [InlineData("PASSWORD")]
    [InlineData("password!")]
    [InlineData(" password ")]
    [InlineData("**Password**")]
    [InlineData("\uFF30\uFF41\uFF53\uFF53\uFF57\uFF4F\uFF52\uFF44")] // in full width, which NFKC makes the same
    public void P05_case_width_and_punctuation_around_it_make_no_other_password(string password) =>
        Assert.Equal("form_password_pwned", Assert.Single(PasswordPolicy.Judge(new Secret(password), Rules, "password")).Code);

    [Theory]
    [InlineData("a quiet meadow at noon")]
    [InlineData("password of the meadow")] // holds one, and is none
    [InlineData("!!!!!!!!?")]
    [InlineData("\U0001F40E\U0001F40E\U0001F40E\U0001F40E")]
    public void What_is_not_on_the_list_passes(string password) => Assert.Empty(PasswordPolicy.Judge(new Secret(password), Rules, "password"));
}
