using System.Security.Cryptography;
using FuncAuth.Http.Tests.LocalHost;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What is counted is counted in the storage: every instance of the app counts into one total, and none has to live on for it.</summary>
public sealed class SharedCountTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-");
    private readonly string instance = "t" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task C06_two_processes_count_to_one_total_that_survives_their_end()
    {
        await using var first = await StartAsync(ahead: 0);
        await using var second = await StartAsync(ahead: 0);
        var address = $"jane+clerk_test{Guid.NewGuid():N}@example.com"; // the two have one queue, and either may take a message into its own inbox
        using (var own = Page(first))
        {
            var signUp = await own.BeginSignUpAsync(address);
            await own.PrepareAsync(signUp);
            Assert.Equal("complete", (await own.AttemptAsync(signUp, "424242"))["status"]);
        }

        var ahead = 0;
        for (var miss = 1; miss <= 6; miss++)
        {
            await MissAsync(miss % 2 == 0 ? first : second, address, byCode: miss % 3 == 0);
            ahead += 65;
            await Task.WhenAll(AheadAsync(first, 65), AheadAsync(second, 65));
        }

        // One ends as in a crash, and another takes its place.
        await first.KillAsync();
        await using var third = await StartAsync(ahead);
        for (var miss = 7; miss <= 10; miss++)
        {
            await MissAsync(miss % 2 == 0 ? third : second, address, byCode: miss % 3 == 0);
            if (miss < 10)
                await Task.WhenAll(AheadAsync(third, 65), AheadAsync(second, 65));
        }

        ahead += 3 * 65;
        await second.KillAsync();
        await using var fourth = await StartAsync(ahead);
        foreach (var host in new[] { third, fourth })
        {
            using var page = Page(host);
            Assert.Equal(["user_locked"], (await page.SignInAsync(address)).Errors);
        }
    }

    private async Task<LocalHostProcess> StartAsync(int ahead)
    {
        var host = LocalHostProcess.Start(
        [
            "--urls", "http://localhost:0", "--data", folder.FullName, "--instance", instance,
            "--AzureWebJobsStorage", await Storage.ConnectionStringAsync(TestContext.Current.CancellationToken),
        ]);
        await host.ReadyAsync();
        await AheadAsync(host, ahead);
        return host;
    }

    private static FrontEnd Page(LocalHostProcess host) => new(new Uri(host.Said("Base URL")));

    private static async Task AheadAsync(LocalHostProcess host, int seconds)
    {
        using var http = new HttpClient();
        using var moved = await http.PostAsync($"{host.Said("Base URL")}/_dev/clock?advance={seconds}", null, TestContext.Current.CancellationToken);
        Assert.True(moved.IsSuccessStatusCode);
    }

    private static async Task MissAsync(LocalHostProcess host, string address, bool byCode)
    {
        using var page = Page(host);
        var missed = byCode
            ? await page.ProveAsync(await page.BeginSignInAsync(address, "email_code"), "first", "email_code", People.Wrong("424242"))
            : await page.SignInAsync(address, "a guess");
        Assert.Equal([byCode ? "form_code_incorrect" : "form_password_incorrect"], missed.Errors);
    }
}
