using System.Collections.Concurrent;
using System.Diagnostics;
using FuncAuth.Azure;
using FuncAuth.Testing;
using FuncAuth.Testing.Providers;
using static FuncAuth.Testing.Providers.PeopleByProvider;

namespace FuncAuth.Http.Tests.Stories.OAuth;

/// <summary>What only the two ends of a way know is nowhere else; and what may be known of a way is.</summary>
public sealed class ProviderSecrecyTests
{
    [Fact]
    public async Task S03_state_nonce_verifier_and_code_are_in_no_table_no_log_and_no_trace()
    {
        var lines = new LogLines();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var providers = await OutsideProviders.SharedAsync(TestContext.Current.CancellationToken);
        await using var host = await OutsideHost.StartAsync(lines.Register, ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft", "Warning"));
        var secrets = new List<string>();
        var attempts = new List<string>();
        var dumps = new List<string>();
        foreach (var misbehaves in new[] { null, "token-500", "token-garbage" })
        {
            var account = OutsideAccount.With(People.FreshAddress(), verified: true) with { Misbehaves = misbehaves };
            using var page = host.OpenPage();
            var begun = await page.SetOutAsync(BySignUp, providers.Alpha);
            attempts.Add(begun["id"]!);
            var departure = new Uri(begun.Departure());
            var callback = await providers.ComeBackAsync(begun.Departure(), account);
            dumps.Add(await host.DumpStorageAsync());
            secrets.AddRange([callback.Parameter("state")!, callback.Parameter("code")!, departure.Parameter("nonce")!]);
            Assert.Equal(303, (await page.ArriveAsync(callback)).Status);
            secrets.Add((await providers.RequestsAsync(account.Subject)).Single(request => request.Kind is "token")["code_verifier"]!);
            dumps.Add(await host.DumpStorageAsync());
            if (misbehaves is not null)
                continue;

            // Led back once more, and with an answer that is none.
            await page.ArriveAsync(callback);
            await page.ArriveAsync(callback.With("state", "none of ours"));
        }

        var told = (string[])
        [
            .. lines.All, .. dumps,
            .. spans.Select(span => $"{span.DisplayName} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} {string.Join(' ', span.Events.SelectMany(one => one.Tags))}"),
        ];
        Assert.Equal(12, secrets.Count);
        Assert.All(secrets, secret => Assert.True(secret.Length >= 20));
        Assert.All(secrets, secret => Assert.DoesNotContain(told, text => text.Contains(secret, StringComparison.Ordinal)));

        // What is to be known of it.
        var callbacks = spans.Where(span => span.DisplayName == "oauth_callback" && attempts.Contains(span.GetTagItem("funcauth.attempt"))).ToList();
        Assert.Equal(
            ["oauth_token_exchange_error", "oauth_token_exchange_error", "ok", "ok"],
            callbacks.Select(span => (string)span.GetTagItem("funcauth.outcome")!).Order(StringComparer.Ordinal));
        Assert.All(callbacks, span => Assert.Equal(("oauth_alpha", 303), (span.GetTagItem("funcauth.strategy"), span.GetTagItem("http.response.status_code"))));
    }
}
