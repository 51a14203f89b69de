using System.Security.Cryptography;
using FuncAuth.Functions.Settings;
using FuncAuth.Strategies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Settings;

/// <summary>A host with wrong settings does not start, and says in one sentence each what is wrong.</summary>
public class RefusalTests
{
    [Fact]
    public void Settings_without_a_fault_start()
    {
        Assert.Empty(Development.Complaints());
        Assert.Empty(Production.Complaints());
    }

    [Fact]
    public async Task C15_a_production_instance_refuses_to_start_with_test_mode_on()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFuncAuthSettings(Production.With(("FuncAuth__Instance__TestMode", "true")).AsConfiguration());
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("FuncAuth__Instance__TestMode must not be true in production: everybody knows the code of test mode.", refusal.Message);
    }

    [Theory]
    [InlineData("FuncAuth__Sesions__IdleMinutes")]
    [InlineData("FuncAuth__Sessions__IdelMinutes")]
    [InlineData("FuncAuth__Sessions__IdleMinutes__Value")]
    [InlineData("FuncAuth__Attributes__Username__Requierd")]
    [InlineData("FuncAuth__Instance__IsDevelopment")]
    [InlineData("FuncAuth__AllowedOrigins")]
    public void A_misspelt_name_is_refused_where_it_is_written_and_not_where_going_back_would_fail_on_it(string name)
    {
        Assert.Contains($"{name} is no setting; local.settings.sample.json has all there are.", Development.With((name, "true")).Complaints());
        Assert.Empty(Production.With((name, "true")).Complaints());
    }

    [Fact]
    public void Names_are_taken_in_any_case() => Assert.Empty(Development.With(("funcauth__attributes__USERNAME__required", "true")).Complaints());

    [Theory]
    [InlineData("Environment", "", "FuncAuth__Instance__Environment must be development or production.")]
    [InlineData("Environment", "staging", "FuncAuth__Instance__Environment must be development or production.")]
    [InlineData("ApplicationName", " ", "FuncAuth__Instance__ApplicationName must not be empty.")]
    [InlineData("PublishableKey", "", "FuncAuth__Instance__PublishableKey is missing.")]
    [InlineData("PublishableKey", null, "FuncAuth__Instance__PublishableKey is missing.")]
    [InlineData("PublishableKey", "pk_test_x", "FuncAuth__Instance__PublishableKey must be pk_test_ and the base64 of a host with a dot in it and a dollar sign.")]
    [InlineData("PublishableKey", LiveKey, "FuncAuth__Instance__PublishableKey is a pk_live_ key, but FuncAuth__Instance__Environment is development, which takes a pk_test_ key.")]
    [InlineData("SecretKey", "", "FuncAuth__Instance__SecretKey is missing.")]
    [InlineData("SecretKey", null, "FuncAuth__Instance__SecretKey is missing.")]
    [InlineData("SecretKey", "sk_test_short", "FuncAuth__Instance__SecretKey must be sk_test_ and at least 32 characters in development.")]
    [InlineData("SecretKey", "sk_live_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "FuncAuth__Instance__SecretKey must be sk_test_ and at least 32 characters in development.")]
    [InlineData("PreviousSecretKey", "sk_live_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "FuncAuth__Instance__PreviousSecretKey must be sk_test_ and at least 32 characters in development.")]
    [InlineData("PreviousSecretKey", "sk_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "FuncAuth__Instance__PreviousSecretKey must not be the same as FuncAuth__Instance__SecretKey.")]
    [InlineData("AllowedOrigins", "http://localhost:5173,app.example.com", "Entry 2 of FuncAuth__Instance__AllowedOrigins is not an origin: write the scheme, the host and the port, as in https://app.example.com or, for development, http://localhost:*.")]
    [InlineData("AllowedOrigins", "*", "Entry 1 of FuncAuth__Instance__AllowedOrigins is not an origin: write the scheme, the host and the port, as in https://app.example.com or, for development, http://localhost:*.")]
    [InlineData("NpmBaseUrl", "/npm", "FuncAuth__Instance__NpmBaseUrl must be an absolute address, such as https://cdn.example.com/npm.")]
    [InlineData("NpmBaseUrl", "", "FuncAuth__Instance__NpmBaseUrl must be an absolute address, such as https://cdn.example.com/npm.")]
    [InlineData("ClientAddressHeader", "X-Azure-ClientIP: 1", "FuncAuth__Instance__ClientAddressHeader must be the name of a header, such as X-Azure-ClientIP.")]
    public void A_development_instance_is_refused(string setting, string? value, string complaint)
    {
        Assert.Equal([complaint], Development.With(($"FuncAuth__Instance__{setting}", value)).Complaints());
    }

    [Theory]
    [InlineData("PublishableKey", TestKey, "FuncAuth__Instance__PublishableKey is a pk_test_ key, but FuncAuth__Instance__Environment is production, which takes a pk_live_ key.")]
    [InlineData("SecretKey", "sk_test_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "FuncAuth__Instance__SecretKey must be sk_live_ and at least 32 characters in production.")]
    [InlineData("AllowedOrigins", "https://app.example.com,http://localhost:*", "FuncAuth__Instance__AllowedOrigins must not have an entry for any port (:*) in production.")]
    [InlineData("NpmBaseUrl", "http://cdn.example.com/npm", "FuncAuth__Instance__NpmBaseUrl must start with https:// in production: pages run the scripts that come from there.")]
    [InlineData("CookieDomain", "com", "FuncAuth__Instance__CookieDomain must be the host in FuncAuth__Instance__PublishableKey or a domain above it, such as example.com for clerk.example.com: browsers take no other.")]
    [InlineData("CookieDomain", "ample.com", "FuncAuth__Instance__CookieDomain must be the host in FuncAuth__Instance__PublishableKey or a domain above it, such as example.com for clerk.example.com: browsers take no other.")]
    [InlineData("CookieDomain", "example.org", "FuncAuth__Instance__CookieDomain must be the host in FuncAuth__Instance__PublishableKey or a domain above it, such as example.com for clerk.example.com: browsers take no other.")]
    [InlineData("CookieDomain", ".example.com", "FuncAuth__Instance__CookieDomain must be the host in FuncAuth__Instance__PublishableKey or a domain above it, such as example.com for clerk.example.com: browsers take no other.")]
    public void A_production_instance_is_refused(string setting, string? value, string complaint)
    {
        Assert.Equal([complaint], Production.With(($"FuncAuth__Instance__{setting}", value)).Complaints());
    }

    [Fact]
    public void Where_nobody_names_the_environment_it_is_production()
    {
        var complaints = Development.With(("FuncAuth__Instance__Environment", null), ("FuncAuth__Instance__TestMode", "true")).Complaints();

        Assert.Contains("FuncAuth__Instance__TestMode must not be true in production: everybody knows the code of test mode.", complaints);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("")]
    [InlineData("1auth")]
    [InlineData("FuncAuth")]
    [InlineData("func-auth")]
    [InlineData("funcauth\n")]
    [InlineData("funcauthfuncauthfunca")]
    public void A_name_that_storage_would_not_take_is_refused(string name)
    {
        Assert.Equal(
            ["FUNCAUTH_INSTANCE must be 3 to 20 lower-case letters and digits and start with a letter."],
            Development.With(("FUNCAUTH_INSTANCE", name)).Complaints());
    }

    [Theory]
    [InlineData("Codes__LifetimeSeconds", "0", "FuncAuth__Codes__LifetimeSeconds must be from 1 to 600.")]
    [InlineData("Codes__LifetimeSeconds", "601", "FuncAuth__Codes__LifetimeSeconds must be from 1 to 600.")]
    [InlineData("Codes__MaxMisses", "0", "FuncAuth__Codes__MaxMisses must be from 1 to 10.")]
    [InlineData("Codes__MaxMisses", "11", "FuncAuth__Codes__MaxMisses must be from 1 to 10.")]
    [InlineData("Codes__ResendAfterSeconds", "-1", "FuncAuth__Codes__ResendAfterSeconds must be from 0 to 600.")]
    [InlineData("Codes__ResendAfterSeconds", "601", "FuncAuth__Codes__ResendAfterSeconds must be from 0 to 600.")]
    [InlineData("SignUps__LifetimeHours", "0", "FuncAuth__SignUps__LifetimeHours must be from 1 to 168.")]
    [InlineData("SignUps__LifetimeHours", "169", "FuncAuth__SignUps__LifetimeHours must be from 1 to 168.")]
    [InlineData("Usernames__MinLength", "3", "FuncAuth__Usernames__MinLength must be from 4 to 64.")]
    [InlineData("Usernames__MaxLength", "65", "FuncAuth__Usernames__MaxLength must be from 4 to 64.")]
    [InlineData("Sessions__LifetimeHours", "0", "FuncAuth__Sessions__LifetimeHours must be from 1 to 720.")]
    [InlineData("Sessions__LifetimeHours", "721", "FuncAuth__Sessions__LifetimeHours must be from 1 to 720.")]
    [InlineData("Sessions__IdleMinutes", "-1", "FuncAuth__Sessions__IdleMinutes must be 0 or from 15 to 43200.")]
    [InlineData("Sessions__IdleMinutes", "14", "FuncAuth__Sessions__IdleMinutes must be 0 or from 15 to 43200.")]
    [InlineData("Sessions__IdleMinutes", "43201", "FuncAuth__Sessions__IdleMinutes must be 0 or from 15 to 43200.")]
    [InlineData("Sessions__TokenLifetimeSeconds", "29", "FuncAuth__Sessions__TokenLifetimeSeconds must be from 30 to 300.")]
    [InlineData("Sessions__TokenLifetimeSeconds", "301", "FuncAuth__Sessions__TokenLifetimeSeconds must be from 30 to 300.")]
    [InlineData("AttackProtection__LockoutMaxMisses", "4", "FuncAuth__AttackProtection__LockoutMaxMisses must be from 5 to 20.")]
    [InlineData("AttackProtection__LockoutMaxMisses", "21", "FuncAuth__AttackProtection__LockoutMaxMisses must be from 5 to 20.")]
    [InlineData("AttackProtection__LockoutWindowMinutes", "9", "FuncAuth__AttackProtection__LockoutWindowMinutes must be from 10 to 1440.")]
    [InlineData("AttackProtection__LockoutWindowMinutes", "1441", "FuncAuth__AttackProtection__LockoutWindowMinutes must be from 10 to 1440.")]
    [InlineData("AttackProtection__LockoutDurationMinutes", "0", "FuncAuth__AttackProtection__LockoutDurationMinutes must be from 1 to 1440.")]
    [InlineData("AttackProtection__LockoutDurationMinutes", "1441", "FuncAuth__AttackProtection__LockoutDurationMinutes must be from 1 to 1440.")]
    [InlineData("Passwords__MinLength", "7", "FuncAuth__Passwords__MinLength must be from 8 to 64.")]
    [InlineData("Passwords__MinLength", "65", "FuncAuth__Passwords__MinLength must be from 8 to 64.")]
    [InlineData("Passwords__AnnouncedMaxLength", "7", "FuncAuth__Passwords__AnnouncedMaxLength must be from FuncAuth__Passwords__MinLength to 256.")]
    [InlineData("Passwords__AnnouncedMaxLength", "257", "FuncAuth__Passwords__AnnouncedMaxLength must be from FuncAuth__Passwords__MinLength to 256.")]
    [InlineData("Passwords__MinStrength", "-1", "FuncAuth__Passwords__MinStrength must be from 0 to 4.")]
    [InlineData("Passwords__MinStrength", "5", "FuncAuth__Passwords__MinStrength must be from 0 to 4.")]
    [InlineData("Passwords__MaxParallelHashes", "-1", "FuncAuth__Passwords__MaxParallelHashes must be from 0 to 1024.")]
    [InlineData("Passwords__MaxParallelHashes", "1025", "FuncAuth__Passwords__MaxParallelHashes must be from 0 to 1024.")]
    public void A_number_out_of_bounds_is_refused(string setting, string value, string complaint)
    {
        Assert.Equal([complaint], Development.With(($"FuncAuth__{setting}", value)).Complaints());
    }

    [Theory]
    [InlineData("Codes__LifetimeSeconds", "1")]
    [InlineData("Codes__LifetimeSeconds", "600")]
    [InlineData("Codes__MaxMisses", "1")]
    [InlineData("Codes__MaxMisses", "10")]
    [InlineData("Codes__ResendAfterSeconds", "0")]
    [InlineData("SignUps__LifetimeHours", "168")]
    [InlineData("Sessions__LifetimeHours", "720")]
    [InlineData("Sessions__IdleMinutes", "0")]
    [InlineData("Sessions__IdleMinutes", "15")]
    [InlineData("Sessions__IdleMinutes", "43200")]
    [InlineData("Sessions__TokenLifetimeSeconds", "30")]
    [InlineData("Sessions__TokenLifetimeSeconds", "300")]
    [InlineData("AttackProtection__LockoutMaxMisses", "5")]
    [InlineData("AttackProtection__LockoutMaxMisses", "20")]
    [InlineData("AttackProtection__LockoutWindowMinutes", "1440")]
    [InlineData("AttackProtection__LockoutDurationMinutes", "1")]
    [InlineData("Passwords__MinLength", "64")]
    [InlineData("Passwords__AnnouncedMaxLength", "256")]
    [InlineData("Passwords__AnnouncedMaxLength", "8")]
    [InlineData("Passwords__MinStrength", "0")]
    [InlineData("Passwords__MinStrength", "4")]
    public void A_number_at_its_bound_is_taken(string setting, string value)
    {
        Assert.Empty(Development.With(($"FuncAuth__{setting}", value)).Complaints());
    }

    [Theory]
    [InlineData("SignIns__FirstFactors", "password,passkey", "Entry 2 of FuncAuth__SignIns__FirstFactors is not one of password, email_code, phone_code, reset_password_email_code, reset_password_phone_code.")]
    [InlineData("SignIns__FirstFactors", "", "FuncAuth__SignIns__FirstFactors must have one that signs in by itself, such as password or email_code: else nobody could.")]
    [InlineData("SignIns__FirstFactors", "reset_password_email_code", "FuncAuth__SignIns__FirstFactors must have one that signs in by itself, such as password or email_code: else nobody could.")]
    [InlineData("SignIns__FirstFactors", "email_code,reset_password_email_code", "FuncAuth__SignIns__FirstFactors must have password beside what resets it.")]
    [InlineData("SignIns__SecondFactors", "phone_code,password", "Entry 2 of FuncAuth__SignIns__SecondFactors is not one of phone_code.")]
    [InlineData("SignIns__SecondFactors", "", "FuncAuth__SignIns__SecondFactors must not be empty: write none where there shall be no second factor.")]
    [InlineData("SignIns__SecondFactors", "phone_code,none", "Entry 2 of FuncAuth__SignIns__SecondFactors is not one of phone_code.")]
    [InlineData("AttackProtection__Enumeration", "", "FuncAuth__AttackProtection__Enumeration must be off or strict.")]
    [InlineData("AttackProtection__Enumeration", "on", "FuncAuth__AttackProtection__Enumeration must be off or strict.")]
    public void A_way_to_sign_in_that_there_is_not_is_refused(string setting, string value, string complaint)
    {
        Assert.Equal([complaint], Development.With(($"FuncAuth__{setting}", value)).Complaints());
    }

    [Theory]
    [InlineData("EmailAddress")]
    [InlineData("PhoneNumber")]
    public void Where_nobody_may_learn_who_has_an_account_contacts_are_proven_at_sign_up(string attribute)
    {
        (string, string?) strict = ("FuncAuth__AttackProtection__Enumeration", "strict"), unproven = ($"FuncAuth__Attributes__{attribute}__VerifyAtSignUp", "false");

        Assert.Empty(Development.With(strict).Complaints());
        Assert.Empty(Development.With(unproven).Complaints());
        Assert.Equal(
            [$"FuncAuth__Attributes__{attribute}__VerifyAtSignUp must be true while FuncAuth__AttackProtection__Enumeration is strict: a sign-up without that proof tells who has an account."],
            Development.With(strict, unproven).Complaints());
        Assert.Empty(Development.With(
            strict, unproven, ($"FuncAuth__Attributes__{attribute}__Enabled", "false"), ($"FuncAuth__Attributes__{attribute}__Required", "false")).Complaints());
    }

    [Fact]
    public void Somebody_must_be_able_to_sign_in()
    {
        var settings = Development.With(("FuncAuth__SignIns__FirstFactors", "phone_code"), ("FuncAuth__Attributes__PhoneNumber__Enabled", "false"));

        Assert.Equal(
            ["None of FuncAuth__SignIns__FirstFactors goes with an attribute that is enabled, so nobody could sign in."],
            settings.Complaints());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("/range")]
    [InlineData("ftp://passwords.example.com/range")]
    [InlineData("http://passwords.example.com/range")] // in clear, over a network
    [InlineData("https://passwords.example.com/range?key=1")]
    [InlineData("https://jane:secret@passwords.example.com/range")]
    public void A_range_service_that_cannot_be_asked_safely_is_refused(string address)
    {
        var complaint = Assert.Single(Development.With(("FuncAuth__Passwords__RangeServiceUrl", address)).Complaints());

        Assert.StartsWith("FuncAuth__Passwords__RangeServiceUrl must be an address that starts with https://", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_service_on_this_machine_may_be_asked_in_clear_in_development_only()
    {
        var local = ("FuncAuth__Passwords__RangeServiceUrl", "http://127.0.0.1:5010/range");

        Assert.Empty(Development.With(local).Complaints());
        Assert.Equal(["FuncAuth__Passwords__RangeServiceUrl must start with https:// in production."], Production.With(local).Complaints());
        Assert.Empty(Production.With(("FuncAuth__Passwords__RangeServiceUrl", "https://passwords.example.com/range/")).Complaints());
    }

    [Theory]
    [InlineData("Codes__LifetimeSeconds", "ten minutes")]
    [InlineData("Instance__SingleSession", "yes")]
    [InlineData("Instance__TestMode", "1")]
    [InlineData("Users__DeleteSelf", "never")]
    [InlineData("Attributes__EmailAddress__Required", "sometimes")]
    public void A_value_of_the_wrong_kind_is_refused_without_being_shown(string setting, string value)
    {
        var complaint = Assert.Single(Development.With(($"FuncAuth__{setting}", value)).Complaints());

        Assert.Equal($"FuncAuth__{setting} has a value of the wrong kind; local.settings.sample.json shows the right one.", complaint);
    }

    [Theory]
    [InlineData("EmailAddress")]
    [InlineData("Username")]
    [InlineData("Password")]
    public void A_disabled_attribute_cannot_be_required(string attribute)
    {
        var settings = Development.With(
            ($"FuncAuth__Attributes__{attribute}__Enabled", "false"), ($"FuncAuth__Attributes__{attribute}__Required", "true"));

        Assert.Equal(
            [$"FuncAuth__Attributes__{attribute}__Required must not be true while FuncAuth__Attributes__{attribute}__Enabled is false."],
            settings.Complaints());
    }

    [Theory]
    [InlineData("Username")]
    [InlineData("Password")]
    [InlineData("FirstName")]
    [InlineData("LastName")]
    public void Only_contacts_can_be_verified(string attribute)
    {
        Assert.Equal(
            [$"FuncAuth__Attributes__{attribute}__VerifyAtSignUp must not be true: only an e-mail address or a phone number can be verified."],
            Development.With(($"FuncAuth__Attributes__{attribute}__VerifyAtSignUp", "true")).Complaints());
    }

    [Fact]
    public void An_instance_without_an_identifier_is_refused()
    {
        var settings = Development.With(
            ("FuncAuth__Attributes__EmailAddress__Enabled", "false"), ("FuncAuth__Attributes__EmailAddress__Required", "false"),
            ("FuncAuth__Attributes__PhoneNumber__Enabled", "false"), ("FuncAuth__Attributes__Username__Enabled", "false"));

        Assert.Equal(
            ["One of FuncAuth__Attributes__EmailAddress__Enabled, FuncAuth__Attributes__PhoneNumber__Enabled and "
                + "FuncAuth__Attributes__Username__Enabled must be true: without an identifier nobody could sign up."],
            settings.Complaints());
    }

    [Fact]
    public void An_identifier_that_nothing_built_can_verify_is_none()
    {
        var attributes = new AttributesOptions
        {
            EmailAddress = new AttributeOptions(),
            PhoneNumber = new AttributeOptions { Enabled = true, VerifyAtSignUp = true },
            Username = new AttributeOptions(),
        };

        Assert.Equal(
            ["One of FuncAuth__Attributes__EmailAddress__Enabled, FuncAuth__Attributes__PhoneNumber__Enabled and FuncAuth__Attributes__Username__Enabled "
                + "must be true for one that can be verified or need not be: without an identifier nobody could sign up."],
            attributes.Complaints(new StrategyCatalog([])));
    }

    [Fact]
    public void An_attribute_that_nothing_built_can_verify_cannot_be_required()
    {
        Assert.Equal(
            ["FuncAuth__Attributes__EmailAddress__Required must not be true while FuncAuth__Attributes__EmailAddress__VerifyAtSignUp is: "
                + "no strategy that verifies it is built, so nobody could sign up."],
            new AttributesOptions().Complaints(new StrategyCatalog([])));
    }

    [Theory]
    [InlineData("Code")]
    [InlineData("Pepper")]
    [InlineData("Signing")]
    public void A_missing_key_is_refused(string key)
    {
        Assert.Equal([$"FuncAuth__Keys__{key} is missing."], Development.With(($"FuncAuth__Keys__{key}", "")).Complaints());
        Assert.Equal([$"FuncAuth__Keys__{key} is missing."], Development.With(($"FuncAuth__Keys__{key}", null)).Complaints());
    }

    [Theory]
    [InlineData("Code", "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=")] // no id
    [InlineData("Code", ":AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=")]
    [InlineData("Code", "c 1:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=")]
    [InlineData("Code", "c1:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI")]
    [InlineData("Code", "c1:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg==")] // 31 bytes
    [InlineData("Code", "c1:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC")] // 33 bytes
    [InlineData("Code", "c1:not base64")]
    [InlineData("Pepper", "p1")]
    [InlineData("PreviousCode", "c0")]
    [InlineData("PreviousPepper", "p0:")]
    public void A_key_of_another_form_is_refused(string key, string value)
    {
        Assert.Equal(
            [$"FuncAuth__Keys__{key} must be an id of at most 32 letters, digits, - or _, a colon, and the base64 of 32 bytes."],
            Development.With(($"FuncAuth__Keys__{key}", value)).Complaints());
    }

    [Fact]
    public void A_signing_key_of_another_size_or_form_is_refused()
    {
        const string complaint = "must be the base64 of an RSA private key of 2048 bits, with the exponent 65537, in PKCS#8 form.";
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var twoInOne = Convert.ToBase64String([.. Convert.FromBase64String(SigningKey), 0]);

        string[] wrongs = [RsaKey(1024), RsaKey(3072), Convert.ToBase64String(elliptic.ExportPkcs8PrivateKey()), "not base64", "AAAA", twoInOne];

        Assert.All(wrongs, wrong =>
        {
            Assert.Equal([$"FuncAuth__Keys__Signing {complaint}"], Development.With(("FuncAuth__Keys__Signing", wrong)).Complaints());
            Assert.Equal(
                [$"FuncAuth__Keys__PreviousSigning {complaint}"], Development.With(("FuncAuth__Keys__PreviousSigning", wrong)).Complaints());
        });
    }

    [Fact]
    public void One_key_for_two_purposes_is_refused()
    {
        var settings = Development.With(("FuncAuth__Keys__Code", NamedKeyOf("c1", 7)), ("FuncAuth__Keys__Pepper", NamedKeyOf("p1", 7)));

        Assert.Equal(["FuncAuth__Keys__Code and FuncAuth__Keys__Pepper must be different keys."], settings.Complaints());
    }

    [Fact]
    public void A_previous_key_that_cannot_be_told_from_the_new_one_is_refused()
    {
        var settings = Development.With(
            ("FuncAuth__Keys__PreviousCode", NamedKeyOf("c1", 3)),
            ("FuncAuth__Keys__PreviousPepper", NamedKeyOf("p1", 4)),
            ("FuncAuth__Keys__PreviousSigning", SigningKey));

        Assert.Equal(
            [
                "FuncAuth__Keys__PreviousCode must have another id than FuncAuth__Keys__Code.",
                "FuncAuth__Keys__PreviousPepper must have another id than FuncAuth__Keys__Pepper.",
                "FuncAuth__Keys__PreviousSigning must be another key than FuncAuth__Keys__Signing.",
            ],
            settings.Complaints());
    }

    [Fact]
    public void Messages_need_one_way_out_and_a_sender()
    {
        Assert.Equal(
            ["FuncAuth__Communication__Endpoint and FuncAuth__Communication__ConnectionString must not both be set."],
            Development.With(
                ("FuncAuth__Communication__Endpoint", "https://mail.example.com"),
                ("FuncAuth__Communication__ConnectionString", "endpoint=https://mail.example.com;accesskey=x"),
                ("FuncAuth__Communication__EmailFrom", "no-reply@example.com")).Complaints());
        Assert.Equal(
            ["FuncAuth__Communication__Endpoint must be an address that starts with https://."],
            Development.With(
                ("FuncAuth__Communication__Endpoint", "http://mail.example.com"), ("FuncAuth__Communication__SmsFrom", "+15550100")).Complaints());
        Assert.Equal(
            ["FuncAuth__Communication__EmailFrom or FuncAuth__Communication__SmsFrom must be set: a message needs a sender."],
            Development.With(("FuncAuth__Communication__Endpoint", "https://mail.example.com")).Complaints());
        Assert.Equal(
            ["FuncAuth__Communication__EmailFrom must be an e-mail address."],
            Development.With(("FuncAuth__Communication__EmailFrom", "My app")).Complaints());
    }

    [Fact]
    public void Keys_in_a_vault_are_no_settings_too()
    {
        const string vault = "FuncAuth__Keys__VaultUri";
        const string address = "https://funcauth.vault.azure.net";
        var inVault = Development.With(
            (vault, address), ("FuncAuth__Keys__Code", null), ("FuncAuth__Keys__Pepper", ""), ("FuncAuth__Keys__Signing", null),
            ("FuncAuth__Instance__SecretKey", ""));

        Assert.Empty(inVault.Complaints());
        Assert.Equal(
            ["FuncAuth__Instance__SecretKey", "FuncAuth__Keys__Code", "FuncAuth__Keys__Pepper", "FuncAuth__Keys__Signing"],
            Development.With((vault, address)).Complaints()
                .Select(complaint => complaint.Split(" must be empty where FuncAuth__Keys__VaultUri is set")[0]).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["FuncAuth__Keys__PreviousSigning must be empty where FuncAuth__Keys__VaultUri is set: the keys come from one place."],
            inVault.With(("FuncAuth__Keys__PreviousSigning", "x")).Complaints());
        foreach (var wrong in new[] { "funcauth", "http://funcauth.vault.azure.net", "https://funcauth.vault.azure.net/secrets/x" })
        {
            Assert.Equal(
                ["FuncAuth__Keys__VaultUri must be the address of a key vault, such as https://NAME.vault.azure.net."],
                inVault.With(("FuncAuth__Keys__PreviousSigning", null), (vault, wrong)).Complaints());
        }
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var complaints = Production.With(
            ("FuncAuth__Instance__TestMode", "true"), ("FuncAuth__Codes__LifetimeSeconds", "3600"), ("FuncAuth__Codes__MaxMisses", "many"),
            ("FuncAuth__Keys__Pepper", null), ("FuncAuth__Keys__Signing", null)).Complaints();

        Assert.Equal(4, complaints.Count);
    }

    [Fact]
    public void No_complaint_shows_a_value()
    {
        string[] settings =
        [
            .. Development.Keys, "FuncAuth__Instance__PreviousSecretKey", "FuncAuth__Instance__NpmBaseUrl", "FuncAuth__Keys__PreviousCode",
            "FuncAuth__Keys__PreviousPepper", "FuncAuth__Keys__PreviousSigning", "FuncAuth__Codes__MaxMisses", "FuncAuth__Instance__TestMode",
            "FuncAuth__Communication__Endpoint", "FuncAuth__Communication__EmailFrom", "FUNCAUTH_INSTANCE", "FuncAuth__Phones__Countries",
            "FuncAuth__Messages__Folder", "FuncAuth__Messages__DefaultLocale", "FuncAuth__Messages__AutofillDomain", "FuncAuth__Smtp__Host",
            "FuncAuth__Smtp__Port", "FuncAuth__Smtp__Username", "FuncAuth__Smtp__Password",
        ];

        Assert.All(settings, setting =>
        {
            var complaints = Development.With((setting, "Zq9-unmistakable")).Complaints();

            Assert.NotEmpty(complaints);
            Assert.DoesNotContain(complaints, complaint => complaint.Contains("Zq9", StringComparison.OrdinalIgnoreCase));
        });
    }
}
