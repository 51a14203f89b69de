using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth.Tests.SignUps;

public class SignUpInputTests
{
    private static (string Code, string? Parameter)[] Faults(SignUpForm form, Instance? instance = null) =>
        [.. Given.Input(form, instance).Errors.Select(error => (error.Code, error.ParamName))];

    private static Collected Collected(SignUpForm form, Collected? before = null, Instance? instance = null)
    {
        var input = Given.Input(form, instance);
        Assert.Empty(input.Errors);
        return input.ApplyTo(before ?? new Collected(), Given.Facts(instance: instance));
    }

    private static Instance Lists(string allow = "", string block = "", bool subaddresses = false) => Given.Instance with
    {
        Restrictions = new Restrictions(ContactList.TryParse(allow, out _)!, ContactList.TryParse(block, out _)!, subaddresses),
    };

    [Theory]
    [InlineData("Jane@Example.com", "jane@example.com", null)]
    [InlineData("+1 201 555 0123", null, "+12015550123")]
    public void One_box_for_both_takes_either(string typed, string? email, string? phone)
    {
        var collected = Collected(new SignUpForm { EmailAddressOrPhoneNumber = typed });

        Assert.Equal((email, phone), (collected.EmailAddress?.Value, collected.PhoneNumber?.Value));
    }

    [Theory]
    [InlineData("jane@", "form_param_format_invalid")]
    [InlineData("0201 555", "form_param_format_invalid")]
    [InlineData("jane", "form_param_format_invalid")]
    [InlineData("", "form_param_nil")]
    [InlineData("  ", "form_param_nil")]
    public void Errors_name_the_box_that_was_typed_into(string typed, string code)
    {
        Assert.Equal([(code, "email_address_or_phone_number")], Faults(new SignUpForm { EmailAddressOrPhoneNumber = typed }));
    }

    [Fact]
    public void A_taken_contact_names_the_box_too()
    {
        var input = Given.Input(new SignUpForm { EmailAddressOrPhoneNumber = "jane@example.com", Username = "jane" });

        var errors = input.Exist([.. input.Identifiers]);

        Assert.Equal(["email_address_or_phone_number", "username"], errors.Select(error => error.ParamName));
    }

    [Fact]
    public void The_box_and_the_field_that_it_stands_for_do_not_go_together()
    {
        Assert.Equal(
            [("form_conditional_param_disallowed", "email_address_or_phone_number")],
            Faults(new SignUpForm { EmailAddress = "jane@example.com", EmailAddressOrPhoneNumber = "jane@example.com" }));
        Assert.Empty(Faults(new SignUpForm { EmailAddress = "jane@example.com", EmailAddressOrPhoneNumber = "+12015550123" }));
    }

