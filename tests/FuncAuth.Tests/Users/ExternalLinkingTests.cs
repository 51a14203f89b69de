using FuncAuth.Instances;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Tests.SignIns;
using FuncAuth.Tests.Strategies.OAuth;
using FuncAuth.Users;
using static FuncAuth.Tests.Strategies.OAuth.GivenExternal;

namespace FuncAuth.Tests.Users;

/// <summary>What an account at a provider is to a user.</summary>
public class ExternalLinkingTests
{
    private static readonly User Bare = GivenUser.Jane with { Password = null };

    private static readonly User Planted = GivenUser.Jane with { EmailAddresses = [GivenUser.Email("jane@example.com", verified: false)] };

    // F06: whether anybody has the address here, whether the provider has proven it, and whether it was proven here.
    [Theory]
    [InlineData(true, true, true, ExternalLinking.Linkable)]
    [InlineData(true, true, false, ExternalLinking.HandsOver)]
    [InlineData(true, false, true, ExternalLinking.None)]
    [InlineData(true, false, false, ExternalLinking.None)]
    [InlineData(false, true, true, ExternalLinking.None)]
    [InlineData(false, true, false, ExternalLinking.None)]
    [InlineData(false, false, true, ExternalLinking.None)]
    [InlineData(false, false, false, ExternalLinking.None)]
    public void F06_an_address_links_only_where_both_sides_have_proven_it(bool isKnown, bool provenThere, bool provenHere, ExternalLinking expected)
    {
        var user = Bare with { EmailAddresses = [GivenUser.Email(isKnown ? "jane@example.com" : "other@example.com", provenHere)] };

        Assert.Equal(expected, Named("s", "jane@example.com", provenThere).To(user, Social));
    }

    [Fact]
    public void F05_the_subject_is_who_it_is_whatever_the_address_says()
    {
        var user = GivenUser.Jane.LinkedTo(Named("s", "jane@example.com"));

        Assert.Equal(ExternalLinking.Known, Named("s", "other@example.com").To(user, Social));
        Assert.Equal(ExternalLinking.Known, Named("s").To(user, Social));
        Assert.Equal(ExternalLinking.HasAnother, Named("t", "jane@example.com").To(user, Social));
        Assert.Equal(ExternalLinking.None, Named("t", "somebody@example.com").To(user, Social));
        Assert.Equal(ExternalLinking.Linkable, new ExternalIdentity("oauth_two", "s") { EmailAddress = "jane@example.com", EmailAddressIsVerified = true }.To(user, Social));
    }

    [Fact]
    public void F06_an_address_that_waits_for_its_proof_or_is_not_taken_here_links_nothing()
    {
        var pending = GivenUser.Jane with { EmailAddresses = [GivenUser.Email("jane@example.com") with { IsPending = true }] };
        var off = Social with { Attributes = Social.Attributes with { EmailAddress = AttributeRule.Off } };

        Assert.Equal(ExternalLinking.None, Jane.To(pending, Social));
        Assert.Equal(ExternalLinking.None, Jane.To(GivenUser.Jane, off));
        Assert.Equal(ExternalLinking.None, Jane.To(null, Social));
    }

    [Fact]
    public void F07_an_account_changes_hands_only_where_nothing_of_it_was_ever_proven()
    {
        Assert.Equal(ExternalLinking.HandsOver, Jane.To(Planted, Social));
        Assert.Equal(ExternalLinking.None, Jane.To(Planted with { PhoneNumbers = [GivenUser.Phone("+4915112345678")] }, Social));
        Assert.Equal(ExternalLinking.None, Jane.To(Planted with { EmailAddresses = [.. Planted.EmailAddresses, GivenUser.Email("x@example.com")] }, Social));
        Assert.Equal(ExternalLinking.None, Jane.To(Planted.LinkedTo(new ExternalIdentity("oauth_two", "x")), Social));
        Assert.Equal(ExternalLinking.HandsOver, Jane.To(Planted with { PhoneNumbers = [GivenUser.Phone("+4915112345678", verified: false)] }, Social));
    }

