using FuncAuth.Functions.Settings;
using FuncAuth.Instances;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Settings;

/// <summary>What the rest of the code gets of settings.</summary>
public class SettingsServicesTests
{
    [Fact]
    public void The_least_settings_make_the_documented_instance()
    {
        using var provider = Development.Registered();

        var instance = provider.GetRequiredService<Instance>();

        Assert.Equal("My app", instance.ApplicationName);
        Assert.True(instance.IsDevelopment);
        Assert.True(instance.TestMode);
        Assert.True(instance.SingleSession);
        Assert.Equal("127.0.0.1:17071", instance.PublishableKey.Host);
        Assert.Null(instance.CookieDomain);
        Assert.True(instance.AllowedOrigins.Allow("http://localhost:5173"));
        Assert.Equal(new AttributeRule(true, true, true), instance.Attributes.EmailAddress);
        Assert.Equal(new AttributeRule(true, false, true), instance.Attributes.PhoneNumber);
        Assert.Equal(new AttributeRule(true, false, false), instance.Attributes.Username);
        Assert.Equal(new AttributeRule(true, true, false), instance.Attributes.Password);
        Assert.Equal(new AttributeRule(true, false, false), instance.Attributes.FirstName);
        Assert.Equal(new AttributeRule(true, false, false), instance.Attributes.LastName);
        Assert.Equal(CodeRules.Default, instance.Codes);
        Assert.Equal(PasswordRules.Default, instance.Passwords);
        Assert.Equal(SessionRules.Default, instance.Sessions);
        Assert.Equal(SignInRules.Default, instance.SignIns);
        Assert.Equal(LockoutRules.Default, instance.Lockout);
        Assert.Equal(TimeSpan.FromHours(24), instance.AttemptLifetime);
        Assert.True(instance.UsersMayDeleteThemselves);
        Assert.Equal("funcauth", provider.GetRequiredService<InstanceName>().Value);
        Assert.Equal("https://cdn.jsdelivr.net/npm", provider.GetRequiredService<IOptions<InstanceOptions>>().Value.NpmBaseUrl);
    }

    [Fact]
    public void An_address_that_is_not_proven_reaches_its_place()
    {
        using var provider = Production.With(("FuncAuth__Attributes__EmailAddress__VerifyAtSignUp", "false")).Registered();

        Assert.Equal(new AttributeRule(true, true, false), provider.GetRequiredService<Instance>().Attributes.EmailAddress);
    }

