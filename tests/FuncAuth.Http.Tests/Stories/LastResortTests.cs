using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What comes out where something breaks that nobody expected.</summary>
public sealed class LastResortTests
{
    [Fact]
    public async Task A_fault_comes_out_as_json_without_cookies_and_without_its_inside()
    {
        var identifiers = new Mock<IIdentifierStore>();
        identifiers.Setup(store => store.FindOwnerAsync(It.IsAny<Identifier>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("account key = hunter2 at 10.0.0.1"));
        await using var host = await FuncAuthHost.StartAsync(
            services: services => services.AddSingleton(identifiers.Object), ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.PostAsync("/v1/client/sign_ups");

        var answer = await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()));

        Assert.Equal((500, "internal_clerk_error"), (answer.Status, answer.Errors.Single()));
        Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys);
        Assert.DoesNotContain("hunter2", answer.Body, StringComparison.Ordinal);
        Assert.Equal(FrontEnd.Origin, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }
}