    [Theory]
    [InlineData(9, ExternalLinking.Linkable)]
    [InlineData(10, ExternalLinking.HasTooMany)]
    public void There_is_an_end_to_how_many_there_may_be(int linked, ExternalLinking expected)
    {
        var user = Enumerable.Range(1, linked).Aggregate(GivenUser.Jane, (before, i) => before.LinkedTo(new ExternalIdentity($"oauth_{i}", "s")));

        Assert.Equal(expected, Jane.To(user, Social));
    }

    [Fact]
    public void What_waits_to_be_linked_makes_room_for_what_is()
    {
        var waiting = GivenUser.Jane with { ExternalAccounts = [new ExternalAccount(ExternalAccountId.From("w"), Strategy, null, Given.Now)] };

        var linked = Assert.Single(waiting.Linking(Jane, Given.Now).ExternalAccounts);

        Assert.Equal((Jane, (DateTimeOffset?)Given.Now, true), (linked.Identity, linked.VerifiedAt, linked.IsLinked));
        Assert.Equal(linked, Assert.Single(waiting.Linking(Jane, Given.Now).Linking(Jane, Given.Now).ExternalAccounts));
    }

    [Fact]
    public void What_the_provider_says_now_takes_the_place_of_what_it_said()
    {
        var user = GivenUser.Jane.LinkedTo(Named("s", "old@example.com"));

        var after = Assert.Single(user.Linking(Named("s", "new@example.com"), Given.Now).ExternalAccounts);

        Assert.Equal(("new@example.com", Given.Now), (after.Identity!.EmailAddress, after.UpdatedAt));
        Assert.Equal(user.ExternalAccounts[0].Id, after.Id);
    }

    [Fact]
    public void F07_who_proves_the_contact_has_the_account_without_what_was_put_into_it()
    {
        var laid = Planted with
        {
            Username = "jane",
            FirstName = "Mallory",
            LastName = "Mallory",
            UnsafeMetadata = """{"role":"admin"}""",
            Locale = "de",
            LegalAcceptedAt = Given.Now,
            LastSignInAt = Given.Now,
            EmailAddresses = [.. Planted.EmailAddresses, GivenUser.Email("mallory@example.com", verified: false) with { IsPending = true }],
            PhoneNumbers = [GivenUser.Phone("+4915112345678", verified: false)],
            PrimaryPhoneNumber = IdentificationId.From("+4915112345678"),
            RemovedContacts = [new RemovedContact(IdentificationId.From("r"), "email_address", "m@example.com", Given.Now)],
            ExternalAccounts = [new ExternalAccount(ExternalAccountId.From("w"), Strategy, null, Given.Now)],
        };
        var kept = SessionId.From("kept");
        var contact = laid.ContactsIn("email_address")[0];

        var owned = laid.HandedOver(contact with { Verification = GivenUser.Jane.EmailAddresses[0].Verification }, kept, Given.Now);

        Assert.True(owned is { Password: null, FirstName: null, LastName: null, UnsafeMetadata: "{}", Locale: null, LegalAcceptedAt: null, Username: "jane" });
        Assert.True(Assert.Single(owned.EmailAddresses).IsVerified);
        Assert.Equal((owned.EmailAddresses[0].Id, null), (owned.PrimaryEmailAddress, owned.PrimaryPhoneNumber));
        Assert.True(owned.PhoneNumbers.IsEmpty && owned.ExternalAccounts.IsEmpty && owned.RemovedContacts.IsEmpty);
        Assert.Equal((kept, true), (owned.SessionsCut!.Kept, owned.SessionsCut.At >= Given.Now));
        Assert.Equal(["email_address", "phone_number"], laid.LostTo(owned).Select(lost => lost.Kind).Order());
    }
}