    [Fact]
    public void Every_setting_reaches_its_place()
    {
        using var provider = Production.With(
            ("FUNCAUTH_INSTANCE", "shop2"),
            ("FuncAuth__Instance__ApplicationName", "Shop"),
            ("FuncAuth__Instance__SingleSession", "false"),
            ("FuncAuth__Instance__CookieDomain", "clerk.example.com"),
            ("FuncAuth__Attributes__PhoneNumber__Enabled", "false"),
            ("FuncAuth__Attributes__Username__Required", "true"),
            ("FuncAuth__Codes__LifetimeSeconds", "300"),
            ("FuncAuth__Codes__MaxMisses", "5"),
            ("FuncAuth__Codes__ResendAfterSeconds", "60"),
            ("FuncAuth__SignUps__LifetimeHours", "2"),
            ("FuncAuth__Sessions__LifetimeHours", "12"),
            ("FuncAuth__Sessions__IdleMinutes", "60"),
            ("FuncAuth__Sessions__TokenLifetimeSeconds", "120"),
            ("FuncAuth__SignIns__FirstFactors", " reset_password_email_code,password "),
            ("FuncAuth__SignIns__SecondFactors", "none"),
            ("FuncAuth__AttackProtection__Enumeration", "Strict"),
            ("FuncAuth__AttackProtection__LockoutMaxMisses", "7"),
            ("FuncAuth__AttackProtection__LockoutWindowMinutes", "20"),
            ("FuncAuth__AttackProtection__LockoutDurationMinutes", "30"),
            ("FuncAuth__Users__DeleteSelf", "false"),
            ("FuncAuth__Passwords__MinLength", "15"),
            ("FuncAuth__Passwords__AnnouncedMaxLength", "64"),
            ("FuncAuth__Passwords__MinStrength", "3"),
            ("FuncAuth__Passwords__RangeServiceUrl", "https://passwords.example.com/range"),
            ("FuncAuth__Passwords__MaxParallelHashes", "3")).Registered();

        var instance = provider.GetRequiredService<Instance>();

        Assert.Equal("Shop", instance.ApplicationName);
        Assert.False(instance.IsDevelopment);
        Assert.False(instance.TestMode);
        Assert.False(instance.SingleSession);
        Assert.Equal("clerk.example.com", instance.CookieDomain);
        Assert.Equal(AttributeRule.Off, instance.Attributes.PhoneNumber);
        Assert.Equal(new AttributeRule(true, true, false), instance.Attributes.Username);
        Assert.Equal(new CodeRules(TimeSpan.FromMinutes(5), 5, TimeSpan.FromMinutes(1)), instance.Codes);
        Assert.Equal(new SignInRules(["password", "reset_password_email_code"], [], HidesAccounts: true), instance.SignIns);
        Assert.Equal(new LockoutRules(7, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30)), instance.Lockout);
        Assert.Equal(TimeSpan.FromHours(2), instance.AttemptLifetime);
        Assert.False(instance.UsersMayDeleteThemselves);
        Assert.Equal(TimeSpan.FromHours(12), instance.Sessions.Lifetime);
        Assert.Equal(TimeSpan.FromHours(1), instance.Sessions.IdleLimit);
        Assert.Equal(TimeSpan.FromMinutes(2), instance.Sessions.TokenLifetime);
        Assert.Equal(new PasswordRules(15, 256, 64) { MinStrength = 3, AreLookedUp = true }, instance.Passwords);
        Assert.Equal(3, provider.GetRequiredService<IOptions<PasswordOptions>>().Value.ParallelHashes(availableMemory: 0, processors: 1));
        Assert.Equal("shop2", provider.GetRequiredService<InstanceName>().Value);
    }

    [Theory]
    [InlineData("development", null, true)]
    [InlineData("development", "", true)]
    [InlineData("development", "false", false)]
    [InlineData("Development", null, true)]
    [InlineData("production", null, false)]
    [InlineData("production", "", false)]
    [InlineData("production", "false", false)]
    public void Test_mode_follows_the_environment_unless_said_otherwise(string environment, string? testMode, bool expected)
    {
        var settings = environment == "production" ? Production : Development;
        using var provider = settings.With(
            ("FuncAuth__Instance__Environment", environment), ("FuncAuth__Instance__TestMode", testMode)).Registered();

        Assert.Equal(expected, provider.GetRequiredService<Instance>().TestMode);
    }

    [Fact]
    public void Keys_are_read_and_previous_ones_may_be_missing()
    {
        using var provider = Development.Registered();

        var keys = provider.GetRequiredService<KeySettings>();

        Assert.Equal("c1", keys.Code.Id);
        Assert.Equal([.. Enumerable.Repeat((byte)1, 32)], keys.Code.Value);
        Assert.Equal("p1", keys.Pepper.Id);
        Assert.Equal([.. Enumerable.Repeat((byte)2, 32)], keys.Pepper.Value);
        Assert.Equal(SigningKey, Convert.ToBase64String(keys.Signing));
        Assert.Empty(keys.OtherCodes);
        Assert.Empty(keys.OtherPeppers);
        Assert.Null(keys.PreviousSigning);
        Assert.Equal(["sk_test_" + new string('a', 40)], keys.SecretKeys.Select(key => key.Reveal()));
    }

    [Fact]
    public void Previous_keys_are_read_too()
    {
        var previousSigning = RsaKey(2048);
        using var provider = Development.With(
            ("FuncAuth__Instance__PreviousSecretKey", "sk_test_" + new string('b', 32)),
            ("FuncAuth__Keys__PreviousCode", NamedKeyOf("c0", 3)),
            ("FuncAuth__Keys__PreviousPepper", NamedKeyOf("p0", 4)),
            ("FuncAuth__Keys__PreviousSigning", previousSigning)).Registered();

        var keys = provider.GetRequiredService<KeySettings>();

        Assert.Equal("c0", keys.OtherCodes.Single().Id);
        Assert.Equal("p0", keys.OtherPeppers.Single().Id);
        Assert.Equal(previousSigning, Convert.ToBase64String(keys.PreviousSigning!));
        Assert.Equal(2, keys.SecretKeys.Length);
        Assert.Equal("sk_test_" + new string('b', 32), keys.SecretKeys[1].Reveal());
    }

    [Fact]
    public void Nothing_that_holds_a_secret_prints_it()
    {
        using var provider = Development.With(
            ("FuncAuth__Communication__ConnectionString", "endpoint=https://mail.example.com;accesskey=Zq9"),
            ("FuncAuth__Communication__EmailFrom", "no-reply@example.com")).Registered();
        var keys = provider.GetRequiredService<KeySettings>();

        Assert.Equal("KeySettings", keys.ToString());
        Assert.Equal("c1", keys.Code.ToString());
        Assert.Equal("KeyOptions", provider.GetRequiredService<IOptions<KeyOptions>>().Value.ToString());
        Assert.Equal("InstanceOptions", provider.GetRequiredService<IOptions<InstanceOptions>>().Value.ToString());
        Assert.Equal("CommunicationOptions", provider.GetRequiredService<IOptions<CommunicationOptions>>().Value.ToString());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(64, 1)]
    [InlineData(512, 6)]
    [InlineData(2048, 26)]
    [InlineData(65536, 64)]
    public void Parallel_hashes_take_a_quarter_of_the_memory(long mebibytes, int hashes)
    {
        Assert.Equal(hashes, new PasswordOptions().ParallelHashes(mebibytes << 20, processors: 64));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 8)]
    public void And_no_more_than_two_a_processor(int processors, int hashes)
    {
        Assert.Equal(hashes, new PasswordOptions().ParallelHashes(65536L << 20, processors));
    }

    [Fact]
    public void Wrong_settings_make_no_instance()
    {
        using var provider = Production.With(("FuncAuth__Instance__TestMode", "true")).Registered();

        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<Instance>());
    }
}
