using System.Text.Json;
using FuncAuth.Testing;
using FuncAuth.Testing.Browser;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Servers whose clock is off, with the verifier that they use.</summary>
public sealed class TokenClockTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task J04_a_server_whose_clock_is_a_little_off_believes_a_token_and_one_that_is_far_off_says_why_not()
    {
        using var page = fixture.Host.OpenPage();
        var session = (await page.SignUpAsync(fixture.Host))["created_session_id"];
        var token = (await page.PostAsync($"/v1/client/sessions/{session}/tokens")).Json.GetProperty("jwt").GetString()!;

        var result = await NodeScript.RunAsync(
            "token-clock.mjs",
            new Dictionary<string, string> { ["TOKEN"] = token, ["BASE"] = fixture.Host.BaseUrl, ["SECRET_KEY"] = fixture.Host.SecretKey },
            TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, result.Output);
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
        var said = JsonDocument.Parse(result.Output.Trim().Split('\n')[^1]).RootElement;
        string Verdict(string verifier, string seconds) => said.GetProperty(verifier).GetProperty(seconds).GetString()!;

        // As it comes it allows five seconds; with ten, a clock that is ten off either way refuses nothing.
        foreach (var seconds in new[] { "0", "5", "-5", "10", "30" })
            Assert.Equal("ok", Verdict("usual", seconds));
        foreach (var seconds in new[] { "0", "5", "-5", "10", "-10", "30" })
            Assert.Equal("ok", Verdict("tolerant", seconds));

        // Too far off there is one reason, and it says which way.
        foreach (var verifier in new[] { "usual", "tolerant" })
        {
            Assert.Equal("token-expired", Verdict(verifier, "300"));
            Assert.Equal("token-not-active-yet", Verdict(verifier, "-30"));
            Assert.Equal("token-not-active-yet", Verdict(verifier, "-300"));
        }

        Assert.Equal("token-iat-in-the-future", Verdict("usual", "-10"));
    }
}
