using System.Net.Sockets;
using System.Text;
using FuncAuth.Http.Tests.LocalHost;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>What strangers send, and what the console of a host as people start it makes of it.</summary>
public sealed class LogForgeryTests : IDisposable
{
    private const string Mark = "FORGED";

    // A line of its own, a line that overwrites another, colours, and an entry of a structured log.
    private static readonly string[] Plants =
    [
        $"{Mark}\r\nfail: {Mark}[0] user admin signed in",
        $"{Mark}\rinfo: {Mark}[0] all is well",
        $"\u001b[2K\u001b[31m{Mark}\u001b[0m",
        $"\"}},{{\"level\":\"Error\",\"message\":\"{Mark}\"}}",
        $"{Mark}\u0085{Mark}\u2028{Mark}",
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("Information")]
    [InlineData("Trace")]
    public async Task L07_log_lines_cannot_be_forged_by_input(string level)
    {
        await using var host = LocalHostProcess.Start(
            ["--urls", "http://localhost:0", "--data", folder.FullName, "--AzureWebJobsStorage", await Storage.ConnectionStringAsync(TestContext.Current.CancellationToken),
                "--FUNCAUTH_INSTANCE", $"t{Guid.NewGuid().ToString("N")[..12]}", "--Logging:LogLevel:Default", "Information", "--Logging:LogLevel:FuncAuth", level]);
        await host.ReadyAsync();
        var address = new Uri(host.Said("Base URL"));
        using var page = new FrontEnd(address);
        var signUp = await page.BeginSignUpAsync(People.FreshAddress());

        foreach (var plant in Plants)
        {
            await page.PatchAsync($"/v1/client/sign_ups/{signUp}", ("username", plant), ("first_name", plant), ("locale", plant), ("unsafe_metadata", plant), ("phone_number", plant));
            await page.PatchAsync($"/v1/client/sign_ups/{signUp}", ("locale", plant));
            await page.PostAsync("/v1/client/sign_ups", ("email_address", $"{plant}@example.com"), (plant, plant));
            await page.PostAsync($"/v1/client/sign_ups/{signUp}/prepare_verification", ("strategy", plant));
            await page.PostAsync($"/v1/client/sign_ups/{signUp}/attempt_verification", ("strategy", "email_code"), ("code", plant));
            foreach (var path in new[] { "/v1/client/sign_ups/", "/v1/client/sessions/", "/npm/@clerk/clerk-js@5/dist/", "/", "/_dev/" })
            {
                await RawAsync(address, $"GET {path}{Uri.EscapeDataString(plant)} HTTP/1.1\r\nHost: {address.Authority}\r\nOrigin: {FrontEnd.Origin}\r\n");
                await RawAsync(address, $"POST {path}{Uri.EscapeDataString(plant)}?_method={Uri.EscapeDataString(plant)} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: 0\r\n");
            }

            // Headers, raw and as far as they can carry it.
            foreach (var text in new[] { plant, plant.ReplaceLineEndings(" "), Uri.EscapeDataString(plant) })
            {
                foreach (var header in new[] { "User-Agent", "Origin", "Cookie", "traceparent", "X-Forwarded-For", "X-Forwarded-Host", "Authorization", "Content-Type", "Accept-Language" })
                    await RawAsync(address, $"POST /v1/client/sign_ups HTTP/1.1\r\nHost: {address.Authority}\r\n{header}: {text}\r\nContent-Length: 0\r\n");
                await RawAsync(address, $"GET /{text} HTTP/1.1\r\nHost: {text}\r\n");
                await RawAsync(address, $"{text} / HTTP/1.1\r\nHost: {address.Authority}\r\n");
            }
        }

        // The message is rendered and sent with the locale as it was planted, and the host is well.
        Assert.Equal(200, (await page.PrepareAsync(signUp)).Status);
        var lines = await QuietAsync(host);

        Assert.Contains(lines, line => line.Contains("was taken by the provider", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains('\u001b', StringComparison.Ordinal) || line.Contains('\r', StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => Plants.Any(plant => line.Contains(plant, StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains($"{Mark}[0]", StringComparison.Ordinal));
    }

    // A browser would not send it. Whether it is answered at all is not the question here.
    private static async Task RawAsync(Uri address, string head)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{head}Connection: close\r\n\r\n"));
        try
        {
            await stream.CopyToAsync(Stream.Null);
        }
        catch (IOException)
        {
        }
    }

    private static async Task<string[]> QuietAsync(LocalHostProcess host)
    {
        for (var i = 0; i < 100 && !host.Output.Contains("was taken by the provider", StringComparison.Ordinal); i++)
            await Task.Delay(100);
        return host.Output.Split('\n');
    }
}
