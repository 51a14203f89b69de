using System.Security.Cryptography;
using FuncAuth.Functions.Settings;
using FuncAuth.Instances;
using FuncAuth.OAuth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Settings;

/// <summary>Settings of external providers: each provider is a row of them.</summary>
public class ProviderSettingsTests
{
    private const string Prefix = "FuncAuth__Providers__";

    [Fact]
    public void A_preset_needs_a_client_and_nothing_else()
    {
        foreach (var preset in ProviderPresets.All.Where(preset => !preset.SignsItsSecret))
        {
            var settings = Production.With(($"{Prefix}{preset.Name}__ClientId", "client"), ($"{Prefix}{preset.Name}__ClientSecret", "secret"));
            using var provider = settings.Registered();

            Assert.Empty(settings.Complaints());
            var announced = Assert.Single(provider.GetRequiredService<Instance>().Strategies.Providers);
            Assert.Equal(($"oauth_{preset.Name}", preset.DisplayName, ""), (announced.Strategy, announced.DisplayName, announced.LogoUrl));
        }
    }

    [Fact]
    public void Every_setting_of_a_provider_reaches_its_place()
    {
        using var provider = Production.With(
            ($"{Prefix}company__Preset", "gitlab"),
            ($"{Prefix}company__ClientId", " client "),
            ($"{Prefix}company__ClientSecret", "secret"),
            ($"{Prefix}company__Scopes", "openid email groups"),
            ($"{Prefix}company__Issuer", "https://gitlab.example.com/"),
            ($"{Prefix}company__AuthorizationEndpoint", "https://gitlab.example.com/authorize?a=b"),
            ($"{Prefix}company__TokenEndpoint", "https://gitlab.example.com/token"),
            ($"{Prefix}company__UserInfoEndpoint", "https://gitlab.example.com/me"),
            ($"{Prefix}company__EmailsEndpoint", "https://gitlab.example.com/emails"),
            ($"{Prefix}company__DisplayName", "Our company"),
            ($"{Prefix}company__LogoUrl", "https://www.example.com/logo.png"),
            ($"{Prefix}company__TrustsEmail", "true"),
            ($"{Prefix}microsoft__ClientId", "client"),
            ($"{Prefix}microsoft__ClientSecret", "secret"),
            ($"{Prefix}microsoft__Tenant", "organizations"),
            ($"{Prefix}google__ClientId", "client"),
            ($"{Prefix}google__ClientSecret", "secret"),
            ($"{Prefix}google__Scopes", "")).Registered();

        var options = provider.GetRequiredService<IOptions<ProvidersOptions>>().Value;
        var settings = options.ToSettings();
        var announced = options.ToProviders();

        // Presets in their order, then the rest.
        Assert.Equal(["google", "microsoft", "company"], settings.Select(one => one.Name));
        Assert.Equal(["Google", "Microsoft", "Our company"], announced.Select(one => one.DisplayName));
        Assert.Equal("https://www.example.com/logo.png", announced[2].LogoUrl);
        Assert.Equal((null, null, null, "organizations"), (settings[0].Scopes, settings[0].Issuer, settings[0].TrustsEmail, settings[1].Tenant));
        Assert.Equal(("gitlab", "client", "secret", true), (settings[2].Preset.Name, settings[2].ClientId, settings[2].ClientSecret!.Reveal(), settings[2].TrustsEmail));
        Assert.Equal(("openid email groups", "https://gitlab.example.com/"), (settings[2].Scopes, settings[2].Issuer));
        Assert.Equal(
            ["https://gitlab.example.com/authorize?a=b", "https://gitlab.example.com/token", "https://gitlab.example.com/me", "https://gitlab.example.com/emails"],
            new[] { settings[2].AuthorizationEndpoint, settings[2].TokenEndpoint, settings[2].UserInfoEndpoint, settings[2].EmailsEndpoint }
                .Select(address => address!.AbsoluteUri));
    }

