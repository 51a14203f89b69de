using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth.Tests.Strategies.OAuth;

/// <summary>What is taken over of what a provider says, and what is left out.</summary>
public class ExternalIdentityTests
{
    private static readonly ExternalIdentity Jane = new("oauth_acme", "jane-1");

    [Theory]
    [InlineData("1", true)]
    [InlineData("auth0|Jane Døe", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData(null, false)]
    [InlineData("a\nb", false)]
    [InlineData("\ud800", false)]
    public void A_subject_is_a_text_that_can_be_seen(string? text, bool isOne) => Assert.Equal(isOne, ExternalIdentity.IsSubject(text));

    [Fact]
    public void A_subject_has_so_many_characters_at_most_and_no_identity_is_made_of_another()
    {
        Assert.True(ExternalIdentity.IsSubject(new string('a', ExternalIdentity.MaxSubject)));
        Assert.False(ExternalIdentity.IsSubject(new string('a', ExternalIdentity.MaxSubject + 1)));
        Assert.Throws<ArgumentException>(() => new ExternalIdentity("oauth_acme", new string('a', ExternalIdentity.MaxSubject + 1)));
    }

    [Fact]
    public void F05_subjects_are_compared_to_the_letter_and_providers_are_told_apart()
    {
        Assert.NotEqual(Jane.Identifier, new ExternalIdentity("oauth_acme", "Jane-1").Identifier);
        Assert.NotEqual(Jane.Identifier, new ExternalIdentity("oauth_other", "jane-1").Identifier);
        Assert.Equal(Jane.Identifier, (Jane with { EmailAddress = "other@example.com" }).Identifier);
    }

    [Fact]
    public void An_address_is_kept_in_canonical_form_and_is_worth_something_only_where_it_is_proven()
    {
        var said = Jane with { EmailAddress = " Jane@EXAMPLE.com " };

        Assert.Equal("jane@example.com", said.EmailAddress);
        Assert.Null(said.VerifiedAddress);
        Assert.Equal("jane@example.com", (said with { EmailAddressIsVerified = true }).VerifiedAddress);
        Assert.Null((Jane with { EmailAddress = "no address", EmailAddressIsVerified = true }).VerifiedAddress);
    }

    [Fact]
    public void Names_are_names_or_nothing()
    {
        var longest = new string('n', NameText.MaxLength);

        Assert.Equal("Jane", (Jane with { FirstName = " Jane " }).FirstName);
        Assert.Equal(longest, (Jane with { LastName = longest }).LastName);
        Assert.Null((Jane with { LastName = longest + "n" }).LastName);
        Assert.Null((Jane with { FirstName = new string(' ', 100_000) }).FirstName);
        Assert.Null((Jane with { FirstName = "" }).FirstName);
        Assert.Null((Jane with { Username = "a\u202Eb" }).Username);
    }

    [Theory]
    [InlineData("https://pictures.example/a.png", "https://pictures.example/a.png")]
    [InlineData("https://pictures.example/ä b", "https://pictures.example/%C3%A4%20b")]
    [InlineData("http://pictures.example/a.png", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:image/png;base64,AA==", null)]
    [InlineData("https://jane@pictures.example/a.png", null)]
    [InlineData("/a.png", null)]
    [InlineData("", null)]
    public void A_picture_is_on_https_or_there_is_none(string said, string? kept) => Assert.Equal(kept, (Jane with { ImageUrl = said }).ImageUrl);

    [Fact]
    public void An_address_of_a_picture_that_is_too_long_is_left_out_also_where_it_grows_by_being_written_out()
    {
        var longest = "https://pictures.example/".PadRight(ExternalIdentity.MaxImageUrl, 'p');

        Assert.Equal(longest, (Jane with { ImageUrl = longest }).ImageUrl);
        Assert.Null((Jane with { ImageUrl = longest + "p" }).ImageUrl);
        Assert.Null((Jane with { ImageUrl = longest[..^1] + "ä" }).ImageUrl);
    }

    [Fact]
    public void Of_scopes_as_many_are_kept_as_there_is_room_for_and_none_by_halves()
    {
        Assert.Equal("openid email", (Jane with { Scopes = " openid  email openid a\"b " }).Scopes);

        var many = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"scope:{i:000}"));
        var kept = (Jane with { Scopes = many }).Scopes;
        Assert.True(kept.Length <= ExternalIdentity.MaxScopes);
        Assert.StartsWith(kept + " ", many, StringComparison.Ordinal);
        Assert.Equal("", (Jane with { Scopes = new string('s', ExternalIdentity.MaxScopes + 1) }).Scopes);
    }

    [Fact]
    public void Names_that_a_provider_tells_once_stay()
    {
        var first = Jane with { FirstName = "Jane", LastName = "Doe", EmailAddress = "jane@example.com" };

        Assert.Equal(("Jane", "Doe", null), Names(Jane.After(first)));
        Assert.Equal(("Janet", null, null), Names((Jane with { FirstName = "Janet" }).After(first)));

        static (string?, string?, string?) Names(ExternalIdentity identity) => (identity.FirstName, identity.LastName, identity.EmailAddress);
    }
}
