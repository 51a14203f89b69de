using FuncAuth.Instances;
using FuncAuth.SignIns;
using FuncAuth.Strategies;
using FuncAuth.Users;

namespace FuncAuth.Tests.Users;

public class SecondFactorFlowTests
{
    private const string One = "+4915112345678";
    private const string Two = "+4915112345679";

    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_first_number_that_is_reserved_is_the_default_and_no_first_factor_any_more()
    {
        var user = GivenUser.Jane with { PhoneNumbers = [GivenUser.Phone(One), GivenUser.Phone(Two)] };

        var decision = Update(user, One, new SecondFactorForm("true", null));

        var after = decision.After(user);
        Assert.True(decision.IsAccepted);
        Assert.Equal((true, true), (decision.Subject!.ReservedForSecondFactor, decision.Subject.IsDefaultSecondFactor));
        Assert.Equal([Two], FactorSource.Of(after).Contacts.Where(contact => contact.Field == "phone_number").Select(contact => contact.Value));
        Assert.Equal([One], SignInFactors.Second(after, Given.Instance).Select(factor => factor.Contact!.Value));
        Assert.Equal((Given.Now + Later, null), (after.MfaEnabledAt, after.MfaDisabledAt));
        Assert.True(after.UpdatedAt > user.UpdatedAt);
        Assert.Equal([Given.Now + Later, Given.Now], after.PhoneNumbers.Select(number => number.UpdatedAt));
    }

    [Fact]
    public void Where_the_instance_asks_for_none_the_user_is_not_told_to_have_one()
    {
        var user = Reserving(One);
        var without = Given.Instance with { SignIns = Given.Instance.SignIns with { SecondFactors = [] } };

        Assert.True(UserResource.From(user, Given.Instance, Given.Now).TwoFactorEnabled);
        Assert.False(UserResource.From(user, without, Given.Now).TwoFactorEnabled);
    }

    [Fact]
    public void A_second_one_leaves_the_default_where_it_is_unless_it_asks_for_it()
    {
        var user = Reserving(One);

        var quiet = Update(user, Two, new SecondFactorForm("true", null)).After(user);
        var loud = Update(user, Two, new SecondFactorForm("true", "true")).After(user);
        var afterwards = Update(quiet, Two, new SecondFactorForm(null, "true")).After(quiet);

        Assert.Equal([One], Defaults(quiet));
        Assert.Equal([Two], Defaults(loud));
        Assert.Equal([Two], Defaults(afterwards));
        Assert.All([quiet, loud, afterwards], after => Assert.Equal(user.MfaEnabledAt, after.MfaEnabledAt));
    }

    [Fact]
    public void Without_the_default_another_one_is_it_and_without_the_last_one_there_is_no_second_factor()
    {
        var one = Reserving(One);
        var both = Update(one, Two, new SecondFactorForm("true", null)).After(one);

        var rest = Update(both, One, new SecondFactorForm("false", null)).After(both);
        var none = Update(rest, Two, new SecondFactorForm("false", "false")).After(rest);

        Assert.Equal([Two], Defaults(rest));
        Assert.Null(rest.MfaDisabledAt);
        Assert.Empty(Defaults(none));
        Assert.False(none.HasSecondFactor);
        Assert.Equal((one.MfaEnabledAt, Given.Now + Later), (none.MfaEnabledAt, none.MfaDisabledAt));
    }

    [Fact]
    public void The_default_is_not_turned_off_but_given_to_another()
    {
        var user = Reserving(One);

        var refused = Update(user, One, new SecondFactorForm(null, "false"));
        var idle = Update(user, Two, new SecondFactorForm(null, "false"));

        Assert.Equal("form_disable_default_second_factor_not_allowed", Assert.Single(refused.Errors).Code);
        Assert.Equal((422, "default_second_factor"), (refused.Errors[0].Status, refused.Errors[0].ParamName));
        Assert.True(idle.IsAccepted);
        Assert.Empty(idle.Effects);
    }

    [Fact]
    public void What_is_no_second_factor_is_not_the_default()
    {
        var user = Reserving(One);

        Assert.Equal("identification_update_failed", Code(Update(user, Two, new SecondFactorForm(null, "true"))));
        Assert.Equal("identification_update_failed", Code(Update(user, One, new SecondFactorForm("false", "true"))));
    }

    [Theory]
    [InlineData("true", null)]
    [InlineData(null, "true")]
    [InlineData("true", "true")]
    public void U09_a_number_that_is_not_proven_cannot_be_enrolled(string? reserved, string? isDefault)
    {
        var user = GivenUser.Jane with { PhoneNumbers = [GivenUser.Phone(One, verified: false)] };

        Assert.Equal("identification_update_second_factor_unverified", Code(Update(user, One, new SecondFactorForm(reserved, isDefault))));
    }

