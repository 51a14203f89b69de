using FuncAuth.LocalHost;
using FuncAuth.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.LocalHost;

/// <summary>The keys of a local instance: made once, kept, and nobody else's to read.</summary>
public sealed class KeysFileTests : IDisposable
{
    private static readonly string[] Keys =
        ["FuncAuth:Instance:SecretKey", "FuncAuth:Keys:Code", "FuncAuth:Keys:Pepper", "FuncAuth:Keys:Signing"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("funcauth-");

    private string KeysFile => Path.Combine(folder.FullName, "keystest", "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_next_start_has_the_same_keys()
    {
        var first = await KeysAsync();
        var second = await KeysAsync();

        Assert.Equal(first, second);
        Assert.All(first, key => Assert.False(string.IsNullOrEmpty(key)));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeysFile));
    }

    [Fact]
    public async Task Hosts_that_start_at_once_have_the_same_keys()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => KeysAsync()));

        Assert.All(keys, one => Assert.Equal(keys[0], one));
        Assert.Equal(["keys.json", "keys.lock"], Directory.GetFiles(Path.GetDirectoryName(KeysFile)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_key_in_the_settings_wins_and_blank_is_none()
    {
        var secret = "sk_test_" + new string('x', 40);

        var keys = await KeysAsync(("FuncAuth:Instance:SecretKey", secret), ("FuncAuth:Keys:Signing", " "));

        Assert.Equal(secret, keys[0]);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(KeysFile, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_the_keys_say_so()
    {
        await using var host = await StartAsync(("FuncAuth:Instance:Environment", "production"));

        Assert.StartsWith("pk_live_", host.PublishableKey, StringComparison.Ordinal);
        Assert.StartsWith("sk_live_", host.SecretKey, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"secretKey\":\"sk_te")]
    [InlineData("{\"secretKey\":null,\"code\":\"\",\"pepper\":\"\",\"signing\":\"\"}")]
    public async Task A_file_that_is_not_whole_is_refused_and_kept(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeysFile)!);
        await File.WriteAllTextAsync(KeysFile, content, Ct);

        var failure = await Assert.ThrowsAsync<LocalHostException>(() => KeysAsync());

        Assert.StartsWith($"{KeysFile} does not hold the keys of this instance", failure.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(KeysFile, Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<string?[]> KeysAsync(params (string Name, string? Value)[] settings)
    {
        await using var host = await StartAsync(settings);
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        return [.. Keys.Select(key => configuration[key])];
    }

    private Task<FuncAuthHost> StartAsync(params (string Name, string? Value)[] settings) => FuncAuthHost.StartAsync(
        settings.Append(("FUNCAUTH_DATA", folder.FullName)).Append(("FUNCAUTH_INSTANCE", "keystest")).ToDictionary(one => one.Item1, one => one.Item2), ct: Ct);
}
