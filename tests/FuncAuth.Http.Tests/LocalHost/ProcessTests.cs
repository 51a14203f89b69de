using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>What a person sees of LocalHost who starts and ends it.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_banner_says_what_a_front_end_needs_and_it_is_true()
    {
        await using var host = LocalHostProcess.Start(
            ["--urls", "http://localhost:0", "--data", folder.FullName, "--AzureWebJobsStorage", await StorageAsync()]);
        await host.ReadyAsync();
        using var http = new HttpClient();

        var baseUrl = host.Said("Base URL");
        var key = host.Said("Publishable key");
        using var environment = await http.GetAsync($"{baseUrl}/v1/environment", Ct);
        using var keys = await GetAsync(http, $"{baseUrl}/v1/jwks", host.Said("Secret key"));
        using var inbox = await http.GetAsync(host.Said("Inbox"), Ct);
        using var tryIt = await http.GetAsync(host.Said("Try it"), Ct);
        using var script = await http.GetAsync(host.Said("src=\"").TrimEnd('"'), Ct);

        Assert.Equal($"127.0.0.1:{new Uri(baseUrl).Port}$", Decoded(key));
        Assert.All([environment, keys, inbox, tryIt, script], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Contains($"data-clerk-publishable-key=\"{key}\"", host.Output, StringComparison.Ordinal);
        Assert.Contains($"data-clerk-proxy-url=\"{baseUrl}\"", host.Output, StringComparison.Ordinal);
        Assert.Empty(host.Errors);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_and_the_storage_that_it_started(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals on Windows.");
        await using var host = await StartWithStorageAsync();
        var storage = StoragePort();
        Assert.True(await AnswersAsync(storage));

        await host.SignalAsync(signal);
        await host.EndedAsync();

        Assert.Equal(0, host.ExitCode);
        Assert.Empty(host.Errors);
        Assert.False(await AnswersAsync(storage));
    }

    [Fact]
    public async Task Killed_hard_it_leaves_no_storage_behind()
    {
        await using var host = await StartWithStorageAsync();
        var storage = StoragePort();

        await host.KillAsync();

        await GoneAsync(storage);
    }

    [Fact]
    public async Task A_second_host_keeps_the_storage_that_the_first_one_started()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals on Windows.");
        await using var first = await StartWithStorageAsync();
        await using var second = await StartWithStorageAsync("--instance", "second");
        var storage = StoragePort();
        using var http = new HttpClient();

        await first.SignalAsync("INT");
        await first.EndedAsync();
        using var answer = await http.GetAsync($"{second.Said("Base URL")}/v1/client", Ct);
        var kept = await AnswersAsync(storage);
        await second.SignalAsync("INT");
        await second.EndedAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(kept);
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        await GoneAsync(storage);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Installs Azurite, where it is not yet: the processes need not each wait for that.
    private static Task<string> StorageAsync() => Storage.ConnectionStringAsync(Ct);

    private async Task<LocalHostProcess> StartWithStorageAsync(params string[] args)
    {
        await StorageAsync();
        var host = LocalHostProcess.Start(["--urls", "http://localhost:0", "--data", folder.FullName, "--AzureWebJobsStorage", "", .. args]);
        await host.ReadyAsync();
        return host;
    }

    private int StoragePort()
    {
        using var announced = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "azurite.json")));
        var connection = announced.RootElement.GetProperty("ConnectionString").GetString()!;
        return new Uri(connection.Split(';').First(part => part.StartsWith("TableEndpoint=", StringComparison.Ordinal))["TableEndpoint=".Length..]).Port;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, Ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task GoneAsync(int port)
    {
        for (var tries = 0; await AnswersAsync(port); tries++)
        {
            Assert.True(tries < 200, "Azurite is still there after ten seconds.");
            await Task.Delay(50, Ct);
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, string url, string secretKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new("Bearer", secretKey);
        return await http.SendAsync(request, Ct);
    }

    private static string Decoded(string key)
    {
        var text = key["pk_test_".Length..];
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
    }
}
