using System.Text.Json;
using System.Text.Json.Nodes;
using FuncAuth.Instances;
using FuncAuth.SignUps;
using FuncAuth.Strategies;
using FuncAuth.Strategies.EmailCode;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Strategies.PhoneCode;

namespace FuncAuth.Tests.Instances;

public class EnvironmentResourceTests
{
    private static readonly StrategyCatalog CodesByMailAndPhone = new([new EmailCodeStrategy(), new PhoneCodeStrategy()]);

    [Fact]
    public void The_wire_has_the_names_the_order_and_the_nulls_of_the_documentation()
    {
        var written = Written(GivenInstance.ForDevelopment);

        Assert.Equal(JsonNode.Parse(EnvironmentExample.Json)!.ToJsonString(), JsonNode.Parse(written)!.ToJsonString());
    }

    [Fact]
    public void The_same_instance_is_announced_the_same_way_every_time()
    {
        Assert.Equal(Written(GivenInstance.ForDevelopment), Written(GivenInstance.ForDevelopment));
    }

    [Fact]
    public void A_production_instance_says_that_it_is_one()
    {
        var environment = EnvironmentResource.From(GivenInstance.ForDevelopment with
        {
            ApplicationName = "Shop",
            IsDevelopment = false,
            TestMode = false,
            SingleSession = false,
        });

        Assert.Equal("production", environment.DisplayConfig.InstanceEnvironmentType);
        Assert.Equal("Shop", environment.DisplayConfig.ApplicationName);
        Assert.False(environment.AuthConfig.TestMode);
        Assert.False(environment.AuthConfig.SingleSessionMode);
    }

    [Fact]
    public void Who_may_sign_up_and_how_is_announced_as_it_is()
    {
        var settings = EnvironmentResource.From(GivenInstance.ForDevelopment with
        {
            SignUpMode = SignUpMode.Restricted,
            LegalConsent = true,
            TermsUrl = new Uri("https://www.example.com/terms"),
            PrivacyPolicyUrl = new Uri("https://www.example.com/privacy"),
            Usernames = UsernameRules.Default with { MinLength = 6, MaxLength = 20, AllowNumeric = true },
            Restrictions = new Restrictions(ContactList.TryParse("@example.com", out _)!, ContactList.TryParse("jane@example.com", out _)!, true),
        });

        var (signUp, restrictions, usernames) = (settings.UserSettings.SignUp, settings.UserSettings.Restrictions, settings.UserSettings.UsernameSettings);
        Assert.Equal(("restricted", true), (signUp.Mode, signUp.LegalConsentEnabled));
        Assert.Equal(("https://www.example.com/terms", "https://www.example.com/privacy"), (settings.DisplayConfig.TermsUrl, settings.DisplayConfig.PrivacyPolicyUrl));
        Assert.Equal((true, true, true, false),
            (restrictions.Allowlist.Enabled, restrictions.Blocklist.Enabled, restrictions.BlockEmailSubaddresses.Enabled, restrictions.BlockDisposableEmailDomains.Enabled));
        Assert.Equal((6, 20, true, false), (usernames.MinLength, usernames.MaxLength, usernames.AllowNumericUsernames, usernames.AllowExtendedSpecialCharacters));
    }

    [Fact]
    public void External_providers_are_announced_by_their_strategies_in_their_order()
    {
        var instance = GivenInstance.ForDevelopment with
        {
            Strategies = StrategyCatalog.All.With(
            [
                new ExternalProvider("google", "Google"),
                new ExternalProvider("company", "Our company", "https://www.example.com/logo.png"),
            ]),
            Restrictions = Restrictions.None with { BlockEmailSubaddresses = true },
        };

        var social = JsonNode.Parse(Written(instance))!["user_settings"]!["social"]!;

        Assert.Equal(
            JsonNode.Parse("""
                {
                  "oauth_google": {
                    "enabled": true, "required": false, "authenticatable": true, "block_email_subaddresses": true, "strategy": "oauth_google",
                    "not_selectable": false, "deprecated": false, "name": "Google", "logo_url": null
                  },
                  "oauth_company": {
                    "enabled": true, "required": false, "authenticatable": true, "block_email_subaddresses": true, "strategy": "oauth_company",
                    "not_selectable": false, "deprecated": false, "name": "Our company", "logo_url": "https://www.example.com/logo.png"
                  }
                }
                """)!.ToJsonString(),
            social.ToJsonString());
    }

