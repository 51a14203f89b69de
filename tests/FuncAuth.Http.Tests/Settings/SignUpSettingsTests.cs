using FuncAuth.Instances;
using Microsoft.Extensions.DependencyInjection;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Settings;

/// <summary>Who may sign up and under what name, as settings have it.</summary>
public class SignUpSettingsTests
{
    private const string NoContact =
        "is not a contact: write an address, a domain as in @example.com, or a number with its country code as in +12015550123.";

    [Fact]
    public void Where_nobody_says_everybody_may_sign_up_and_is_asked_for_nothing_else()
    {
        using var provider = Development.Registered();

        var instance = provider.GetRequiredService<Instance>();

        Assert.Equal(SignUpMode.Public, instance.SignUpMode);
        Assert.False(instance.LegalConsent);
        Assert.Null(instance.TermsUrl);
        Assert.Null(instance.PrivacyPolicyUrl);
        Assert.Equal((4, 64, false), (instance.Usernames.MinLength, instance.Usernames.MaxLength, instance.Usernames.AllowNumeric));
        Assert.True(instance.Restrictions.Allowlist.IsEmpty);
        Assert.True(instance.Restrictions.Blocklist.IsEmpty);
        Assert.False(instance.Restrictions.BlockEmailSubaddresses);
    }

    [Fact]
    public void Every_setting_reaches_its_place()
    {
        using var provider = Development.With(
            ("FuncAuth__SignUps__Mode", "Restricted"),
            ("FuncAuth__SignUps__LegalConsent", "true"),
            ("FuncAuth__Instance__TermsUrl", "https://www.example.com/terms"),
            ("FuncAuth__Instance__PrivacyPolicyUrl", "http://localhost:5173/privacy"),
            ("FuncAuth__Usernames__MinLength", "6"),
            ("FuncAuth__Usernames__MaxLength", "20"),
            ("FuncAuth__Usernames__AllowNumeric", "true"),
            ("FuncAuth__Usernames__Reserved", "Acme, the-boss"),
            ("FuncAuth__Restrictions__Allowlist", "@Example.COM, *@bücher.example, +1 201 555 0123"),
            ("FuncAuth__Restrictions__Blocklist", " Jane@Example.com "),
            ("FuncAuth__Restrictions__BlockEmailSubaddresses", "true")).Registered();

        var instance = provider.GetRequiredService<Instance>();

        Assert.Equal(SignUpMode.Restricted, instance.SignUpMode);
        Assert.True(instance.LegalConsent);
        Assert.Equal("https://www.example.com/terms", instance.TermsUrl?.AbsoluteUri);
        Assert.Equal("http://localhost:5173/privacy", instance.PrivacyPolicyUrl?.AbsoluteUri);
        Assert.Equal((6, 20, true), (instance.Usernames.MinLength, instance.Usernames.MaxLength, instance.Usernames.AllowNumeric));
        Assert.True(instance.Usernames.Reserves("acme"));
        Assert.True(instance.Usernames.Reserves("theb0ss"));
        Assert.True(instance.Usernames.Reserves("admin"));
        Assert.True(instance.Restrictions.Allowlist.Has("email_address", "jane@example.com"));
        Assert.True(instance.Restrictions.Allowlist.Has("email_address", "jane@xn--bcher-kva.example"));
        Assert.True(instance.Restrictions.Allowlist.Has("phone_number", "+12015550123"));
        Assert.True(instance.Restrictions.Blocklist.Has("email_address", "jane@example.com"));
        Assert.False(instance.Restrictions.Blocklist.Has("email_address", "joe@example.com"));
        Assert.True(instance.Restrictions.BlockEmailSubaddresses);
    }

    [Theory]
    [InlineData("SignUps__Mode", "waitlist", "FuncAuth__SignUps__Mode must be public or restricted.")]
    [InlineData("SignUps__Mode", "", "FuncAuth__SignUps__Mode must be public or restricted.")]
    [InlineData("Usernames__Reserved", "acme,the boss", "Entry 2 of FuncAuth__Usernames__Reserved could be nobody's username: write letters, digits, hyphens and underscores.")]
    [InlineData("Restrictions__Allowlist", "jane@example.com,example.com", $"Entry 2 of FuncAuth__Restrictions__Allowlist {NoContact}")]
    [InlineData("Restrictions__Allowlist", "*smith@example.com", $"Entry 1 of FuncAuth__Restrictions__Allowlist {NoContact}")]
    [InlineData("Restrictions__Allowlist", "*", $"Entry 1 of FuncAuth__Restrictions__Allowlist {NoContact}")]
    [InlineData("Restrictions__Blocklist", "0201 555 0123", $"Entry 1 of FuncAuth__Restrictions__Blocklist {NoContact}")]
    [InlineData("Restrictions__Blocklist", "@", $"Entry 1 of FuncAuth__Restrictions__Blocklist {NoContact}")]
    [InlineData("Instance__TermsUrl", "/terms", "FuncAuth__Instance__TermsUrl must be an absolute address that starts with https:// or http://, such as https://www.example.com/terms.")]
    [InlineData("Instance__TermsUrl", "javascript:alert(1)", "FuncAuth__Instance__TermsUrl must be an absolute address that starts with https:// or http://, such as https://www.example.com/terms.")]
    [InlineData("Instance__PrivacyPolicyUrl", "https://user@www.example.com", "FuncAuth__Instance__PrivacyPolicyUrl must be an absolute address that starts with https:// or http://, such as https://www.example.com/terms.")]
    public void What_cannot_be_meant_is_refused(string setting, string value, string complaint)
    {
        Assert.Equal([complaint], Development.With(($"FuncAuth__{setting}", value)).Complaints());
    }

    [Fact]
    public void No_username_could_be_short_and_long_enough()
    {
        Assert.Equal(
            ["FuncAuth__Usernames__MinLength must not be above FuncAuth__Usernames__MaxLength."],
            Development.With(("FuncAuth__Usernames__MinLength", "9"), ("FuncAuth__Usernames__MaxLength", "8")).Complaints());
    }
}