    [Fact]
    public void U09_a_user_whose_address_is_not_proven_enrols_nothing()
    {
        var trap = GivenUser.Jane with
        {
            EmailAddresses = [GivenUser.Email("jane@example.com", verified: false)],
            PhoneNumbers = [GivenUser.Phone(One)],
        };
        var proven = trap with { EmailAddresses = [GivenUser.Email("jane@example.com")] };

        Assert.Equal("identification_update_second_factor_unverified", Code(Update(trap, One, new SecondFactorForm("true", null))));
        Assert.True(Update(proven, One, new SecondFactorForm("true", null)).IsAccepted);
    }

    [Fact]
    public void The_only_way_in_stays_one()
    {
        var phoneOnly = GivenUser.Jane with { EmailAddresses = [], PrimaryEmailAddress = null, PhoneNumbers = [GivenUser.Phone(One)], PrimaryPhoneNumber = GivenUser.Phone(One).Id };
        var named = phoneOnly with { Username = "jane" };
        var nameless = named with { Password = null };
        var withAnother = nameless with { PhoneNumbers = [GivenUser.Phone(One), GivenUser.Phone(Two)] };

        Assert.Equal("identification_update_failed", Code(Update(phoneOnly, One, new SecondFactorForm("true", null))));
        Assert.True(Update(named, One, new SecondFactorForm("true", null)).IsAccepted);
        Assert.Equal("identification_update_failed", Code(Update(nameless, One, new SecondFactorForm("true", null))));
        Assert.True(Update(withAnother, One, new SecondFactorForm("true", null)).IsAccepted);
    }

    [Fact]
    public void Where_the_instance_has_no_second_factors_none_is_turned_on_and_old_ones_can_be_turned_off()
    {
        var none = Given.Instance with { SignIns = SignInRules.Default with { SecondFactors = [] } };
        var (fresh, old) = (GivenUser.Jane with { PhoneNumbers = [GivenUser.Phone(One)] }, Reserving(One));

        Assert.Equal("identification_update_failed", Code(Update(fresh, One, new SecondFactorForm("true", null), none)));
        Assert.Empty(Defaults(Update(old, One, new SecondFactorForm("false", null), none).After(old)));
    }

    [Fact]
    public void The_same_once_more_changes_nothing_and_so_does_a_form_that_says_nothing()
    {
        var user = Reserving(One);

        foreach (var form in new[] { new SecondFactorForm("true", "true"), new SecondFactorForm("", ""), new SecondFactorForm(null, null) })
        {
            var decision = Update(user, One, form);

            Assert.True(decision.IsAccepted);
            Assert.Empty(decision.Effects);
        }
    }

    [Fact]
    public void What_is_neither_yes_nor_no_is_told_by_its_name()
    {
        var decision = Update(Reserving(One), One, new SecondFactorForm("maybe", "1"));

        Assert.Equal(["reserved_for_second_factor", "default_second_factor"], decision.Errors.Select(error => error.ParamName));
        Assert.All(decision.Errors, error => Assert.Equal((422, "form_param_type_invalid"), (error.Status, error.Code)));
    }

    [Fact]
    public void M11_a_number_of_somebody_else_is_not_found()
    {
        var decision = Update(GivenUser.Jane, One, new SecondFactorForm("true", null));

        Assert.Equal("resource_not_found", Code(decision));
        Assert.Empty(decision.Effects);
    }

    private static Decision<PhoneNumber> Update(User user, string number, SecondFactorForm form, Instance? instance = null) =>
        SecondFactorFlow.Update(GivenUser.Client, user, IdentificationId.From(number), form, Given.Facts(2, Later, instance));

    private static User Reserving(string number)
    {
        var user = GivenUser.Jane with { PhoneNumbers = [GivenUser.Phone(One), GivenUser.Phone(Two)] };
        return Update(user, number, new SecondFactorForm("true", null)).After(user);
    }

    private static string Code(Decision<PhoneNumber> decision)
    {
        Assert.Empty(decision.Effects);
        return Assert.Single(decision.Errors).Code;
    }

    private static string[] Defaults(User user)
    {
        Assert.All(user.PhoneNumbers, number => Assert.True(number.ReservedForSecondFactor || !number.IsDefaultSecondFactor));
        return [.. user.PhoneNumbers.Where(number => number.IsDefaultSecondFactor).Select(number => number.Value)];
    }
}
