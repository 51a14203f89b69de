using FuncAuth.Testing;
using FuncAuth.Testing.Browser;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The real thing: Chromium and the official, unmodified client library from npm, page and backend on <c>localhost</c>.</summary>
public sealed class BrowserTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public Task The_unmodified_client_library_signs_up_reloads_gets_a_token_that_a_server_accepts_and_signs_out() => RunAsync("sign-up.mjs");

    [Fact]
    public Task A_person_signs_up_on_the_try_it_page() => RunAsync("try-page.mjs");

    private async Task RunAsync(string script)
    {
        var result = await NodeScript.RunAsync(
            script,
            new Dictionary<string, string>
            {
                ["BASE"] = fixture.Host.BaseUrl,
                ["PUBLISHABLE_KEY"] = fixture.Host.PublishableKey,
                ["SECRET_KEY"] = fixture.Host.SecretKey,
            },
            TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.Output);
    }
}