    [Fact]
    public void A_provider_whose_settings_are_all_empty_is_none()
    {
        var settings = Development.With(($"{Prefix}google__ClientId", ""), ($"{Prefix}google__ClientSecret", " "), ($"{Prefix}google__TrustsEmail", ""));
        using var provider = settings.Registered();

        Assert.Empty(settings.Complaints());
        Assert.Empty(provider.GetRequiredService<Instance>().Strategies.Providers);
    }

    [Fact]
    public void A_provider_alone_is_a_way_to_sign_in()
    {
        var nobody = Development.With(
            ("FuncAuth__SignIns__FirstFactors", "password"),
            ("FuncAuth__Attributes__Password__Enabled", "false"),
            ("FuncAuth__Attributes__Password__Required", "false"));

        Assert.NotEmpty(nobody.Complaints());
        Assert.Empty(nobody.With(($"{Prefix}google__ClientId", "client"), ($"{Prefix}google__ClientSecret", "secret")).Complaints());
    }

    [Theory]
    [InlineData("google", "ClientSecret", "s", "FuncAuth__Providers__google__ClientId is missing.")]
    [InlineData("google", "ClientId", "c", "FuncAuth__Providers__google__ClientSecret is missing.")]
    [InlineData("google", "TrustsEmail", "false", "FuncAuth__Providers__google__ClientId is missing.", "FuncAuth__Providers__google__ClientSecret is missing.")]
    [InlineData("company", "ClientId", "c", "FuncAuth__Providers__company__Issuer is missing: only the presets are known without it.")]
    [InlineData("Google", "ClientId", "c", "FuncAuth__Providers__Google: a provider's name is small letters, digits and underscores, at most 40.")]
    [InlineData("a-b", "ClientId", "c", "FuncAuth__Providers__a-b: a provider's name is small letters, digits and underscores, at most 40.")]
    [InlineData("company", "Preset", "keycloak", "FuncAuth__Providers__company__Preset must be one of google, apple, microsoft, github, facebook, linkedin_oidc, discord, gitlab, x, slack.")]
    public void A_provider_that_lacks_something_is_refused(string name, string member, string value, params string[] complaints) =>
        Assert.Equal(complaints, Production.With(($"{Prefix}{name}__{member}", value)).Complaints());

    [Theory]
    [InlineData("google", "Issuer", "accounts.google.com", "Issuer must be an absolute address that starts with https://.")]
    [InlineData("google", "Issuer", "http://accounts.google.com", "Issuer must be an absolute address that starts with https://.")]
    [InlineData("google", "Issuer", "https://accounts.google.com?a=b", "Issuer must have no query.")]
    [InlineData("google", "TokenEndpoint", "ftp://accounts.google.com", "TokenEndpoint must be an absolute address that starts with https://.")]
    [InlineData("google", "TokenEndpoint", "https://user:secret@accounts.google.com", "TokenEndpoint must be an absolute address that starts with https://.")]
    [InlineData("github", "EmailsEndpoint", "/user/emails", "EmailsEndpoint must be an absolute address that starts with https://.")]
    [InlineData("github", "Issuer", "https://github.com", "Issuer has no meaning with this provider, which is plain OAuth 2.0.")]
    [InlineData("google", "Scopes", "email profile", "Scopes must have openid among them.")]
    [InlineData("google", "Tenant", "common", "Tenant has no meaning with this provider.")]
    [InlineData("microsoft", "Tenant", "contoso.com", "Tenant must be common, organizations, consumers or the id of a tenant.")]
    [InlineData("google", "PrivateKey", "key", "PrivateKey has no meaning with this provider.")]
    [InlineData("google", "LogoUrl", "logo.png", "LogoUrl must be an absolute address that starts with https:// or http://.")]
    [InlineData("google", "ClientSecret", "@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/y)", "ClientSecret is a reference to a key vault that could not be read.")]
    [InlineData("google", "TrustsEmail", "perhaps", "TrustsEmail has a value of the wrong kind; local.settings.sample.json shows the right one.")]
    public void A_provider_of_which_something_is_wrong_is_refused_and_the_value_is_not_shown(string name, string member, string value, string complaint)
    {
        var complaints = Production.With(
            ($"{Prefix}{name}__ClientId", "client"), ($"{Prefix}{name}__ClientSecret", "secret"), ($"{Prefix}{name}__{member}", value)).Complaints();

        Assert.Equal([$"{Prefix}{name}__{complaint}"], complaints);
        Assert.DoesNotContain(complaints, text => text.Contains($"'{value}'", StringComparison.Ordinal));
    }

