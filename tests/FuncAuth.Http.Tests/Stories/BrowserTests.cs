using FuncAuth.Testing;
using FuncAuth.Testing.Browser;
using FuncAuth.Testing.Spec;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The real thing: Chromium and the official, unmodified client library from npm, page and backend on <c>localhost</c>.</summary>
public sealed class BrowserTests
{
    [Theory]
    [InlineData("sign-up.mjs")] // signs up in three calls, reloads, gets a token that a server accepts, signs out
    [InlineData("try-page.mjs")] // the same on the page that LocalHost has for people
    public async Task The_unmodified_client_library_signs_up_and_out_in_a_real_browser(string script)
    {
        var watch = new SpecWatch();
        await using var host = await FuncAuthHost.StartAsync(
            services: services => services.AddSingleton<IStartupFilter>(watch), ct: TestContext.Current.CancellationToken);

        var result = await NodeScript.RunAsync(
            script,
            new Dictionary<string, string>
            {
                ["BASE"] = host.BaseUrl,
                ["PUBLISHABLE_KEY"] = host.PublishableKey,
                ["SECRET_KEY"] = host.SecretKey,
            },
            TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Empty(watch.Violations);
        if (FrontendApiSpec.Find(out _) is not null)
            Assert.True(watch.Seen > 10, $"Only {watch.Seen} answers were held against the schema.");
    }
}
