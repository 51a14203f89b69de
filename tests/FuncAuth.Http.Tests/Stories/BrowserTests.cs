using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FuncAuth.Testing;
using FuncAuth.Testing.Browser;
using FuncAuth.Testing.Providers;
using FuncAuth.Testing.Spec;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The real thing: Chromium and the official, unmodified client library from npm, page and backend on <c>localhost</c>.</summary>
public sealed class BrowserTests
{
    [Theory]
    [InlineData("sign-up.mjs", null)] // signs up in three calls, reloads, gets a token that a server accepts, signs out
    [InlineData("try-page.mjs", null)] // the same on the page that LocalHost has for people
    [InlineData("sign-up-stories.mjs", "clerk-js")] // every order and every mishap, through the client library itself
    [InlineData("sign-up-stories.mjs", "hooks")] // and through the hooks of the React library, with the constructor from npm
    [InlineData("react-sample.mjs", null)] // the sample for React developers, through the proxy of its development server
    [InlineData("react-sign-in.mjs", null)] // its sign-in, with everything that people forget and mistype
    [InlineData("sign-in-stories.mjs", "clerk-js")] // every factor and every mishap, a forgotten password among them
    [InlineData("sign-in-stories.mjs", "hooks")]
    [InlineData("second-factor.mjs", "clerk-js")] // turned on, asked for after every first factor, turned off
    [InlineData("second-factor.mjs", "hooks")]
    public Task The_unmodified_client_library_signs_up_in_and_out_in_a_real_browser(string script, string? client) => RunAsync(script, client, []);

    [Fact]
    public Task The_sample_asks_for_consent_where_the_instance_does() =>
        RunAsync("legal-consent.mjs", null, new() { ["FuncAuth:SignUps:LegalConsent"] = "true" });

    [Theory]
    [InlineData("sign-up-component.mjs")]
    [InlineData("sign-in-component.mjs")]
    [InlineData("user-profile-component.mjs")] // contacts, name, password, devices, second factor, the end of the account
    public Task The_prebuilt_components_sign_up_and_in_and_keep_the_account(string script) => RunAsync(script, null, []);

    [Fact]
    public Task The_prebuilt_button_switches_between_two_people() =>
        RunAsync("user-button-component.mjs", null, new() { ["FuncAuth:Instance:SingleSession"] = "false" });

    [Theory]
    [InlineData("clerk-js")]
    [InlineData("hooks")]
    public Task Two_people_share_a_browser_where_the_instance_lets_them(string client) =>
        RunAsync("multi-session.mjs", client, new() { ["FuncAuth:Instance:SingleSession"] = "false" });

    [Theory]
    [InlineData("clerk-js")] // up, in, from one into the other, linked, with a second factor, cancelled, again
    [InlineData("hooks")]
    public async Task People_sign_up_and_in_by_providers_that_are_not_ours(string client)
    {
        var outside = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        await RunAsync("oauth-stories.mjs", client, outside.Settings, outside: outside);
    }

    [Fact]
    public async Task The_sample_has_buttons_for_providers()
    {
        var outside = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        await RunAsync("oauth-sample.mjs", null, outside.Settings, outside: outside);
    }

    [Theory]
    [InlineData("clerk-js")]
    [InlineData("hooks")]
    public async Task What_no_provider_tells_is_asked_for_when_people_are_back(string client)
    {
        var outside = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        var settings = outside.Settings;
        foreach (var field in new[] { "Username", "PhoneNumber" })
            settings[$"FuncAuth:Attributes:{field}:Required"] = "true";
        await RunAsync("oauth-continue.mjs", client, settings, outside: outside);
    }

    [Fact]
    public async Task The_prebuilt_components_have_buttons_for_providers_and_connect_accounts_there()
    {
        var outside = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        await RunAsync("oauth-component.mjs", null, UnderKnownNames(outside), outside: outside);
    }

    [Fact]
    public Task A_server_protects_its_routes_with_the_official_package_for_Express() => RunAsync("express-server.mjs", null, []);

    [Theory]
    [InlineData("express-server.mjs")] // the same with keys that say production, where cookies are enough
    [InlineData("clock-skew.mjs")]
    public async Task J04_a_server_in_production_believes_cookies_too_and_no_clock_that_is_off_sends_a_browser_round_and_round(string script)
    {
        var port = FreePort();
        var production = new Dictionary<string, string?>
        {
            ["FuncAuth:Instance:Environment"] = "production",
            ["FuncAuth:Instance:AllowedOrigins"] = $"http://localhost:{port}",
        };
        await RunAsync(script, null, production, port);
    }

    // The prebuilt components know providers by name, and of any other one those whose name begins with custom_.
    private static Dictionary<string, string?> UnderKnownNames(OutsideProviders outside)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (name, value) in outside.Settings)
        {
            settings[name
                .Replace(":alpha:", ":google:", StringComparison.Ordinal)
                .Replace(":beta:", ":custom_beta:", StringComparison.Ordinal)
                .Replace(":hub:", ":github:", StringComparison.Ordinal)] = value;
        }

        settings["FuncAuth:Providers:google:DisplayName"] = settings["FuncAuth:Providers:github:DisplayName"] = settings["FuncAuth:Providers:github:Preset"] = null;
        settings["FuncAuth:Providers:custom_beta:LogoUrl"] = "https://logos.example/beta.svg";
        return settings;
    }

    // A production instance names the origins that may call it, so the port of the page is known before either starts.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string script, string? client, Dictionary<string, string?> settings, int? port = null, OutsideProviders? outside = null)
    {
        var watch = new SpecWatch();
        await using var host = await FuncAuthHost.StartAsync(
            settings, services: services => services.AddSingleton<IStartupFilter>(watch), ct: TestContext.Current.CancellationToken);

        var result = await NodeScript.RunAsync(
            script,
            new Dictionary<string, string>
            {
                ["BASE"] = host.BaseUrl,
                ["PUBLISHABLE_KEY"] = host.PublishableKey,
                ["SECRET_KEY"] = host.SecretKey,
                ["CLIENT"] = client ?? "",
                ["PORT"] = port?.ToString(CultureInfo.InvariantCulture) ?? "",
                ["PROVIDERS"] = outside?.Addresses ?? "",
            },
            TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.True(watch.Violations.Count == 0, string.Join("\n", watch.Violations.Distinct().Take(20)));
        if (FrontendApiSpec.Find(out _) is not null)
            Assert.True(watch.Seen > 5, $"Only {watch.Seen} answers were held against the schema.");
    }
}
