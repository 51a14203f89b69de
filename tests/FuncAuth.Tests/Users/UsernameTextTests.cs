using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class UsernameTextTests
{
    [Theory]
    [InlineData("jane_doe", "jane_doe")]
    [InlineData("  jane_doe\t", "jane_doe")]
    [InlineData("\u00A0Jane-DOE\u3000", "jane-doe")]
    [InlineData("JANE42", "jane42")]
    [InlineData("ｊａｎｅ＿ｄｏｅ", "jane_doe")] // full width
    [InlineData("𝔧𝔞𝔫𝔢", "jane")] // letters of mathematics
    [InlineData("\u212Aelvin", "kelvin")] // the sign for kelvin
    [InlineData("ﬁnder", "finder")] // a ligature
    [InlineData("_ab-", "_ab-")]
    [InlineData("4-22", "4-22")]
    public void Spellings_of_one_name_are_one_name(string typed, string canonical)
    {
        Assert.Equal(canonical, UsernameText.Canonicalise(typed, UsernameRules.Default, out var fault));
        Assert.Null(fault);
    }

    [Theory]
    [InlineData("jаne")] // Cyrillic а
    [InlineData("jαne")] // Greek alpha
    [InlineData("jané")]
    [InlineData("jane doe")]
    [InlineData("jane.doe")]
    [InlineData("jane\u200Bdoe")] // a space without width
    [InlineData("jane\u00ADdoe")] // a soft hyphen
    [InlineData("jane\u0000doe")]
    [InlineData("ıdentity")] // an i without its dot
    [InlineData("ja\uD800ne")] // half a character
    [InlineData("jane/../doe")]
    [InlineData("\u202Eenaj")]
    public void Other_characters_are_refused(string typed)
    {
        Assert.Null(UsernameText.Canonicalise(typed, UsernameRules.Default, out var fault));
        Assert.Equal(("form_username_invalid_character", "username"), (fault?.Code, fault?.ParamName));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("   abc   ")]
    [InlineData("éé")]
    public void Too_short_is_refused(string typed)
    {
        Assert.Null(UsernameText.Canonicalise(typed, UsernameRules.Default, out var fault));
        Assert.Equal("form_username_invalid_length", fault?.Code);
    }

    [Fact]
    public void The_length_counts_what_is_kept_and_its_bounds_are_settings()
    {
        var rules = UsernameRules.Default with { MinLength = 6, MaxLength = 8 };

        Assert.Equal("form_username_invalid_length", FaultOf("abcde", rules));
        Assert.Null(FaultOf("abcdef", rules));
        Assert.Null(FaultOf("  abcdefgh  ", rules));
        Assert.Equal("form_username_invalid_length", FaultOf("abcdefghx", rules));
        Assert.Equal("form_username_invalid_length", FaultOf(new string('a', 1_000_000), rules));
        Assert.Null(FaultOf(new string('a', 64), UsernameRules.Default));
        Assert.Equal("form_username_invalid_length", FaultOf(new string('a', 65), UsernameRules.Default));
    }

    [Fact]
    public void Digits_alone_are_a_name_only_where_the_instance_says_so()
    {
        Assert.Equal("form_username_needs_non_number_char", FaultOf("1234", UsernameRules.Default));
        Assert.Equal("form_username_needs_non_number_char", FaultOf("12015550123", UsernameRules.Default));
        Assert.Null(FaultOf("1234", UsernameRules.Default with { AllowNumeric = true }));
    }

    [Theory]
    [InlineData("+12015550123")]
    [InlineData("+1 (201) 555-0123")]
    [InlineData("1-201-555-0123")]
    [InlineData("1_201_555_0123")]
    [InlineData("+49 30 123456")]
    public void A_phone_number_is_no_username(string typed)
    {
        Assert.Equal("form_username_cannot_be_phone_number", FaultOf(typed, UsernameRules.Default));
        Assert.Equal("form_username_cannot_be_phone_number", FaultOf(typed, UsernameRules.Default with { AllowNumeric = true }));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("ADMIN")]
    [InlineData("4dmin")]
    [InlineData("adrnin")]
    [InlineData("a_d_m_i_n")]
    [InlineData("--root--")]
    [InlineData("r00t")]
    [InlineData("supp0rt")]
    [InlineData("5upport")]
    [InlineData("webrnaster")]
    [InlineData("vvebmaster")]
    [InlineData("sign-up")]
    [InlineData("signup")]
    [InlineData("sign_up")]
    [InlineData("a1lp", "aiip")]
    public void Reserved_words_and_what_looks_like_them_are_answered_as_taken(string typed, string? reserved = null)
    {
        var rules = new UsernameRules { AlsoReserved = reserved is null ? [] : [reserved] };

        Assert.Equal("form_identifier_exists", FaultOf(typed, rules));
        Assert.Equal("form_identifier_exists", FaultOf(reserved ?? typed, rules));
    }

    [Theory]
    [InlineData("administrative")]
    [InlineData("robert_root")]
    [InlineData("supporter")]
    [InlineData("apiarist")]
    public void A_reserved_word_inside_another_is_nobodys_business(string typed)
    {
        Assert.Null(FaultOf(typed, UsernameRules.Default));
    }

    [Theory]
    [InlineData("jane_doe", "jane__doe")]
    [InlineData("bill", "b1ll")]
    [InlineData("bill", "blll")]
    [InlineData("BILL", "bi11")]
    [InlineData("zoe0", "zo3o", false)]
    [InlineData("zoeo", "z0e0")]
    [InlineData("mary", "rnary")]
    [InlineData("willow", "vv1ll0vv")]
    [InlineData("vwxvw", "wvxwv")]
    [InlineData("jane_doe", "jane-doe", false)]
    [InlineData("jane_doe", "janedoe", false)]
    [InlineData("jane", "jan3", false)]
    public void Names_that_look_alike_are_one_identifier(string one, string other, bool alike = true)
    {
        Assert.Equal(alike, Identifier.Of(Fields.Username, Canonical(one)) == Identifier.Of(Fields.Username, Canonical(other)));
        Assert.Equal(alike, Identifier.Of(Fields.Username, Canonical(one)).Key == Identifier.Of(Fields.Username, Canonical(other)).Key);
    }

    [Fact]
    public void Looking_alike_carries_over_so_that_a_claim_under_it_is_one_claim()
    {
        string[] parts = ["a", "o", "0", "l", "1", "i", "m", "rn", "w", "vv", "v", "r", "n", "_", "__", "-"];
        var names = (from a in parts from b in parts from c in parts from d in parts select a + b + c + d).ToList();

        // Each part replaced by its look gives the same skeleton, wherever it stands and whatever stands beside it.
        string Looked(string name) => name.Replace('0', 'o').Replace('1', 'l').Replace('i', 'l').Replace("m", "rn").Replace("w", "vv");

        Assert.All(names, name => Assert.Equal(UsernameText.Skeleton(Looked(name)), UsernameText.Skeleton(name)));
        Assert.All(names.Take(5000), name => Assert.Equal(UsernameText.Skeleton(name), UsernameText.Skeleton(UsernameText.Skeleton(name))));
    }

    [Fact]
    public void Contacts_are_identifiers_by_their_text()
    {
        Assert.Equal(new Identifier(Fields.EmailAddress, "i0m@example.com"), Identifier.Of(Fields.EmailAddress, "i0m@example.com"));
    }

    private static string? FaultOf(string typed, UsernameRules rules)
    {
        var name = UsernameText.Canonicalise(typed, rules, out var fault);
        Assert.Equal(name is null, fault is not null);
        return fault?.Code;
    }

    private static string Canonical(string typed)
    {
        var name = UsernameText.Canonicalise(typed, UsernameRules.Default, out var fault);
        Assert.Null(fault);
        return name!;
    }
}
