using System.Net;
using System.Net.Sockets;
using FuncAuth.LocalHost;
using FuncAuth.Testing;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>Where a person has to mend something, one sentence says what, and the exit code is not 0.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var host = await FailAsync("--urls", $"http://localhost:{port}");

        Assert.Equal($"Port {port} is taken: end what listens there, or choose another one with --urls http://localhost:PORT.", OneSentence(host));
    }

    [Fact]
    public async Task A_storage_that_does_not_answer()
    {
        await using var host = await FailAsync("--AzureWebJobsStorage",
            "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:9/a;QueueEndpoint=http://127.0.0.1:9/a");

        Assert.StartsWith("The storage that AzureWebJobsStorage names cannot be used: 127.0.0.1:9 says: ", OneSentence(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_whose_key_is_another_one()
    {
        var wrong = (await Storage.ConnectionStringAsync(TestContext.Current.CancellationToken))
            .Replace("AccountKey=Eby8", "AccountKey=AAAA", StringComparison.Ordinal);

        await using var host = await FailAsync("--AzureWebJobsStorage", wrong);

        Assert.StartsWith("The storage that AzureWebJobsStorage names cannot be used: http://127.0.0.1:", OneSentence(host), StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", host.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_setting_that_is_no_connection_string()
    {
        await using var host = await FailAsync("--AzureWebJobsStorage", "my-secret-account");

        Assert.Equal("AzureWebJobsStorage is not the connection string of a storage account.", OneSentence(host));
    }

    [Fact]
    public async Task Wrong_settings_one_a_line()
    {
        await using var host = await FailAsync(
            "--AzureWebJobsStorage", await Storage.ConnectionStringAsync(TestContext.Current.CancellationToken),
            "--FuncAuth:Instance:AllowedOrigins", "example.com", "--FuncAuth:Codes:MaxMisses", "many");

        Assert.Collection(host.Errors.Split(Environment.NewLine).Order(),
            one => Assert.Contains("FuncAuth__Instance__AllowedOrigins", one, StringComparison.Ordinal),
            two => Assert.StartsWith("FuncAuth__Codes__MaxMisses", two, StringComparison.Ordinal));
        Assert.Equal(1, host.ExitCode);
    }

    [Theory]
    [InlineData("FUNCAUTH_INSTANCE must be 3 to 20 lower-case letters and digits and start with a letter.", "--instance", "../elsewhere")]
    [InlineData("'sample' is not an option; --help lists them.", "sample")]
    [InlineData("--urls needs a value; --help lists the options.", "--urls")]
    [InlineData("'localhost' is not an address to listen on: it has to look like http://localhost:7071.", "--urls", "localhost")]
    public async Task A_wrong_word_on_the_command_line(string sentence, params string[] args)
    {
        await using var host = await LocalHostProcess.FailAsync(args);

        Assert.Equal(sentence, OneSentence(host));
    }

    [Fact]
    public async Task No_Node()
    {
        await using var host = LocalHostProcess.Start(
            ["--urls", "http://localhost:0", "--data", folder.FullName, "--AzureWebJobsStorage", ""], new Dictionary<string, string> { ["PATH"] = "" });
        await host.EndedAsync();

        Assert.StartsWith("Node.js is not on the PATH", OneSentence(host), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_install_that_fails()
    {
        // Without the lock file beside it npm refuses, and needs no network for that.
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "package.json"), """{"dependencies":{"azurite":"3.37.0"}}""", TestContext.Current.CancellationToken);
        var options = new LocalHostOptions
        {
            Root = folder.FullName,
            ReadsSurroundings = false,
            Settings = new Dictionary<string, string?> { ["urls"] = "http://localhost:0", ["FUNCAUTH_DATA"] = folder.FullName },
            Say = _ => { },
        };

        var failure = await Assert.ThrowsAsync<LocalHostException>(() => LocalHostApp.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.StartsWith("npm could not install Azurite: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("package-lock.json", failure.Message, StringComparison.Ordinal);
    }

    private Task<LocalHostProcess> FailAsync(params string[] args) =>
        LocalHostProcess.FailAsync(["--data", folder.FullName, .. args.Contains("--urls") ? args : ["--urls", "http://localhost:0", .. args]]);

    private static string OneSentence(LocalHostProcess host)
    {
        Assert.Equal(1, host.ExitCode);
        Assert.DoesNotContain('\n', host.Errors);
        return host.Errors;
    }
}
