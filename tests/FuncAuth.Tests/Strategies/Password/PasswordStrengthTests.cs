using System.Diagnostics;
using System.Text.Json;
using FuncAuth.Errors;
using FuncAuth.Instances;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.Strategies.Password;

public class PasswordStrengthTests
{
    /// <summary>The codes for which the client library has words; for others it shows nothing.</summary>
    private static readonly string[] KnownCodes =
    [
        "l33t", "reverseWords", "allUppercase", "capitalization", "dates", "recentYears", "associatedYears", "sequences", "repeated",
        "longerKeyboardPattern", "anotherWord", "useWords", "noNeed", "pwned",
    ];

    [Theory]
    [InlineData("abcabcabcabc")]
    [InlineData("xxxxxxxxxxxxxxxxxxxx")]
    [InlineData("qvbqvbqvbqvb")]
    [InlineData("meadow meadow")]
    [InlineData("p@ssw0rd12")]
    [InlineData("24.12.1990")]
    [InlineData("asdfghjkl;'")]
    public void A_weak_password_is_refused_with_suggestions_that_the_client_library_knows(string password)
    {
        var error = Assert.Single(Judge(password));

        Assert.Equal((422, "form_password_not_strong_enough", "password"), (error.Status, error.Code, error.ParamName));
        Assert.NotEmpty(error.Suggestions);
        Assert.All(error.Suggestions, suggestion => Assert.Contains(suggestion.Code, KnownCodes));
    }

    [Theory]
    [InlineData("a quiet meadow at noon", 4)]
    [InlineData("zebra47lamp", 3)]
    [InlineData("correct horse", 2)]
    [InlineData("vk3qz8wd", 4)]
    [InlineData("x7Kp2mQ9", 4)]
    public void A_password_is_taken_up_to_its_strength_and_not_beyond(string password, int strength)
    {
        Assert.Empty(Judge(password, strength));
        if (strength < 4)
            Assert.NotEmpty(Judge(password, strength + 1));
    }

    [Fact]
    public void Zero_switches_it_off() => Assert.Empty(Judge("xxxxxxxxxxxxxxxxxxxx", 0));

    [Fact]
    public void P06_own_words_add_no_strength()
    {
        var own = new OwnWords("zylvaqent@example.com", LastName: "Brunnwarth");

        Assert.Empty(PasswordPolicy.JudgeFor(new OwnWords(), new Secret("zylvaqent brunn 7"), Rules(3), "password"));
        Assert.NotEmpty(PasswordPolicy.JudgeFor(own with { Username = "brunn" }, new Secret("zylvaqent brunn 7"), Rules(3), "password"));
        Assert.NotEmpty(PasswordPolicy.JudgeFor(own, new Secret("brunnwarth example"), Rules(3), "password"));
    }

    [Fact]
    public void A_long_password_is_as_strong_as_its_strongest_part()
    {
        Assert.Empty(Judge(new string('x', 40) + "vk3qz8wd mthx5ry2", 4));
        Assert.NotEmpty(Judge(new string('x', 256)));
    }

    /// <summary>Measured at some 2 ms a part, 6 in all; the bound leaves room for a busy machine and none for a square or worse.</summary>
    [Theory]
    [InlineData("4@8({[<369!1|703$5+7%2")] // can be read as letters in millions of ways
    [InlineData("1/1/11-")]
    [InlineData("PaSsWoRd")]
    [InlineData("a")]
    [InlineData("\U0001F40E")]
    public void No_password_costs_more_than_a_few_milliseconds(string unit)
    {
        var hostile = string.Concat(Enumerable.Repeat(unit, 256))[..256];
        Judge(hostile, 4);

        var best = Enumerable.Range(0, 10).Min(_ =>
        {
            var begun = Stopwatch.GetTimestamp();
            Judge(hostile, 4);
            return Stopwatch.GetElapsedTime(begun);
        });

        Assert.True(best < TimeSpan.FromMilliseconds(60), $"{best.TotalMilliseconds} ms");
    }

    [Fact]
    public async Task The_estimator_may_be_asked_by_many_at_once()
    {
        string[] passwords = ["a quiet meadow at noon", "p@ssw0rd12", "abcabcabcabc", "x7Kp2mQ9", "24.12.1990"];
        var expected = passwords.Select(password => Judge(password).Length).ToArray();

        var found = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Judge(passwords[i % 5]).Length)));

        Assert.All(found.Select((length, i) => (length, i)), pair => Assert.Equal(expected[pair.i % 5], pair.length));
    }

    [Fact]
    public void The_wire_shows_suggestions_as_meta_zxcvbn_and_nothing_of_the_kind_elsewhere()
    {
        var weak = JsonSerializer.SerializeToElement(
            ErrorResource.From(Judge("abcabcabcabc")[0]), WireJson.Default.Options.GetTypeInfo(typeof(ErrorResource)));
        var meta = weak.GetProperty("meta");

        Assert.Equal("password", meta.GetProperty("param_name").GetString());
        Assert.All(meta.GetProperty("zxcvbn").GetProperty("suggestions").EnumerateArray(), suggestion =>
        {
            Assert.NotEqual("", suggestion.GetProperty("code").GetString());
            Assert.NotEqual("", suggestion.GetProperty("message").GetString());
        });
        Assert.Null(ErrorResource.From(PasswordErrors.Leaked.For("password")).Meta!.Zxcvbn);
    }

    private static PasswordRules Rules(int minStrength) => PasswordRules.Default with { MinStrength = minStrength };

    private static System.Collections.Immutable.ImmutableArray<AuthError> Judge(string password, int minStrength = 2) =>
        PasswordPolicy.JudgeFor(new OwnWords(), new Secret(password), Rules(minStrength), "password");
}
