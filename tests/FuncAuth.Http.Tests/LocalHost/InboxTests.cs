using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FuncAuth.LocalHost.Dev;
using FuncAuth.Messages;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>The inbox: what was sent, for people and for tests, and for nobody else.</summary>
public sealed class InboxTests(HostFixture fixture) : IClassFixture<HostFixture>, IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(fixture.Host.BaseUrl) };

    public void Dispose()
    {
        fixture.Host.Inbox.Clear();
        http.Dispose();
    }

    [Fact]
    public async Task Messages_are_listed_oldest_first_with_all_that_a_test_needs()
    {
        await SendAsync(Email("jane@example.com", code: "123456"));
        await SendAsync(new("m2", Channel.Sms, "+12025550100", "", "Go to https://example.com/x", null, null, "https://example.com/x"));

        var messages = await MessagesAsync();

        Assert.Equal(["to", "channel", "subject", "body", "code", "link", "at"], messages[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["jane@example.com", "+12025550100"], messages.Select(message => message.GetProperty("to").GetString()));
        Assert.Equal(["email", "sms"], messages.Select(message => message.GetProperty("channel").GetString()));
        Assert.Equal(["123456", null], messages.Select(message => message.GetProperty("code").GetString()));
        Assert.Equal([null, "https://example.com/x"], messages.Select(message => message.GetProperty("link").GetString()));
        Assert.InRange(messages[0].GetProperty("at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("jane+1@example.com")]
    [InlineData("jane%2B1@example.com")]
    [InlineData("JANE%2B1@example.com")]
    public async Task One_recipient_can_be_asked_for(string to)
    {
        await SendAsync(Email("jane@example.com"));
        await SendAsync(Email("jane+1@example.com"));

        var message = Assert.Single(await MessagesAsync($"?to={to}"));

        Assert.Equal("jane+1@example.com", message.GetProperty("to").GetString());
    }

    [Fact]
    public async Task A_message_that_comes_again_is_kept_once_also_after_the_inbox_was_emptied()
    {
        var message = Email("jane@example.com");
        await SendAsync(message);
        await SendAsync(message);
        var before = await MessagesAsync();

        using var emptied = await http.DeleteAsync("/_dev/messages", Ct);
        await SendAsync(message);

        Assert.Single(before);
        Assert.Equal(HttpStatusCode.NoContent, emptied.StatusCode);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task The_newest_thousand_are_kept()
    {
        for (var i = 0; i < Inbox.Capacity + 5; i++)
            await SendAsync(Email($"{i}@example.com"));

        var messages = await MessagesAsync();

        Assert.Equal(Inbox.Capacity, messages.Length);
        Assert.Equal("5@example.com", messages[0].GetProperty("to").GetString());
    }

    [Fact]
    public async Task The_page_shows_the_newest_first_and_everything_as_text()
    {
        const string attack = "<script>alert('x')</script>\"'&";
        await SendAsync(Email("first@example.com", code: "111111"));
        await SendAsync(new("attack", Channel.Email, attack, attack, attack, attack, attack, "javascript:alert(1)//" + attack));

        using var answer = await http.GetAsync("/_dev", Ct);
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript:", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("&lt;script&gt;", StringComparison.Ordinal) < page.IndexOf("111111", StringComparison.Ordinal));
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("GET", "/_dev")]
    [InlineData("GET", "/_dev/messages")]
    [InlineData("GET", "/_dev/try")]
    [InlineData("POST", "/_dev/clock?advance=1")]
    public async Task A_name_that_only_points_to_this_machine_is_refused(string method, string path)
    {
        using var answer = await SendAsync(method, path, ("Host", $"rebound.example.com:{http.BaseAddress!.Port}"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(TimeSpan.Zero, fixture.Host.Clock.Offset);
    }

    [Theory]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Other_websites_change_nothing(string header, string value)
    {
        await SendAsync(Email("jane@example.com"));

        using var emptied = await SendAsync("DELETE", "/_dev/messages", (header, value));
        using var moved = await SendAsync("POST", "/_dev/clock?advance=1", (header, value));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (emptied.StatusCode, moved.StatusCode));
        Assert.Equal(TimeSpan.Zero, fixture.Host.Clock.Offset);
        Assert.Single(await MessagesAsync());
    }

    [Fact]
    public async Task The_page_itself_may_empty_the_inbox()
    {
        await SendAsync(Email("jane@example.com"));

        using var emptied = await SendAsync("DELETE", "/_dev/messages", ("Origin", fixture.Host.BaseUrl));

        Assert.Equal(HttpStatusCode.NoContent, emptied.StatusCode);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task The_page_to_try_has_the_keys_of_this_host()
    {
        var page = await http.GetStringAsync("/_dev/try", Ct);

        Assert.Contains($"data-publishable-key=\"{fixture.Host.PublishableKey}\"", page, StringComparison.Ordinal);
        Assert.All(["email", "password", "sign-up", "code", "verify", "session", "token", "sign-out", "error"],
            id => Assert.Contains($"id=\"{id}\"", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/_dev/nothing")]
    [InlineData("POST", "/_dev/messages")]
    public async Task Anything_else_is_not_there(string method, string path)
    {
        using var answer = await SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static OutgoingMessage Email(string to, string? code = null) =>
        new(Guid.NewGuid().ToString(), Channel.Email, to, "Your code", $"The code is {code}.", null, code, null);

    private async Task SendAsync(OutgoingMessage message) => Assert.IsType<SendOutcome.Accepted>(
        await fixture.Host.Services.GetServices<IMessageSender>().Single(sender => sender.Channel == message.Channel).SendAsync(message, Ct));

    private async Task<HttpResponseMessage> SendAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request, Ct);
    }

    private async Task<JsonElement[]> MessagesAsync(string query = "") =>
        (await http.GetFromJsonAsync<JsonElement[]>($"/_dev/messages{query}", Ct))!;
}
