using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FuncAuth.LocalHost.Dev.Pages;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.LocalHost.Dev;

/// <summary>What lies under /_dev: the inbox, the clock, and a page to try a sign-up on. Only this host has it, the function app never does.</summary>
internal sealed class DevPages(Inbox inbox, ShiftedClock clock, LocalAddress address)
{
    // Nobody waits for a year that never comes, and dates stay dates.
    private static readonly TimeSpan FarthestShift = TimeSpan.FromDays(3650);

    // Our own, whatever the app sets for its answers. "+" stays readable, and nothing takes this for HTML.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";

        if (DevRequests.WhyNot(http.Request) is { } why)
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, why);
            return;
        }

        var answer = (http.Request.Method, http.Request.Path.Value?.TrimEnd('/')) switch
        {
            ("GET", "") => InboxPage.For(inbox.Messages(), clock).WriteAsync(http),
            ("GET", "/try") => TryPage.For(http.Request, address).WriteAsync(http),
            ("GET", "/messages") => http.Response.WriteAsJsonAsync(inbox.Messages(Recipient(http.Request)), Json, http.RequestAborted),
            ("DELETE", "/messages") => EmptyInboxAsync(http),
            ("GET", "/clock") => ShowClockAsync(http),
            ("POST", "/clock") => MoveClockAsync(http),
            _ => RefuseAsync(http, StatusCodes.Status404NotFound, "There is no such page here."),
        };
        await answer;
    }

    // A "+" that nobody encoded arrives as a blank, and neither addresses nor numbers have blanks.
    private static string? Recipient(HttpRequest request) =>
        request.Query["to"].ToString() is { Length: > 0 } to ? to.Replace(' ', '+') : null;

    private Task EmptyInboxAsync(HttpContext http)
    {
        inbox.Clear();
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task MoveClockAsync(HttpContext http)
    {
        var query = http.Request.Query;
        if (query.ContainsKey("reset") && query.Count == 1)
        {
            clock.Reset();
            return ShowClockAsync(http);
        }

        if (query.Count != 1
            || !decimal.TryParse(query["advance"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || seconds > (decimal)(FarthestShift - clock.Offset).TotalSeconds)
        {
            return RefuseAsync(http, StatusCodes.Status400BadRequest,
                $"Say ?advance=SECONDS, a number that is not negative and leads no farther than {FarthestShift.TotalDays:0} days in all, or ?reset.");
        }

        clock.Advance(TimeSpan.FromSeconds((double)seconds));
        return ShowClockAsync(http);
    }

    private Task ShowClockAsync(HttpContext http) =>
        http.Response.WriteAsJsonAsync(new { now = clock.GetUtcNow(), offset = clock.Offset.TotalSeconds }, Json, http.RequestAborted);

    private static Task RefuseAsync(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { error = why }, Json, http.RequestAborted);
    }
}
