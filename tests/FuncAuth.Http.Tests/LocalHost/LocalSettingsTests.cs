using FuncAuth.LocalHost;
using FuncAuth.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>Who wins where the same thing is set twice.</summary>
public sealed class LocalSettingsTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("funcauth-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task The_file_then_the_environment_then_the_command_line()
    {
        await WriteAsync("""
            {
              "IsEncrypted": false, // as the Functions tools write it
              "Values": {
                "FUNCAUTH_INSTANCE": "fromfile",
                "FuncAuthTest__File": "file",
                "FuncAuthTest:Environment": "file",
                "FuncAuthTest__CommandLine": "file",
              }
            }
            """);
        Environment.SetEnvironmentVariable("FuncAuthTest__Environment", "environment");
        Environment.SetEnvironmentVariable("FuncAuthTest__CommandLine", "environment");

        await using var host = await StartAsync("--FuncAuthTest__CommandLine", "command line", "--FuncAuthTest:Sign=a=b");
        var settings = host.Services.GetRequiredService<IConfiguration>().GetSection("FuncAuthTest");

        Assert.Equal("fromfile", host.Instance);
        Assert.Equal("file", settings["File"]);
        Assert.Equal("environment", settings["Environment"]);
        Assert.Equal("command line", settings["CommandLine"]);
        Assert.Equal("a=b", settings["Sign"]);
    }

    [Theory]
    [InlineData("{ \"Values\": { \"a\": ")]
    [InlineData("{ \"Values\": [] }")]
    public async Task A_file_that_cannot_be_read_is_named(string content)
    {
        await WriteAsync(content);

        var failure = await Assert.ThrowsAsync<LocalHostException>(() => StartAsync());

        Assert.StartsWith($"{Path.Combine(root.FullName, "local.settings.json")} cannot be read: ", failure.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task WriteAsync(string content) => File.WriteAllTextAsync(Path.Combine(root.FullName, "local.settings.json"), content, Ct);

    private async Task<LocalHostApp> StartAsync(params string[] args) => await LocalHostApp.StartAsync(
        new() { Root = root.FullName, Args = ["--urls", "http://localhost:0", "--AzureWebJobsStorage", await Storage.ConnectionStringAsync(Ct), .. args] }, Ct);
}
