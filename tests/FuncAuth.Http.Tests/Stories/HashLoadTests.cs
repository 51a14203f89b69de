using System.Globalization;
using System.Security.Cryptography;
using FuncAuth.Http.Tests.LocalHost;
using FuncAuth.Sessions;
using FuncAuth.Stores;
using FuncAuth.Strategies;
using FuncAuth.Strategies.Password;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>More people than there is memory for sign in at the same time.</summary>
public sealed class HashLoadTests : IDisposable
{
    private const long InstanceMemory = 512L << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-");
    private readonly string instance = "t" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(100, 0)] // as many at once as the memory says
    [InlineData(200, 1)] // one at a time, so that not all of them can wait
    public async Task P09_parallel_sign_ins_stay_within_the_memory_and_who_finds_no_place_is_told_when_to_come_again(int people, int places)
    {
        var addresses = await SeedAsync(people);

        // A process that knows of 512 MB, as the smallest instance in the cloud has, and dies where its heap would want more.
        await using var host = LocalHostProcess.Start(
            [
                "--urls", "http://localhost:0", "--data", folder.FullName, "--instance", instance,
                "--AzureWebJobsStorage", await Storage.ConnectionStringAsync(TestContext.Current.CancellationToken),
                "--FuncAuth:Passwords:MaxParallelHashes", places.ToString(CultureInfo.InvariantCulture),
            ],
            new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = InstanceMemory.ToString("X", CultureInfo.InvariantCulture) });
        await host.ReadyAsync();
        var pages = addresses.Select(_ => new FrontEnd(new Uri(host.Said("Base URL")))).ToArray();
        await pages[0].GetAsync("/v1/environment");

        var answers = await Task.WhenAll(addresses.Select((address, i) => pages[i].SignInAsync(address)));

        var (signedIn, refused) = (answers.Where(answer => answer.Status == 200).ToArray(), answers.Where(answer => answer.Status != 200).ToArray());
        Assert.NotEmpty(signedIn);
        Assert.All(signedIn, answer => Assert.Equal("complete", answer["status"]));
        Assert.All(refused, answer => Assert.True(
            answer is { Status: 429, Errors: ["too_many_requests"] } && int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture) > 0, answer.Body));
        if (places == 1)
            Assert.NotEmpty(refused);
        TestContext.Current.TestOutputHelper?.WriteLine($"{signedIn.Length} of {people} signed in; {host.PeakMemory >> 20} MiB at most");

        Assert.InRange(host.PeakMemory, 1, InstanceMemory);
        foreach (var (answer, i) in answers.Select((answer, i) => (answer, i)).Where(one => one.answer.Status != 200).Take(5))
            Assert.Equal("complete", (await pages[i].SignInAsync(addresses[i]))["status"]); // who comes again gets in: nothing was counted
        Assert.Empty(host.Errors);
        foreach (var page in pages)
            page.Dispose();
    }

    /// <summary>Writes people down as sign-ups would have, with one password of which one hash is enough; gives their addresses.</summary>
    private async Task<string[]> SeedAsync(int people)
    {
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FUNCAUTH_INSTANCE"] = instance, ["FUNCAUTH_DATA"] = folder.FullName }, ct: TestContext.Current.CancellationToken);
        var (users, identifiers) = (host.Services.GetRequiredService<IUserStore>(), host.Services.GetRequiredService<IIdentifierStore>());
        var hash = host.Services.GetRequiredService<PasswordHasher>().Hash(new Secret(People.Password), RandomNumberGenerator.GetBytes(16));
        var rules = host.Services.GetRequiredService<Instances.Instance>().Sessions;
        var now = host.Clock.GetUtcNow();
        string[] addresses = [.. Enumerable.Range(0, people).Select(_ => People.FreshAddress())];
        await Parallel.ForEachAsync(addresses, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (address, ct) =>
        {
            var proof = new Verification(VerificationId.From(address), "email_code", "k", now, now.AddMinutes(10), Misses: 0, VerifiedAt: now);
            var email = new EmailAddress(IdentificationId.From(address), address, proof, now);
            var user = new User
            {
                Id = UserId.From(address),
                CreatedAt = now,
                UpdatedAt = now,
                EmailAddresses = [email],
                PrimaryEmailAddress = email.Id,
                Password = new PasswordCredential(hash, now),
            };
            await users.CreateAsync(user, ClientId.From(address), Session.Begin(SessionId.From(address), user.Id, now, rules), ct);
            Assert.True(await identifiers.ClaimAsync(Identifier.Of("email_address", address), user.Id, now, ct));
        });
        return addresses;
    }
}
