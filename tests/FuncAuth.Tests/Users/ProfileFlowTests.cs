using FuncAuth.Instances;
using FuncAuth.Messages;
using FuncAuth.Tests.Instances;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class ProfileFlowTests
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);
    private static readonly User Jane = GivenUser.Jane with { FirstName = "Jane", LastName = "Doe", Username = "jane_o" };

    [Fact]
    public void Only_what_was_sent_changes()
    {
        var decision = Update(Jane, new ProfileForm { FirstName = " Joan " });

        var changed = decision.After(Jane);
        Assert.Equal(Jane with { FirstName = "Joan", UpdatedAt = Given.Now + Later, RemovedContacts = changed.RemovedContacts }, changed);
        Assert.Single(decision.Effects);
    }

    [Fact]
    public void What_is_as_it_was_is_not_written() =>
        Assert.Empty(Update(Jane, new ProfileForm { FirstName = "Jane", LastName = "Doe", Username = "JANE_O", PrimaryEmailAddress = Jane.PrimaryEmailAddress!.Value.Value }).Effects);

    [Fact]
    public void A_username_is_claimed_before_the_user_has_it_and_released_after()
    {
        var decision = Update(Jane, new ProfileForm { Username = "joan" });

        Assert.Collection(
            decision.Effects,
            effect => Assert.Equal(new Effect.Claim(Identifier.Of("username", "joan"), Jane.Id), effect),
            effect => Assert.Equal("joan", Assert.IsType<Effect.SaveUser>(effect).Next.Username),
            effect => Assert.Equal(new Effect.Release(Identifier.Of("username", "jane_o"), Jane.Id), effect));
    }

    [Fact]
    public void One_that_looks_like_the_old_one_is_the_same_claim_and_stays()
    {
        var decision = Update(Jane, new ProfileForm { Username = "jane_0" });

        Assert.Equal("jane_0", Assert.IsType<Effect.SaveUser>(Assert.Single(decision.Effects)).Next.Username);
    }

    [Fact]
    public void One_that_is_somebody_elses_is_refused_with_everything_beside_it()
    {
        var facts = Given.Facts(2, Later) with { Taken = [Identifier.Of("username", "joan")] };

        var decision = ProfileFlow.Update(GivenUser.Client, Jane, new ProfileForm { Username = "joan", FirstName = "Joan" }, facts);

        Assert.Equal(("form_identifier_exists", "username"), (decision.Errors.Single().Code, decision.Errors.Single().ParamName));
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void A_username_that_is_the_only_way_in_stays()
    {
        var user = Jane with { EmailAddresses = [], PrimaryEmailAddress = null };

        Assert.Equal("identification_deletion_failed", Code(Update(user, new ProfileForm { Username = "" })));
        Assert.Null(Update(Jane, new ProfileForm { Username = "" }).After(Jane).Username);
    }

    [Fact]
    public void What_is_required_cannot_be_emptied_and_what_is_off_cannot_be_set()
    {
        var required = Given.Instance.With(rules => rules with
        {
            FirstName = new AttributeRule(true, true, false),
            Username = new AttributeRule(true, true, false),
            LastName = AttributeRule.Off,
            PhoneNumber = AttributeRule.Off,
        });

        var decision = Update(Jane, new ProfileForm { FirstName = " ", Username = "", LastName = "Roe", PrimaryPhoneNumber = "x" }, required);

        Assert.Equal(
            [("form_param_nil", "first_name"), ("form_param_unknown", "last_name"), ("form_param_nil", "username"), ("form_param_unknown", "primary_phone_number_id")],
            decision.Errors.Select(error => (error.Code, error.ParamName!)));
    }

    [Fact]
    public void The_contact_that_was_primary_hears_that_it_no_longer_is()
    {
        var user = Jane with { EmailAddresses = [.. Jane.EmailAddresses, GivenUser.Email("other@example.org")], PhoneNumbers = [GivenUser.Phone("+4915123456789"), GivenUser.Phone("+4915123456780")] };
        user = user with { PrimaryPhoneNumber = user.PhoneNumbers[0].Id };

        var decision = Update(user, new ProfileForm { PrimaryEmailAddress = user.EmailAddresses[1].Id.Value, PrimaryPhoneNumber = user.PhoneNumbers[1].Id.Value });

        Assert.Equal((user.EmailAddresses[1].Id, user.PhoneNumbers[1].Id), (decision.After(user).PrimaryEmailAddress, decision.After(user).PrimaryPhoneNumber));
        var told = decision.Effects.OfType<Effect.Send>().Select(send => (MessageSubject.Notice)send.Order.Subject).ToList();
        Assert.Equal([NoticeKind.PrimaryEmailAddressChanged, NoticeKind.PrimaryPhoneNumberChanged], told.Select(notice => notice.Kind));
        Assert.All(told, notice => Assert.Equal(user.EmailAddresses[0].Id, notice.Contact));
    }

    [Fact]
    public void One_that_is_not_proven_does_not_become_primary_but_may_stay_it()
    {
        var user = Jane with { EmailAddresses = [GivenUser.Email("jane@example.com", verified: false), GivenUser.Email("other@example.org", verified: false)] };

        Assert.Equal("form_verification_needed", Code(Update(user, new ProfileForm { PrimaryEmailAddress = user.EmailAddresses[1].Id.Value })));
        Assert.Empty(Update(user, new ProfileForm { PrimaryEmailAddress = user.EmailAddresses[0].Id.Value }).Errors);
    }

    [Theory]
    [InlineData("somebody@example.com")]
    [InlineData(null)]
    public void M11_a_contact_of_somebody_else_is_not_found(string? other)
    {
        var id = other is null ? "nonsense" : IdentificationId.From(other).Value;

        Assert.Equal("resource_not_found", Code(Update(Jane, new ProfileForm { PrimaryEmailAddress = id, FirstName = "Eve" })));
        Assert.Equal("resource_not_found", Code(Update(Jane, new ProfileForm { PrimaryPhoneNumber = id, FirstName = "Eve" })));
    }

    private static Decision<User> Update(User user, ProfileForm form, Instance? instance = null) =>
        ProfileFlow.Update(GivenUser.Client, user, form, Given.Facts(2, Later, instance));

    private static string Code(Decision<User> decision)
    {
        Assert.Empty(decision.Effects);
        Assert.Same(GivenUser.Client, decision.Next);
        return Assert.Single(decision.Errors).Code;
    }
}
