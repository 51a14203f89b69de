using System.Text.Json;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Providers are rows of settings: what a host makes of them.</summary>
public class ExternalProviderTests
{
    [Fact]
    public async Task Providers_are_announced_and_reached_by_their_settings_alone()
    {
        var outside = await OutsideProviders.SharedAsync(Ct);
        var settings = outside.Settings;
        settings["FuncAuth:Providers:google:ClientId"] = "client-of-google";
        settings["FuncAuth:Providers:google:ClientSecret"] = "secret-of-google";
        await using var host = await FuncAuthHost.StartAsync(settings, ct: Ct);
        using var browser = new FrontEnd(new Uri(host.BaseUrl));

        var environment = await browser.GetAsync("/v1/environment");
        var social = environment.Json.GetProperty("user_settings").GetProperty("social");
        var departure = await host.Services.GetRequiredService<IExternalProviders>().DepartAsync(
            "oauth_alpha", new ExternalSecrets(new Secret("state"), new Secret("nonce"), new Secret("verifier")), new ExternalWish(), Ct);

        Assert.Equal(["oauth_google", "oauth_alpha", "oauth_beta", "oauth_hub"], social.EnumerateObject().Select(provider => provider.Name));
        Assert.Equal(["Google", "Alpha", "Beta", "Hub"], social.EnumerateObject().Select(provider => provider.Value.GetProperty("name").GetString()));
        Assert.All(social.EnumerateObject(), provider => Assert.Equal(JsonValueKind.True, provider.Value.GetProperty("enabled").ValueKind));
        var address = Assert.IsType<ExternalDeparture.To>(departure).Url;
        Assert.StartsWith($"{outside.Alpha.Issuer}/auth?", address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains($"redirect_uri={Uri.EscapeDataString($"{host.BaseUrl}/v1/oauth_callback")}&", address.Query, StringComparison.Ordinal);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