    [Fact]
    public void The_box_takes_what_the_instance_takes()
    {
        var rules = Given.Instance.Attributes;
        var emailOnly = Given.Instance with { Attributes = rules with { PhoneNumber = AttributeRule.Off } };
        var phoneOnly = Given.Instance with { Attributes = rules with { EmailAddress = AttributeRule.Off } };
        var neither = Given.Instance with { Attributes = rules with { EmailAddress = AttributeRule.Off, PhoneNumber = AttributeRule.Off } };

        Assert.Equal("form_param_format_invalid", Faults(new SignUpForm { EmailAddressOrPhoneNumber = "+12015550123" }, emailOnly).Single().Code);
        Assert.Equal("form_param_format_invalid", Faults(new SignUpForm { EmailAddressOrPhoneNumber = "jane@example.com" }, phoneOnly).Single().Code);
        Assert.Equal("form_param_unknown", Faults(new SignUpForm { EmailAddressOrPhoneNumber = "jane@example.com" }, neither).Single().Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("password")]
    [InlineData("email_code")]
    [InlineData("phone_code")]
    public void A_strategy_that_is_built_is_a_hint(string? strategy)
    {
        Assert.Empty(Faults(new SignUpForm { Strategy = strategy }));
    }

    [Theory]
    [InlineData("oauth_google")]
    [InlineData("oauth_token_apple")]
    [InlineData("google_one_tap")]
    [InlineData("saml")]
    [InlineData("enterprise_sso")]
    [InlineData("email_link")]
    [InlineData("web3_metamask_signature")]
    [InlineData("ticket")]
    [InlineData("EMAIL_CODE")]
    public void Another_strategy_is_refused(string strategy)
    {
        Assert.Equal([("form_param_value_invalid", "strategy")], Faults(new SignUpForm { Strategy = strategy }));
    }

    [Fact]
    public void A_transfer_is_wanted_or_not_and_nothing_in_between()
    {
        var error = Given.Input(new SignUpForm { Transfer = "maybe", Username = "a" }).Errors[0];

        Assert.Equal((422, "form_param_type_invalid", "transfer"), (error.Status, error.Code, error.ParamName));
        Assert.True(Given.Input(new SignUpForm { Transfer = "true" }).Transfers);
        foreach (var no in new[] { "false", "" })
        {
            Assert.Empty(Faults(new SignUpForm { Transfer = no }));
            Assert.False(Given.Input(new SignUpForm { Transfer = no }).Transfers);
        }
    }

    [Fact]
    public void Where_there_is_nothing_to_transfer_nothing_else_is_told()
    {
        var input = Given.Input(new SignUpForm { Transfer = "true", Username = "a" });
        var client = Given.Gathering();

        Assert.Equal("account_transfer_invalid", Assert.Single(SignUpFlow.Create(null, input, Given.Facts()).Errors).Code);
        Assert.Equal("account_transfer_invalid", Assert.Single(SignUpFlow.Create(client, input, Given.Facts(2)).Errors).Code);
        Assert.Equal("account_transfer_invalid", Assert.Single(SignUpFlow.Update(client, client.SignUp!.Id, input, Given.Facts(2)).Errors).Code);
    }

    [Fact]
    public void An_invitation_is_refused_before_what_is_wrong_with_the_rest()
    {
        Assert.Equal(("ticket_invalid_code", null), Faults(new SignUpForm { Strategy = "ticket", Ticket = "x", Username = "a" })[0]);
        Assert.Empty(Faults(new SignUpForm { Ticket = "" }));
    }

    [Fact]
    public void A_wallet_is_an_attribute_that_is_off()
    {
        Assert.Equal([("form_param_unknown", "web3_wallet")], Faults(new SignUpForm { Web3Wallet = "0x0" }));
        Assert.Empty(Faults(new SignUpForm { Web3Wallet = "" }));
    }

    [Fact]
    public void A_locale_is_kept_in_one_form_taken_back_when_empty_and_refused_when_it_is_none()
    {
        var before = Collected(new SignUpForm { Locale = "de_AT" });

        Assert.Equal("de-AT", before.Locale);
        Assert.Equal("de-AT", Collected(new SignUpForm { FirstName = "Jane" }, before).Locale);
        Assert.Null(Collected(new SignUpForm { Locale = "" }, before).Locale);
        Assert.Equal([("form_param_format_invalid", "locale")], Faults(new SignUpForm { Locale = "not a language" }));
    }

    [Fact]
    public void A_name_is_composed_bounded_and_free_of_control_characters()
    {
        Assert.Equal("Zoë", Collected(new SignUpForm { FirstName = " Zoe\u0308 " }).FirstName);
        Assert.Equal(new string('é', 256), Collected(new SignUpForm { LastName = string.Concat(Enumerable.Repeat("e\u0301", 256)) }).LastName);
        Assert.Equal([("form_param_max_length_exceeded", "last_name")], Faults(new SignUpForm { LastName = new string('a', 257) }));
        Assert.Equal([("form_param_format_invalid", "first_name")], Faults(new SignUpForm { FirstName = "Ja\u0007ne" }));
        Assert.Null(Collected(new SignUpForm { FirstName = "" }, new Collected { FirstName = "Jane" }).FirstName);
    }

    [Fact]
    public void A_username_is_kept_as_it_is_and_claimed_by_what_it_looks_like()
    {
        var input = Given.Input(new SignUpForm { Username = "Willi_Mo0n" });

        var collected = input.ApplyTo(new Collected(), Given.Facts());

        Assert.Equal("willi_mo0n", collected.Username);
        Assert.Equal(input.Identifiers, collected.Identifiers);
        Assert.Equal(Given.Input(new SignUpForm { Username = "vvill1_moon" }).Identifiers, input.Identifiers);
    }

    [Fact]
    public void Who_may_not_sign_up_is_told_of_each_contact()
    {
        var form = new SignUpForm { EmailAddress = "jane@evil.example", PhoneNumber = "+12015550123" };

        var errors = Given.Input(form, Lists(block: "@evil.example,+12015550123")).Errors;

        Assert.Equal([("not_allowed_access", "email_address", 403), ("not_allowed_access", "phone_number", 403)], errors.Select(error => (error.Code, error.ParamName!, error.Status)));
    }

    [Fact]
    public void Lists_are_looked_at_where_the_form_is_well_formed_and_name_the_box()
    {
        Assert.Equal(
            [("form_username_invalid_length", "username")],
            Faults(new SignUpForm { EmailAddress = "jane@evil.example", Username = "a" }, Lists(block: "@evil.example")));
        Assert.Equal(
            [("not_allowed_access", "email_address_or_phone_number")],
            Faults(new SignUpForm { EmailAddressOrPhoneNumber = "jane+x@example.com" }, Lists(subaddresses: true)));
    }

    [Fact]
    public void With_an_allowlist_nobody_completes_who_is_not_on_it()
    {
        var off = Given.Instance.Attributes;
        var instance = Lists(allow: "@example.com") with
        {
            Attributes = off with { EmailAddress = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false) },
        };
        var alone = Given.Input(new SignUpForm { Username = "jane", Password = new Secret("correct horse") }, instance);
        var known = Given.Input(new SignUpForm { Username = "jane", Password = new Secret("correct horse"), EmailAddress = "jane@example.com" }, instance);

        var refused = SignUpFlow.Create(null, alone, Given.Facts(instance: instance));
        var accepted = SignUpFlow.Create(null, known, Given.Facts(instance: instance));

        Assert.Equal((403, "not_allowed_access", null), (refused.Errors.Single().Status, refused.Errors.Single().Code, refused.Errors.Single().ParamName));
        Assert.Null(refused.Next);
        Assert.IsType<SignUpState.Completing>(accepted.Subject!.State);
    }

    [Fact]
    public void Where_sign_ups_are_restricted_none_begins_whatever_is_sent_and_one_that_had_begun_goes_on()
    {
        var instance = Given.Instance with { SignUpMode = SignUpMode.Restricted };
        var input = Given.Input(new SignUpForm { EmailAddress = "jane@example.com", Username = "a" }, instance);
        var before = Given.Gathering();

        var decision = SignUpFlow.Create(null, input, Given.Facts(instance: instance) with { Taken = [.. input.Identifiers] });
        var update = SignUpFlow.Update(before, before.SignUp!.Id, Given.Input(new SignUpForm { FirstName = "Jane" }, instance), Given.Facts(2, instance: instance));

        Assert.Equal((403, "sign_up_mode_restricted", null), (decision.Errors.Single().Status, decision.Errors.Single().Code, decision.Errors.Single().ParamName));
        Assert.Null(decision.Next);
        Assert.True(update.IsAccepted);
    }
}