    [Fact]
    public void Apple_needs_a_key_in_place_of_a_secret()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var apple = Production.With(
            ($"{Prefix}apple__ClientId", "com.example.app"), ($"{Prefix}apple__TeamId", "TEAM123456"), ($"{Prefix}apple__KeyId", "KEY1234567"),
            ($"{Prefix}apple__PrivateKey", key.ExportPkcs8PrivateKeyPem()));

        Assert.Empty(apple.Complaints());
        Assert.Equal([$"{Prefix}apple__ClientSecret has no meaning with this provider."], apple.With(($"{Prefix}apple__ClientSecret", "secret")).Complaints());
        Assert.Equal(
            [$"{Prefix}apple__TeamId is missing."], apple.With(($"{Prefix}apple__ClientSecret", null), ($"{Prefix}apple__TeamId", null)).Complaints());
        Assert.Equal(
            [$"{Prefix}apple__PrivateKey must be the text of the downloaded key file: PKCS #8 of a P-256 key."],
            apple.With(($"{Prefix}apple__TeamId", "TEAM123456"), ($"{Prefix}apple__PrivateKey", "MIIBOgIBAAJBAK")).Complaints());
    }

    [Fact]
    public void F10_this_machine_is_called_in_development_and_where_somebody_says_so()
    {
        (string, string?)[] local =
            [($"{Prefix}company__Issuer", "http://127.0.0.1:9000"), ($"{Prefix}company__ClientId", "client"), ($"{Prefix}company__ClientSecret", "secret")];
        (string, string?) allowed = ("FuncAuth__Outgoing__AllowLoopback", "true");

        const string OnThisMachine = "An address in FuncAuth__Providers is on this machine: FuncAuth__Outgoing__AllowLoopback allows that in development.";
        Assert.Equal([OnThisMachine], Development.With(local).Complaints());
        Assert.Empty(Development.With([.. local, allowed]).Complaints());
        Assert.Equal(
            ["FuncAuth__Outgoing__AllowLoopback must not be true in production: whoever can choose an address would reach what runs beside the app."],
            Production.With(allowed).Complaints());
        Assert.Equal([OnThisMachine], Production.With(local).Complaints());
    }

    [Theory]
    [InlineData(null, "https://clerk.example.com/v1/oauth_callback")]
    [InlineData("https://app.example.com/__clerk", "https://app.example.com/__clerk/v1/oauth_callback")]
    [InlineData("https://app.example.com/", "https://app.example.com/v1/oauth_callback")]
    public void Providers_answer_to_where_browsers_reach_the_backend(string? publicUrl, string callback)
    {
        using var provider = Production.With(("FuncAuth__Instance__PublicUrl", publicUrl)).Registered();

        Assert.Equal(callback, provider.GetRequiredService<IOptions<InstanceOptions>>().Value.OAuthCallback().AbsoluteUri);
    }

    [Theory]
    [InlineData("http://app.example.com")]
    [InlineData("app.example.com")]
    [InlineData("https://app.example.com?a=b")]
    [InlineData("https://user@app.example.com")]
    public void Browsers_reach_a_production_instance_over_https(string publicUrl) => Assert.Equal(
        ["FuncAuth__Instance__PublicUrl must be an absolute address that starts with https:// (in development http:// will do) and has no query."],
        Production.With(("FuncAuth__Instance__PublicUrl", publicUrl)).Complaints());
}
