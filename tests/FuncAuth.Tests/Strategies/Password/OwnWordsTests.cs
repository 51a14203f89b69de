using FuncAuth.Instances;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.Strategies.Password;

public class OwnWordsTests
{
    private static readonly OwnWords Jane =
        new("jane.doe+shop@example.com", "+4915112345678", "lady_jane", "Maximiliane", "D\u00F6blin", "Meadow Bank");

    [Fact]
    public void A_name_that_is_no_text_is_like_no_password_and_no_accident() =>
        Assert.False(new OwnWords(FirstName: "Ja\uFFFEne", LastName: "\uD800").AnyIn("a quiet meadow at noon"));

    [Theory]
    [InlineData("jane.doe+shop@example.com")]
    [InlineData("Jane.Doe+Shop@Example.com")]
    [InlineData("jane.doe+shop")]
    [InlineData("jane.doe")]
    [InlineData("JaneDoe1990")]
    [InlineData("!!jane_doe!!")]
    [InlineData("eod.enaj")]
    [InlineData("janedoejanedoe")]
    [InlineData("\uFF4A\uFF41\uFF4E\uFF45\uFF44\uFF4F\uFF45\uFF11")]
    [InlineData("+4915112345678")]
    [InlineData("0151 12345678")]
    [InlineData("87654321151 94")]
    [InlineData("lady_jane")]
    [InlineData("LadyJane#1")]
    public void P06_an_identifier_and_what_is_little_more_is_refused(string password)
    {
        var error = Assert.Single(Judge(password));

        Assert.Equal((422, "form_password_matches_identifier", "password"), (error.Status, error.Code, error.ParamName));
    }

    [Theory]
    [InlineData("Maximiliane")]
    [InlineData("maximiliane99")]
    [InlineData("enailimixam")]
    [InlineData("do\u0308blin2024")] // the accent typed apart
    [InlineData("MaximilianeD\u00F6blin")]
    [InlineData("meadow bank")]
    [InlineData("MeadowBank24!")]
    [InlineData("Meadow2024")]
    [InlineData("lady_janemeadow")] // the person and the application together
    public void P06_a_name_of_the_person_or_the_application_is_refused(string password)
    {
        var error = Assert.Single(Judge(password));

        Assert.Equal((422, "form_password_not_strong_enough", "password"), (error.Status, error.Code, error.ParamName));
        Assert.Contains("name", error.LongMessage, StringComparison.Ordinal);
        Assert.NotEmpty(error.Suggestions);
    }

    [Theory]
    [InlineData("a quiet meadow at noon")] // a word of the application, and much more
    [InlineData("jane rides seven horses")]
    [InlineData("shopkeepers of Ulm")]
    [InlineData("1511 paper boats")]
    public void What_is_much_more_than_an_own_word_passes(string password) => Assert.Empty(Judge(password));

    [Fact]
    public void A_short_name_counts_only_where_it_is_the_whole()
    {
        var jo = new OwnWords(Username: "jo", FirstName: "Al");

        Assert.NotEmpty(PasswordPolicy.JudgeFor(jo, new Secret("--- jo ---"), Lax, "password"));
        Assert.Empty(PasswordPolicy.JudgeFor(jo, new Secret("jovial-x"), Lax, "password"));
        Assert.Empty(PasswordPolicy.JudgeFor(jo, new Secret("alpenglow"), Lax, "password"));
    }

    [Fact]
    public void Words_without_letters_or_digits_and_missing_ones_refuse_nothing()
    {
        Assert.Empty(PasswordPolicy.JudgeFor(new OwnWords(), new Secret("vk3qz8wd"), Lax, "password"));
        Assert.Empty(PasswordPolicy.JudgeFor(new OwnWords(FirstName: "\u2014", Application: "!"), new Secret("!!!!!!!!"), Lax, "password"));
    }

    [Fact]
    public void P13_the_printed_form_holds_nothing() => Assert.Equal("[own words]", Jane.ToString());

    private static PasswordRules Lax => PasswordRules.Default with { MinStrength = 0 };

    private static System.Collections.Immutable.ImmutableArray<Errors.AuthError> Judge(string password) =>
        PasswordPolicy.JudgeFor(Jane, new Secret(password), Lax, "password");
}
