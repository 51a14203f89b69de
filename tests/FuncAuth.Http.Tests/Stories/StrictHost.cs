using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>A host where nobody may learn who has an account, its clock stopped, what it stores written down.</summary>
public sealed class StrictHost : IAsyncLifetime
{
    internal const string SignIns = "/v1/client/sign_ins";

    internal const string SignUps = "/v1/client/sign_ups";

    public StoppedClock Clock { get; } = new();

    public StorageTrail Trail { get; } = new();

    public FuncAuthHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await FuncAuthHost.StartAsync(
        new Dictionary<string, string?>
        {
            ["FuncAuth:AttackProtection:Enumeration"] = "strict",
            ["FuncAuth:Attributes:Password:Required"] = "false",
        },
        services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            Trail.Register(services);
        },
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>An identifier that nobody has, always as long as another of its kind.</summary>
    public static string Fresh(string kind) => kind switch
    {
        "email_address" => People.FreshAddress(),
        "phone_number" => Phones.FreshNumber(),
        _ => $"jane_{Guid.NewGuid():N}",
    };

    /// <summary>Somebody with an address, a number, a username and, unless told otherwise, a password; gives the identifier of <paramref name="kind"/>.</summary>
    public async Task<string> SomebodyAsync(string kind, bool withPassword = true, bool withSecondFactor = false)
    {
        using var page = Host.OpenPage();
        var (address, number, username) = (Fresh("email_address"), Fresh("phone_number"), Fresh("username"));
        (string, string)[] form = [("email_address", address), ("phone_number", number), ("username", username)];
        var id = (await page.PostAsync(SignUps, withPassword ? [.. form, ("password", People.Password)] : form))["id"]!;
        foreach (var (strategy, destination) in new[] { ("email_code", address), ("phone_code", number) })
        {
            await page.PostAsync($"{SignUps}/{id}/prepare_verification", ("strategy", strategy));
            var proven = await page.PostAsync(
                $"{SignUps}/{id}/attempt_verification", ("strategy", strategy), ("code", await Host.LastCodeForAsync(destination)));
            Assert.True(proven.Status == 200, proven.Body);
        }

        if (withSecondFactor)
            await page.ReserveForSecondFactorAsync(number);
        return kind switch { "email_address" => address, "phone_number" => number, _ => username };
    }

    /// <summary>Two strangers, one with an identifier of somebody with an account, the other with one that nobody has.</summary>
    public async Task<Strangers> StrangersAsync(string kind, bool withPassword = true, bool withSecondFactor = false, bool alsoOperations = false)
    {
        var known = await SomebodyAsync(kind, withPassword, withSecondFactor);
        return Strangers.At(Host, known, Fresh(kind), alsoOperations ? Trail : null);
    }
}
