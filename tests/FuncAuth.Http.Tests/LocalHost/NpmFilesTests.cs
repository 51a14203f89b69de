using System.Net;
using FuncAuth.LocalHost.Settings;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>The client library from this machine, as a front end asks for it; what this machine does not have, the function answers.</summary>
public sealed class NpmFilesTests(HostFixture fixture) : IClassFixture<HostFixture>, IDisposable
{
    private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(fixture.Host.BaseUrl) };

    public void Dispose() => http.Dispose();

    [Theory]
    [InlineData("6", "no-cache")]
    [InlineData("6.40", "no-cache")]
    [InlineData("6.40.0", "public, max-age=31536000, immutable")]
    public async Task A_version_that_fits_the_installed_one_is_served(string version, string caching)
    {
        using var answer = await http.GetAsync($"/npm/@clerk/clerk-js@{version}/dist/clerk.browser.js", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/javascript; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(caching.Split(", ").Order(), answer.Headers.GetValues("Cache-Control").Single().Split(", ").Order());
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(RepositoryRoot.Find(), "node_modules/@clerk/clerk-js/dist/clerk.browser.js"), Ct),
            await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task The_prebuilt_components_are_served_too()
    {
        using var answer = await http.GetAsync("/npm/@clerk/ui@1/dist/ui.browser.js", Ct);

        Assert.Equal((HttpStatusCode.OK, "no-cache"), (answer.StatusCode, answer.Headers.GetValues("Cache-Control").Single()));
    }

    [Fact]
    public async Task A_browser_that_has_it_does_not_get_it_again()
    {
        const string path = "/npm/@clerk/clerk-js@6/dist/clerk.browser.js";
        using var first = await http.GetAsync(path, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("/npm/@clerk/clerk-js@5/dist/clerk.browser.js")]
    [InlineData("/npm/@clerk/clerk-js@6.4/dist/clerk.browser.js")]
    [InlineData("/npm/@clerk/clerk-js@6.40.1/dist/clerk.browser.js")]
    [InlineData("/npm/@clerk/clerk-js@6/dist/nothing.js")]
    [InlineData("/npm/@clerk/ui@2/dist/ui.browser.js")]
    [InlineData("/npm/@clerk/backend@3/dist/index.js")]
    public async Task What_is_not_here_is_left_to_the_function(string path)
    {
        using var answer = await http.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
    }

    [Theory]
    [InlineData("/npm/@clerk/clerk-js@6/dist/..%2Fpackage.json")]
    [InlineData("/npm/@clerk/clerk-js@6/dist/%2e%2e%2fpackage.json")]
    [InlineData("/npm/@clerk/clerk-js@6/dist/..%5Cpackage.json")]
    [InlineData("/npm/@clerk/clerk-js@6/dist/.hidden")]
    [InlineData("/npm/@clerk/..%2Fazurite@3/dist/index.js")]
    [InlineData("/npm/@clerk/clerk-js@6/package.json")]
    public async Task There_is_no_way_out_of_the_folder(string path)
    {
        using var answer = await http.GetAsync(new Uri(fixture.Host.BaseUrl + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), Ct);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
