using System.Collections;
using System.Diagnostics.Tracing;
using System.Security.Cryptography;
using System.Text;
using Azure.Core.Diagnostics;
using FuncAuth.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>Where a secret of the key vault is, while the app works with it: nowhere that can be read.</summary>
public sealed class SecretPlacesTests
{
    [Fact]
    public async Task J07_Q08_no_key_of_the_vault_is_in_settings_environment_tables_or_logs()
    {
        var ct = TestContext.Current.CancellationToken;
        var said = new StringBuilder();
        using var azure = new AzureEventSourceListener((_, text) => Add(said, text), EventLevel.Verbose); // the client libraries too, all they have to say
        await using var vault = await FakeVault.StartAsync(ct);
        var (code, pepper) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var secretKey = "sk_test_" + RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 40);
        var signing = RsaKey(2048);
        vault.WithKeys(signing, $"c1:{Convert.ToBase64String(code)}", $"p1:{Convert.ToBase64String(pepper)}", secretKey);
        await using var host = await FuncAuthHost.StartAsync(
            new Dictionary<string, string?> { ["FuncAuth:Keys:VaultUri"] = FakeVault.Address.ToString(), ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft"] = "Trace" },
            services =>
            {
                vault.Register(services);
                services.AddSingleton<ILoggerProvider>(new Notes(said));
            },
            ct);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/v1/jwks");
        ask.Headers.Authorization = new("Bearer", secretKey);
        Assert.Equal(200, (await page.SendAsync(ask)).Status);

        var places = new Dictionary<string, string>
        {
            ["settings"] = string.Join('\n', host.Services.GetRequiredService<IConfiguration>().AsEnumerable().Select(setting => $"{setting.Key}={setting.Value}")),
            ["environment"] = string.Join('\n', Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}")),
            ["tables and queues"] = await host.DumpStorageAsync(),
            ["logs"] = Text(said),
        };

        Assert.Contains("funcauth-signing", places["logs"], StringComparison.Ordinal); // they were really listened to
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(signing), out _);
        var parts = rsa.ExportParameters(includePrivateParameters: true);
        foreach (var (place, text) in places)
        {
            Assert.False(text.Contains(secretKey, StringComparison.Ordinal), $"The secret key is in the {place}.");
            foreach (var secret in new[] { code, pepper, parts.D!, parts.P!, parts.Q! })
            {
                foreach (var form in new[] { Convert.ToBase64String(secret)[..40], Convert.ToHexString(secret)[..40], System.Buffers.Text.Base64Url.EncodeToString(secret)[..40] })
                    Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"A key is in the {place}.");
            }

            Assert.False(text.Contains(signing[100..160], StringComparison.Ordinal), $"The signing key is in the {place}.");
        }
    }

    private static void Add(StringBuilder said, string text)
    {
        lock (said)
            said.AppendLine(text);
    }

    private static string Text(StringBuilder said)
    {
        lock (said)
            return said.ToString();
    }

    private sealed class Notes(StringBuilder said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Add(said, $"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(said, $"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
