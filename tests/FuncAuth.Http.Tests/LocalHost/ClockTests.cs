using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>The clock that is moved is the one that everything in the host reads.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private FuncAuthHost host = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        host = await FuncAuthHost.StartAsync(ct: Ct);
        http = new HttpClient { BaseAddress = new Uri(host.BaseUrl) };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task It_goes_forward_as_far_as_it_is_told_and_back()
    {
        var clock = host.Services.GetRequiredService<TimeProvider>();

        var first = await MoveAsync("?advance=600");
        var second = await MoveAsync("?advance=0.5");
        var ahead = clock.GetUtcNow() - DateTimeOffset.UtcNow;
        var reset = await MoveAsync("?reset");

        Assert.Equal((600, 600.5, 0), (Offset(first), Offset(second), Offset(reset)));
        Assert.InRange(ahead.TotalSeconds, 600, 601);
        Assert.InRange((second.GetProperty("now").GetDateTimeOffset() - reset.GetProperty("now").GetDateTimeOffset()).TotalSeconds, 599, 601);
        Assert.InRange((clock.GetUtcNow() - DateTimeOffset.UtcNow).TotalSeconds, -1, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?advance=")]
    [InlineData("?advance=soon")]
    [InlineData("?advance=-1")]
    [InlineData("?advance=NaN")]
    [InlineData("?advance=1e3")]
    [InlineData("?advance=99999999999999999999999999")]
    [InlineData("?advance=1&advance=2")]
    [InlineData("?advance=1&reset")]
    [InlineData("?forward=1")]
    public async Task Anything_else_is_refused_and_moves_nothing(string query)
    {
        using var answer = await http.PostAsync($"/_dev/clock{query}", null, Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(string.IsNullOrEmpty(body.GetProperty("error").GetString()));
        Assert.Equal(TimeSpan.Zero, host.Clock.Offset);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static double Offset(JsonElement answer) => answer.GetProperty("offset").GetDouble();

    private async Task<JsonElement> MoveAsync(string query)
    {
        using var answer = await http.PostAsync($"/_dev/clock{query}", null, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }
}