    [Theory]
    [InlineData(Fields.EmailAddress)]
    [InlineData(Fields.PhoneNumber)]
    [InlineData(Fields.Username)]
    [InlineData(Fields.Password)]
    [InlineData(Fields.FirstName)]
    [InlineData(Fields.LastName)]
    public void What_is_switched_off_is_announced_as_off(string field)
    {
        var instance = (GivenInstance.ForDevelopment with { Strategies = CodesByMailAndPhone }).With(rules => field switch
        {
            Fields.EmailAddress => rules with { EmailAddress = AttributeRule.Off },
            Fields.PhoneNumber => rules with { PhoneNumber = AttributeRule.Off },
            Fields.Username => rules with { Username = AttributeRule.Off },
            Fields.Password => rules with { Password = AttributeRule.Off },
            Fields.FirstName => rules with { FirstName = AttributeRule.Off },
            _ => rules with { LastName = AttributeRule.Off },
        });

        var environment = JsonNode.Parse(Written(instance))!;
        var attribute = environment["user_settings"]!["attributes"]![field]!;

        Assert.Equal("off", (string?)environment["auth_config"]![field]);
        Assert.DoesNotContain(field, environment["auth_config"]!["identification_strategies"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(field, environment["auth_config"]!["identification_requirements"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(EverythingOff, attribute.ToJsonString());
    }

    [Theory]
    [InlineData("web3_wallet")]
    [InlineData("authenticator_app")]
    [InlineData("ticket")]
    [InlineData("backup_code")]
    [InlineData("passkey")]
    public void What_is_not_built_is_announced_as_off(string attribute)
    {
        var environment = JsonNode.Parse(Written(GivenInstance.ForDevelopment))!;

        Assert.Equal(EverythingOff, environment["user_settings"]!["attributes"]![attribute]!.ToJsonString());
    }

    [Fact]
    public void A_disabled_rule_is_off_whatever_else_it_says()
    {
        var instance = GivenInstance.ForDevelopment.With(rules =>
            rules with { EmailAddress = new AttributeRule(Enabled: false, Required: true, VerifyAtSignUp: true) });

        var environment = EnvironmentResource.From(instance);

        Assert.Equal("off", environment.AuthConfig.EmailAddress);
        Assert.Empty(environment.AuthConfig.EmailAddressVerificationStrategies);
        Assert.False(environment.UserSettings.Attributes.EmailAddress.Required);
        Assert.Empty(environment.UserSettings.Attributes.EmailAddress.Verifications);
    }

    [Fact]
    public void A_phone_number_that_nothing_can_verify_is_announced_as_off()
    {
        var environment = EnvironmentResource.From(GivenInstance.ForDevelopment);

        Assert.Equal("off", environment.AuthConfig.PhoneNumber);
        Assert.False(environment.UserSettings.Attributes.PhoneNumber.Enabled);
        Assert.Equal([Fields.EmailAddress, Fields.Username], environment.AuthConfig.IdentificationStrategies);
    }

    [Fact]
    public void A_phone_number_that_need_not_be_verified_needs_no_verifier()
    {
        var instance = GivenInstance.ForDevelopment.With(rules =>
            rules with { PhoneNumber = new AttributeRule(Enabled: true, Required: true, VerifyAtSignUp: false) });

        var phone = EnvironmentResource.From(instance).UserSettings.Attributes.PhoneNumber;

        Assert.True(phone.Enabled);
        Assert.True(phone.Required);
        Assert.False(phone.VerifyAtSignUp);
        Assert.Empty(phone.Verifications);
    }

    [Fact]
    public void A_phone_number_is_announced_with_the_strategy_that_verifies_it()
    {
        var environment = EnvironmentResource.From(GivenInstance.ForDevelopment with { Strategies = CodesByMailAndPhone });

        Assert.Equal("on", environment.AuthConfig.PhoneNumber);
        Assert.Equal(["phone_code"], environment.UserSettings.Attributes.PhoneNumber.Verifications);
        Assert.True(environment.UserSettings.Attributes.PhoneNumber.VerifyAtSignUp);
        Assert.Equal(["email_code"], environment.AuthConfig.EmailAddressVerificationStrategies);
    }

    [Fact]
    public void An_attribute_is_off_on_or_required()
    {
        var instance = GivenInstance.ForDevelopment.With(rules => rules with
        {
            Username = new AttributeRule(Enabled: true, Required: true, VerifyAtSignUp: false),
            FirstName = new AttributeRule(Enabled: true, Required: false, VerifyAtSignUp: false),
            LastName = AttributeRule.Off,
        });

        var environment = EnvironmentResource.From(instance);

        Assert.Equal("required", environment.AuthConfig.Username);
        Assert.Equal("on", environment.AuthConfig.FirstName);
        Assert.Equal("off", environment.AuthConfig.LastName);
        Assert.Equal([[Fields.EmailAddress], [Fields.Username]], environment.AuthConfig.IdentificationRequirements);
    }

    [Fact]
    public void The_factors_of_a_sign_in_are_announced_in_the_order_of_the_catalogue()
    {
        var environment = EnvironmentResource.From(GivenInstance.ForDevelopment with { Strategies = StrategyCatalog.All });
        var attributes = environment.UserSettings.Attributes;

        Assert.Equal(
            ["password", "email_code", "phone_code", "reset_password_email_code", "reset_password_phone_code"], environment.AuthConfig.FirstFactors);
        Assert.Equal(["phone_code"], environment.AuthConfig.SecondFactors);
        Assert.Equal(["email_code", "reset_password_email_code"], attributes.EmailAddress.FirstFactors);
        Assert.Equal(["phone_code", "reset_password_phone_code"], attributes.PhoneNumber.FirstFactors);
        Assert.Equal(["phone_code"], attributes.PhoneNumber.SecondFactors);
    }

    [Fact]
    public void Identifiers_are_what_is_used_for_a_first_factor_and_a_password_is_none()
    {
        var environment = JsonNode.Parse(Written(GivenInstance.ForDevelopment with { Strategies = StrategyCatalog.All }))!;

        Assert.Equal(
            [Fields.EmailAddress, Fields.PhoneNumber, Fields.Username],
            environment["user_settings"]!["attributes"]!.AsObject().Where(attribute => (bool)attribute.Value!["used_for_first_factor"]!)
                .Select(attribute => attribute.Key));
        Assert.Equal("[]", environment["user_settings"]!["attributes"]!["username"]!["first_factors"]!.ToJsonString());
    }

    [Fact]
    public void Without_passwords_none_is_asked_for_or_reset_and_a_username_opens_nothing()
    {
        var instance = GivenInstance.ForDevelopment.With(rules => rules with { Password = AttributeRule.Off }) with { Strategies = StrategyCatalog.All };

        var environment = EnvironmentResource.From(instance);

        Assert.Equal(["email_code", "phone_code"], environment.AuthConfig.FirstFactors);
        Assert.False(environment.UserSettings.Attributes.Username.UsedForFirstFactor);
    }

    [Fact]
    public void Factors_that_are_not_allowed_are_not_announced()
    {
        var instance = GivenInstance.ForDevelopment with { Strategies = StrategyCatalog.All, SignIns = new SignInRules(["phone_code"], [], HidesAccounts: false) };

        var environment = EnvironmentResource.From(instance);
        var attributes = environment.UserSettings.Attributes;

        Assert.Equal(["phone_code"], environment.AuthConfig.FirstFactors);
        Assert.Empty(environment.AuthConfig.SecondFactors);
        Assert.Equal((true, false, false), (attributes.PhoneNumber.UsedForFirstFactor, attributes.EmailAddress.UsedForFirstFactor, attributes.Username.UsedForFirstFactor));
        Assert.False(attributes.PhoneNumber.UsedForSecondFactor);
        Assert.Equal("otp", environment.DisplayConfig.PreferredSignInStrategy);
    }

    [Fact]
    public void A_factor_of_an_attribute_that_is_off_is_none()
    {
        var instance = GivenInstance.ForDevelopment.With(rules => rules with { PhoneNumber = AttributeRule.Off }) with { Strategies = StrategyCatalog.All };

        var environment = EnvironmentResource.From(instance);

        Assert.Equal(["password", "email_code", "reset_password_email_code"], environment.AuthConfig.FirstFactors);
        Assert.Empty(environment.AuthConfig.SecondFactors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whether_accounts_are_hidden_is_announced(bool hidesAccounts)
    {
        var instance = GivenInstance.ForDevelopment with { SignIns = SignInRules.Default with { HidesAccounts = hidesAccounts } };

        Assert.Equal(hidesAccounts, EnvironmentResource.From(instance).UserSettings.AttackProtection.EnumerationProtection.Enabled);
    }

    [Fact]
    public void The_lock_of_an_account_is_announced_as_it_is()
    {
        var rules = new LockoutRules(7, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30));

        var announced = EnvironmentResource.From(GivenInstance.ForDevelopment with { Lockout = rules }).UserSettings.AttackProtection.UserLockout;

        Assert.Equal((true, 7, 30), (announced.Enabled, announced.MaxAttempts, announced.DurationInMinutes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whether_people_may_delete_themselves_is_announced_as_it_is(bool mayDelete)
    {
        var announced = EnvironmentResource.From(GivenInstance.ForDevelopment with { UsersMayDeleteThemselves = mayDelete }).UserSettings.Actions;

        Assert.Equal((mayDelete, false), (announced.DeleteSelf, announced.CreateOrganization));
    }

    [Fact]
    public void Passwords_are_announced_with_their_lengths()
    {
        var environment = EnvironmentResource.From(GivenInstance.ForDevelopment with { Passwords = new PasswordRules(15, 256, 64) });

        Assert.Equal(15, environment.UserSettings.PasswordSettings.MinLength);
        Assert.Equal(64, environment.UserSettings.PasswordSettings.MaxLength);
        Assert.Equal("password", environment.DisplayConfig.PreferredSignInStrategy);
    }

    [Theory]
    [InlineData(0, false, false, true)]
    [InlineData(2, false, true, true)]
    [InlineData(4, true, true, false)]
    public void What_passwords_are_held_against_is_announced_as_it_is(int minStrength, bool areLookedUp, bool showsStrength, bool disablesHibp)
    {
        var rules = PasswordRules.Default with { MinStrength = minStrength, AreLookedUp = areLookedUp };

        var announced = EnvironmentResource.From(GivenInstance.ForDevelopment with { Passwords = rules }).UserSettings.PasswordSettings;

        Assert.Equal((minStrength, showsStrength, disablesHibp), (announced.MinZxcvbnStrength, announced.ShowZxcvbn, announced.DisableHibp));
    }

    [Fact]
    public void Without_passwords_codes_are_preferred()
    {
        var instance = GivenInstance.ForDevelopment.With(rules => rules with { Password = AttributeRule.Off });

        Assert.Equal("otp", EnvironmentResource.From(instance).DisplayConfig.PreferredSignInStrategy);
    }

    private const string EverythingOff =
        """
        {"enabled":false,"required":false,"used_for_first_factor":false,"first_factors":[],"used_for_second_factor":false,"second_factors":[],"verifications":[],"verify_at_sign_up":false,"immutable":false}
        """;

    private static string Written(Instance instance) =>
        JsonSerializer.Serialize(EnvironmentResource.From(instance), EnvironmentJson.Default.EnvironmentResource);
}
