using System.Text.Json;
using FuncAuth.Functions.Settings;
using FuncAuth.SignUps;
using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Testing;
using FuncAuth.Testing.Models;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>The model's calls over HTTP, from two browsers at one host.</summary>
internal sealed class HostWorld(FuncAuthHost host, StoppedClock clock) : SignUpWorld, IDisposable
{
    private readonly FrontEnd[] pages = [host.OpenPage(), host.OpenPage()];
    private readonly List<string>[] attempts = [[], []];

    public override DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>A host with the settings of the model and its clock.</summary>
    public static Task<FuncAuthHost> StartAsync(ModelSettings settings, StoppedClock clock, CancellationToken ct)
    {
        var all = new Dictionary<string, string?>
        {
            ["FuncAuth:Instance:SingleSession"] = settings.SingleSession.ToString(),
            ["FuncAuth:Instance:TestMode"] = "false",
            ["FuncAuth:Codes:LifetimeSeconds"] = $"{settings.CodeSeconds}",
            ["FuncAuth:Codes:MaxMisses"] = $"{settings.MaxMisses}",
            ["FuncAuth:Codes:ResendAfterSeconds"] = $"{settings.ResendSeconds}",
        };
        foreach (var rule in settings.Attributes)
        {
            if (rule.Name is "legal_accepted")
            {
                all[$"{SignUpOptions.Section}:{nameof(SignUpOptions.LegalConsent)}"] = rule.Required.ToString();
                continue;
            }

            var section = $"{AttributesOptions.Section}:{string.Concat(rule.Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}";
            all[$"{section}:Enabled"] = rule.Enabled.ToString();
            all[$"{section}:Required"] = rule.Required.ToString();
            all[$"{section}:VerifyAtSignUp"] = rule.Proven.ToString();
        }

        return FuncAuthHost.StartAsync(all, services => services.AddSingleton<TimeProvider>(clock), ct);
    }

    public void Dispose()
    {
        foreach (var page in pages)
            page.Dispose();
    }

    protected override async Task<Seen> DoAsync(Call call, string? code)
    {
        var page = pages[call.Browser];
        switch (call)
        {
            case Call.Wait wait:
                clock.Advance(TimeSpan.FromSeconds(wait.Seconds));
                return new Seen(200, [], null, null);
            case Call.SignOut:
                var signedOut = await page.DeleteAsync("/v1/client/sessions");
                return signedOut.Status == 200 ? new Seen(200, [], null, signedOut.Response) : See(signedOut);
            case Call.Create create:
                var created = await page.PostAsync("/v1/client/sign_ups", Form(create.Form));
                if (created.Status == 200)
                    attempts[call.Browser].Add(created["id"]!);
                return See(created);
            case Call.Update update:
                return See(await page.PatchAsync(Path(call.Browser, update.Which), Form(update.Form)));
            case Call.Prepare prepare:
                return See(await page.PostAsync($"{Path(call.Browser, prepare.Which)}/prepare_verification", Verification(prepare.Strategy, null)));
            case Call.Attempt attempt:
                return See(await page.PostAsync($"{Path(call.Browser, attempt.Which)}/attempt_verification", Verification(attempt.Strategy, code)));
            case Call.Show show:
                return See(await page.GetAsync(Path(call.Browser, show.Which)));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // Derived as the delivery does, which the stories with an inbox are about: a queue is no place for a few hundred steps to wait in.
    protected override async Task<string> SentAsync(int browser, string field, JsonElement signUp)
    {
        var client = await host.Services.GetRequiredService<IClientStore>()
            .FindAsync(FuncAuth.ClientId.Parse(pages[browser].ClientCookie!.Split('.')[0]), CancellationToken.None);
        var attempt = client!.Value.Value.SignUp!;
        var contact = attempt.Collected.ContactIn(field)!;
        var strategy = host.Services.GetRequiredService<Instances.Instance>().Strategies.Playing<IFieldVerifier>().Single(verifier => verifier.Field == field);
        return SignUpCodes.Derive(attempt, strategy, contact, contact.Verification!, host.Services.GetRequiredService<OneTimeCodes>())!.Reveal();
    }

    private string Path(int browser, Which which) => "/v1/client/sign_ups/" + ((which switch
    {
        Which.Latest => attempts[browser].LastOrDefault(),
        Which.Earlier => attempts[browser].SkipLast(1).LastOrDefault(),
        _ => attempts[1 - browser].LastOrDefault(),
    }) ?? SignUpId.From("nobody").Value);

    private static (string, string)[] Form(IEnumerable<Input> form) => [.. form.Select(input => (input.Field, input.Sent))];

    private static (string, string)[] Verification(string? strategy, string? code) =>
        [.. new[] { ("strategy", strategy), ("code", code) }.Where(field => field.Item2 is not null).Select(field => (field.Item1, field.Item2!))];

    private static Seen See(Answer answer)
    {
        if (answer.Status == 200)
            return new Seen(200, [], answer.Response, answer.Json.GetProperty("client"));

        var errors = answer.Json.GetProperty("errors").EnumerateArray().Select(error =>
            error.TryGetProperty("meta", out var about) && about.TryGetProperty("param_name", out var parameter)
                ? $"{error.GetProperty("code")} {parameter}" : error.GetProperty("code").GetString()!);
        return new Seen(answer.Status, [.. errors], null,
            answer.Json.TryGetProperty("meta", out var meta) && meta.TryGetProperty("client", out var client) ? client : null);
    }
}
