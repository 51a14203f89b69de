using FuncAuth.LocalHost.Dev;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What a person who signs up is sent.</summary>
public sealed class MessageTests(MessageTests.Fixture fixture) : IClassFixture<MessageTests.Fixture>
{
    private FuncAuthHost Host => fixture.Host;

    [Theory]
    [InlineData("de-AT", "ist der Bestätigungscode für Acme & Söhne")]
    [InlineData("fr", "est votre code de vérification Acme & Söhne")]
    [InlineData("tlh", "is your Acme & Söhne verification code")]
    [InlineData(null, "is your Acme & Söhne verification code")]
    public async Task An_e_mail_is_in_the_persons_language(string? locale, string subject)
    {
        using var page = Host.OpenPage();
        var address = People.FreshAddress();
        var id = await page.BeginSignUpAsync(address);
        if (locale is not null)
            await page.PatchAsync($"/v1/client/sign_ups/{id}", ("locale", locale));

        var message = await SentAsync(() => page.PrepareAsync(id), address);

        Assert.Equal($"{message.Code} {subject}", message.Subject);
        Assert.Contains(message.Code!, message.Body.Split('\n').Select(line => line.Trim()));
    }

    [Fact]
    public async Task An_sms_ends_with_the_line_that_phones_fill_in_from_whatever_host_the_request_names()
    {
        using var page = Host.OpenPage();
        const string number = "+4915123456789";
        var id = await page.BeginSignUpAsync(People.FreshAddress());
        Assert.Equal(200, (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("phone_number", number), ("locale", "de"))).Status);

        var message = await SentAsync(() => page.PostAsync($"/v1/client/sign_ups/{id}/prepare_verification", ("strategy", "phone_code")), number);

        Assert.Equal($"{message.Code} ist der Bestätigungscode für Acme & Söhne.\n@app.example.com #{message.Code}", message.Body);
    }

    [Theory]
    [InlineData("not-a-number", 422, "form_param_format_invalid")]
    [InlineData("+4930123456", 422, "form_param_format_invalid")]
    [InlineData("+4990012345678", 422, "form_param_format_invalid")]
    [InlineData("+12024561111", 403, "not_allowed_access")]
    [InlineData("+80012345678", 403, "not_allowed_access")]
    public async Task R05_numbers_that_codes_must_not_go_to_are_refused(string number, int status, string code)
    {
        using var page = Host.OpenPage();

        var answer = await page.PostAsync("/v1/client/sign_ups", ("email_address", People.FreshAddress()), ("phone_number", number));

        Assert.Equal((status, code), (answer.Status, answer.Errors.Single()));
        Assert.Equal(["phone_number"], answer.Parameters);
    }

    private async Task<InboxMessage> SentAsync(Func<Task<Answer>> ask, string to)
    {
        Assert.Equal(200, (await ask()).Status);
        await Host.LastCodeForAsync(to);
        return Host.MessagesTo(to)[^1];
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public FuncAuthHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["FuncAuth:Instance:ApplicationName"] = "Acme & Söhne",
                ["FuncAuth:Messages:AutofillDomain"] = "app.example.com",
                ["FuncAuth:Phones:Countries"] = "DE,AT",
            },
            ct: TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
