using FuncAuth.Clients;
using FuncAuth.SignUps;
using FuncAuth.Strategies.Password;

namespace FuncAuth.Tests.SignUps;

/// <summary>A sign-up gathers in any order, and the password may not be like its owner in any of them.</summary>
public class SignUpPasswordTests
{
    private static readonly Secret LikeJane = new("jane.doe.1990");

    [Fact]
    public void P06_in_one_form()
    {
        var decision = SignUpFlow.Create(null, Given.Input(new() { EmailAddress = "jane.doe@example.com", Password = LikeJane }), Given.Facts());

        Assert.Null(decision.Next);
        Assert.Equal(("form_password_matches_identifier", "password"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
    }

    [Fact]
    public void P06_the_password_after_the_identifier()
    {
        var client = Given.Gathering("jane.doe@example.com", password: false);

        var decision = Update(client, new() { Password = LikeJane });

        Assert.Same(client, decision.Next);
        Assert.Equal(("form_password_matches_identifier", "password"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
    }

    [Theory]
    [InlineData("email_address", "form_password_matches_identifier")]
    [InlineData("username", "form_password_matches_identifier")]
    [InlineData("last_name", "form_password_not_strong_enough")]
    public void P06_the_word_after_the_password(string field, string code)
    {
        var client = Given.Gathering();
        var input = Given.Input(field switch
        {
            "email_address" => new() { EmailAddress = "cobblestone@example.com" },
            "username" => new() { Username = "Cobblestone" },
            _ => new() { LastName = "cobblestone" },
        });
        var words = input.WordsToTry(client.SignUp!.Collected);
        Assert.Contains((field, "cobblestone"), words);
        var tried = new TriedWords("hash 1", [.. words.Select(word => word.Word)], ["cobblestone"]);

        var decision = SignUpFlow.Update(client, client.SignUp.Id, input, Given.Facts(2) with { Tried = tried });

        Assert.Same(client, decision.Next);
        Assert.Equal((code, field), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
        Assert.True(SignUpFlow.Update(client, client.SignUp.Id, input, Given.Facts(2) with { Tried = tried with { Found = [] } }).IsAccepted);
    }

    [Fact]
    public void P06_a_new_identifier_in_the_place_of_an_old_one_counts_and_an_unchanged_one_was_judged_before()
    {
        var client = Given.Gathering("cobblestone@example.com");

        Assert.Empty(Given.Input(new() { EmailAddress = "Cobblestone@Example.com", FirstName = "Jane" }).WordsToTry(client.SignUp!.Collected));
        Assert.Equal(
            ["meadowlark@example.com", "meadowlark", "Meadowlark@example.com"],
            Given.Input(new() { EmailAddress = " Meadowlark@example.com" }).WordsToTry(client.SignUp.Collected).Select(word => word.Word));
    }

    [Fact]
    public void Few_words_are_tried_however_much_a_form_brings()
    {
        var client = Given.Gathering();

        var words = Given.Input(new()
        {
            EmailAddress = "Cobblestone@example.com",
            PhoneNumber = "+49 1512 3456789",
            Username = "Meadowlark",
            FirstName = "Maximiliane",
            LastName = "Brunnwarth",
        }).WordsToTry(client.SignUp!.Collected);

        Assert.Equal(TriedWords.MaxWords, words.Length);
    }

    [Fact]
    public void What_was_found_out_about_another_password_or_other_words_counts_for_nothing()
    {
        var client = Given.Gathering();
        var input = Given.Input(new() { Username = "cobblestone" });
        var right = new TriedWords("hash 1", ["cobblestone"], []);
        TriedWords?[] beside = [null, right with { Hash = "hash 7" }, right with { Words = ["meadowlark"] }];

        Assert.True(SignUpFlow.Update(client, client.SignUp!.Id, input, Given.Facts(2) with { Tried = right }).IsAccepted);
        Assert.All(beside, tried =>
        {
            var decision = SignUpFlow.Update(client, client.SignUp!.Id, input, Given.Facts(2) with { Tried = tried });
            Assert.Equal((409, "resource_locked"), (decision.Errors.Single().Status, decision.Errors.Single().Code));
            Assert.Same(client, decision.Next);
        });
    }

    [Fact]
    public void A_password_that_nobody_hashed_is_not_dropped_in_silence()
    {
        var client = Given.Gathering(password: false);

        var decision = Update(client, new() { Password = new Secret("correct horse") }, Given.Facts(2) with { PasswordHash = null });

        Assert.Equal("resource_locked", decision.Errors.Single().Code);
    }

    [Fact]
    public void P05_a_leaked_password_is_refused_after_everything_else()
    {
        var leaked = Given.Facts() with { PasswordIsLeaked = true, PasswordHash = null };
        var form = new SignUpForm { EmailAddress = "jane@example.com", Password = new Secret("correct horse") };

        Assert.Equal("form_password_pwned", SignUpFlow.Create(null, Given.Input(form), leaked).Errors.Single().Code);
        Assert.Equal(
            "form_identifier_exists",
            SignUpFlow.Create(null, Given.Input(form), leaked with { Taken = [.. Given.Input(form).Identifiers] }).Errors.Single().Code);
    }

    [Fact]
    public void A_password_that_was_taken_back_stands_in_nobodys_way()
    {
        var instance = Given.Instance with
        {
            Attributes = Given.Instance.Attributes with { Password = Given.Instance.Attributes.Password with { Required = false } },
        };
        var client = Given.Gathering();

        Assert.Empty(Given.Input(new() { Username = "cobblestone", Password = new Secret("") }, instance).WordsToTry(client.SignUp!.Collected));
    }

    private static Decision<SignUp> Update(Client client, SignUpForm form, Facts? facts = null) =>
        SignUpFlow.Update(client, client.SignUp!.Id, Given.Input(form), facts ?? Given.Facts(2));
}
