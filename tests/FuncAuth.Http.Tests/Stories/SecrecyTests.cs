using System.Collections.Concurrent;
using System.Diagnostics;
using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What was told in confidence stays so.</summary>
public sealed class SecrecyTests
{
    [Fact]
    public async Task P13_no_password_hash_or_code_is_in_logs_traces_or_error_bodies()
    {
        var lines = new LogLines();
        var spans = new ConcurrentQueue<string>();
        using var listener = Listen(spans);
        await using var service = await RangeService.StartAsync(TestContext.Current.CancellationToken);
        var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["FuncAuth:Passwords:RangeServiceUrl"] = service.Address,
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
            },
            lines.Register);
        var secrets = new List<string>();
        var refusals = new List<string>();
        using (var page = host.OpenPage())
        {
            var address = People.FreshAddress();
            var (leaked, unanswered, taken) = ("a leaked meadow at noon", "an unanswered meadow at noon", $"zinc-larkspur-{Guid.NewGuid():N}"[..24]);
            service.Leaked.Add(leaked);

            // Every kind of refusal.
            var id = (await page.PostAsync("/v1/client/sign_ups", ("email_address", address), ("first_name", "Maximiliane")))["id"]!;
            async Task RefusedAsync(string code, string password)
            {
                secrets.Add(password);
                var refused = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", password));
                Assert.Equal(code, refused.Errors.Single());
                refusals.Add(refused.Body);
            }

            await RefusedAsync("form_password_length_too_short", "xq7~Vk");
            await RefusedAsync("form_password_length_too_long", string.Concat(Enumerable.Repeat("qv8~Zt", 50)));
            await RefusedAsync("form_param_format_invalid", "vk3qz8wd\uFFFE");
            await RefusedAsync("form_password_pwned", "Trustno1!!");
            await RefusedAsync("form_password_matches_identifier", $"{address.Split('@')[0]}~9");
            await RefusedAsync("form_password_not_strong_enough", "Maximiliane~77");
            await RefusedAsync("form_password_not_strong_enough", "vabvabvabvab");
            await RefusedAsync("form_password_pwned", leaked);

            // One that the service says nothing about, then the one that stays; and a word that is it.
            service.Instead = context => { context.Response.StatusCode = 500; return Task.CompletedTask; };
            foreach (var password in new[] { unanswered, taken })
            {
                secrets.Add(password);
                Assert.Equal(200, (await page.PatchAsync($"/v1/client/sign_ups/{id}", ("password", password))).Status);
                service.Instead = null;
            }

            var like = await page.PatchAsync($"/v1/client/sign_ups/{id}", ("username", taken));
            Assert.Equal("form_password_matches_identifier", like.Errors.Single());
            refusals.Add(like.Body);

            // A wrong code, the right one, and the right one once more.
            await page.PrepareAsync(id);
            var code = await host.LastCodeForAsync(address);
            secrets.AddRange([code, People.Wrong(code)]);
            refusals.Add((await page.AttemptAsync(id, People.Wrong(code))).Body);
            var complete = await page.AttemptAsync(id, code);
            refusals.Add((await page.AttemptAsync(id, code)).Body);

            var user = await host.Services.GetRequiredService<IUserStore>().FindAsync(UserId.TryParse(complete["created_user_id"]!)!.Value, CancellationToken.None);
            var hash = user!.Value.Value.Password!.Hash;
            secrets.AddRange([hash, .. hash.Split('$')[^2..]]);
            secrets.AddRange(secrets.Where(secret => secret.Length >= 8).Select(RangeService.Sha1).SelectMany(sha1 => new[] { sha1[5..], $"/{sha1[..5]}" }).ToArray());
        }

        await host.DisposeAsync();

        Assert.Contains(lines.All, line => line.Contains("is complete: user", StringComparison.Ordinal)); // it was listened to
        Assert.Contains(lines.All, line => line.Contains("without a look", StringComparison.Ordinal));
        Assert.Contains(spans, span => span.Contains("/v1/client/sign_ups", StringComparison.Ordinal));
        Assert.Equal(11, refusals.Count);
        string[] told = [.. lines.All, .. spans, .. refusals];
        Assert.All(secrets, secret => Assert.DoesNotContain(told, text => Holds(text, secret)));
    }

    // Six digits are part of many numbers: only by themselves they are a code.
    private static bool Holds(string text, string secret)
    {
        for (var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + secret.Length;
            if (secret.Length > 6 || ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))))
                return true;
        }

        return false;
    }

    private static ActivityListener Listen(ConcurrentQueue<string> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(
                $"{span.DisplayName} {span.OperationName} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} "
                + string.Join(' ', span.Events.Select(one => $"{one.Name} {string.Join(' ', one.Tags)}"))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
