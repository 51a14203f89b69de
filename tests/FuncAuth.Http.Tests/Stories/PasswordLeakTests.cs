using FuncAuth.Testing;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The list of leaked passwords that somebody else keeps: asked without telling it anything, and not relied on.</summary>
public sealed class PasswordLeakTests : IAsyncLifetime
{
    private const string Leaked = "a leaked meadow at noon";

    private RangeService service = null!;
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        service = await RangeService.StartAsync(ct);
        service.Leaked.Add(Leaked);
        host = await FuncAuthHost.StartAsync(new Dictionary<string, string?> { ["FuncAuth:Passwords:RangeServiceUrl"] = service.Address }, ct: ct);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task P05_a_leaked_password_is_refused_with_the_reason_and_the_service_sees_five_digits()
    {
        using var page = host.OpenPage();
        using var meters = new Meters(host);

        var refused = await CreateAsync(page, Leaked);

        Assert.Equal((422, "form_password_pwned", "password"), (refused.Status, refused.Errors.Single(), refused.Parameters.Single()));
        var hash = RangeService.Sha1(Leaked);
        var (target, headers, body) = Assert.Single(service.Asked);
        Assert.Equal(($"/range/{hash[..5]}", "true", ""), (target, headers["Add-Padding"], body));
        Assert.All(headers, header => Assert.True(header.Key is "Host" or "User-Agent" or "Add-Padding" or "Accept-Encoding", header.Key));
        Assert.DoesNotContain(hash[5..], string.Concat(headers.Values), StringComparison.OrdinalIgnoreCase);
        Assert.Equal((0, "leaked"), (meters.Hashes, meters.Lookups.Single()));
    }

    [Fact]
    public async Task P05_a_password_that_is_not_on_the_list_or_only_in_the_padding_is_taken()
    {
        using var page = host.OpenPage();
        using var meters = new Meters(host);
        service.Padding.Add(People.Password);

        var taken = await CreateAsync(page, People.Password);

        Assert.Equal((200, 1, "clear"), (taken.Status, meters.Hashes, meters.Lookups.Single()));
    }

    [Fact]
    public async Task P05_it_is_refused_on_change_too()
    {
        using var page = host.OpenPage();
        var id = (await CreateAsync(page, People.Password))["id"]!;

        var refused = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", Leaked));

        Assert.Equal("form_password_pwned", refused.Errors.Single());
    }

    [Theory]
    [InlineData("refuses")]
    [InlineData("breaks off")]
    [InlineData("is slow")]
    [InlineData("sends elsewhere")]
    [InlineData("shows a page")]
    [InlineData("never ends")]
    public async Task P05_a_service_that_does_not_answer_keeps_nobody_out_and_is_told_of(string what)
    {
        var lines = new LogLines();
        await using var listening = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Passwords:RangeServiceUrl"] = service.Address }, lines.Register);
        using var page = listening.OpenPage();
        using var meters = new Meters(listening);
        service.Instead = what switch
        {
            "refuses" => context => { context.Response.StatusCode = 503; return Task.CompletedTask; }
            ,
            "breaks off" => context => { context.Abort(); return Task.CompletedTask; }
            ,
            "is slow" => context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted),
            "sends elsewhere" => context => { context.Response.Redirect("/elsewhere"); return Task.CompletedTask; }
            ,
            "shows a page" => context => context.Response.WriteAsync("<html>Please sign in to the network</html>"),
            _ => async context =>
            {
                for (var i = 0; i < 40; i++)
                    await context.Response.WriteAsync(new string('A', 64 * 1024));
            }
            ,
        };

        var taken = await CreateAsync(page, Leaked);

        Assert.Equal((200, "True"), (taken.Status, taken["has_password"]));
        Assert.Equal("unanswered", meters.Lookups.Single());
        Assert.Contains(lines.All, line => line.Contains("A password was taken without a look", StringComparison.Ordinal));
        Assert.Contains(lines.All, line => line.Contains("The range service of leaked passwords", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.All, line => line.Contains(RangeService.Sha1(Leaked)[..5], StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(service.Asked, asked => asked.Target.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password1")]
    [InlineData("My app 2024")]
    [InlineData("abcabcabcabc")]
    public async Task Nobody_is_asked_about_a_password_that_is_refused_otherwise(string password)
    {
        using var page = host.OpenPage();

        Assert.Equal(422, (await CreateAsync(page, password)).Status);
        Assert.Equal(404, (await page.PatchAsync("/v1/client/sign_ups/sua_OXwE3Zj8FZODvMSh44ErMWG7AC1", ("password", People.Password))).Status);

        Assert.Empty(service.Asked);
    }

    [Fact]
    public async Task The_environment_says_that_passwords_are_looked_up()
    {
        using var page = host.OpenPage();

        var announced = (await page.GetAsync("/v1/environment")).Json.GetProperty("user_settings").GetProperty("password_settings");

        Assert.False(announced.GetProperty("disable_hibp").GetBoolean());
    }

    private static Task<Answer> CreateAsync(FrontEnd page, string password) =>
        page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()), ("password", password));
}
