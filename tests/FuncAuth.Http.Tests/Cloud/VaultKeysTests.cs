using Azure.Security.KeyVault.Secrets;
using FuncAuth.Azure.Keys;
using FuncAuth.Functions;
using FuncAuth.Functions.Settings;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>Keys in a key vault, as a starting host finds them there.</summary>
public sealed class VaultKeysTests : IAsyncLifetime
{
    private static readonly string[] Names = ["funcauth-signing", "funcauth-code", "funcauth-pepper", "funcauth-secret-key"];

    private FakeVault vault = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => vault = await FakeVault.StartAsync(Ct);

    public ValueTask DisposeAsync() => vault.DisposeAsync();

    [Fact]
    public async Task All_keys_are_read_at_once_and_before_the_host_has_started()
    {
        Fill();
        vault.Delay = TimeSpan.FromMilliseconds(200);

        using var host = await StartAsync();

        Assert.True(host.Services.GetRequiredService<KeySource>().IsLoaded);
        var keys = host.Services.GetRequiredService<KeySettings>();
        Assert.Equal(("c1", "p1", SigningKey), (keys.Code.Id, keys.Pepper.Id, Convert.ToBase64String(keys.Signing)));
        Assert.Equal([KeyRotationTests.SecretKey], keys.SecretKeys.Select(key => key.Reveal()));
        Assert.Equal(4, vault.MostAtOnce);
        Assert.Equal(8, vault.Asked.Count); // a list and a value each
    }

    [Fact]
    public async Task The_newest_enabled_version_is_current_and_those_before_stay_known()
    {
        Fill();
        var hoursAgo = DateTimeOffset.UtcNow.AddHours(-3);
        vault.Put("funcauth-pepper", NamedKeyOf("p2", 3), hoursAgo);
        vault.Put("funcauth-pepper", NamedKeyOf("p3", 4), hoursAgo.AddHours(1));
        vault.Put("funcauth-pepper", NamedKeyOf("p4", 5), hoursAgo.AddHours(2), enabled: false);
        vault.Put("funcauth-pepper", NamedKeyOf("p5", 6), hoursAgo.AddHours(2), notBefore: DateTimeOffset.UtcNow.AddHours(1));
        var signing = RsaKey(2048);
        vault.Put("funcauth-signing", signing, hoursAgo);
        vault.Put("funcauth-secret-key", KeyRotationTests.SecretKey + "2", hoursAgo);
        vault.Put("funcauth-secret-key", KeyRotationTests.SecretKey + "3", hoursAgo.AddHours(1));

        using var host = await StartAsync();

        var keys = host.Services.GetRequiredService<KeySettings>();
        Assert.Equal("p3", keys.Pepper.Id);
        Assert.Equal(["p5", "p2", "p1"], keys.OtherPeppers.Select(key => key.Id));
        Assert.Equal(signing, Convert.ToBase64String(keys.Signing));
        Assert.Equal(SigningKey, Convert.ToBase64String(keys.PreviousSigning!));
        Assert.Equal([KeyRotationTests.SecretKey + "3", KeyRotationTests.SecretKey + "2"], keys.SecretKeys.Select(key => key.Reveal()));
    }

    [Fact]
    public async Task A_first_signing_key_signs_at_once()
    {
        vault.Put("funcauth-signing", SigningKey);
        vault.Put("funcauth-code", NamedKeyOf("c1", 1));
        vault.Put("funcauth-pepper", NamedKeyOf("p1", 2));
        vault.Put("funcauth-secret-key", KeyRotationTests.SecretKey);

        using var host = await StartAsync();

        var keys = host.Services.GetRequiredService<KeySettings>();
        Assert.Equal(SigningKey, Convert.ToBase64String(keys.Signing));
        Assert.Empty(keys.NextSigning);
    }

    [Fact]
    public async Task Missing_secrets_are_told_by_name_all_at_once()
    {
        vault.Put("funcauth-code", NamedKeyOf("c1", 1));
        vault.Put("funcauth-pepper", NamedKeyOf("p1", 2), enabled: false);

        Assert.Equal(
            [
                "The secret funcauth-signing is missing in the key vault, or all of its versions are disabled.",
                "The secret funcauth-pepper is missing in the key vault, or all of its versions are disabled.",
                "The secret funcauth-secret-key is missing in the key vault, or all of its versions are disabled.",
            ],
            await RefusalAsync());
    }

    [Theory]
    [InlineData("funcauth-signing", "must be the base64 of an RSA private key of 2048 bits, with the exponent 65537, in PKCS#8 form")]
    [InlineData("funcauth-code", "must be an id of at most 32 letters, digits, - or _, a colon, and the base64 of 32 bytes")]
    [InlineData("funcauth-pepper", "must be an id of at most 32 letters, digits, - or _, a colon, and the base64 of 32 bytes")]
    [InlineData("funcauth-secret-key", "must be sk_test_ and at least 32 characters in development")]
    public async Task A_malformed_secret_is_told_by_name_and_version_and_not_shown(string name, string sentence)
    {
        Fill();
        vault.Put(name, "Zq9-unmistakable");

        var complaint = Assert.Single(await RefusalAsync());

        Assert.Matches($@"^The secret {name} \(version [0-9a-f]{{32}}\) {System.Text.RegularExpressions.Regex.Escape(sentence)}; disable the version if it is none\.$", complaint);
        Assert.DoesNotContain("Zq9", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Different_keys_under_one_id_are_refused_and_the_same_key_twice_is_not()
    {
        Fill();
        vault.Put("funcauth-code", NamedKeyOf("c1", 1));
        vault.Put("funcauth-pepper", NamedKeyOf("p1", 9));

        var complaint = Assert.Single(await RefusalAsync());

        Assert.Contains("of the secret funcauth-pepper are different keys with one id", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_key_and_the_pepper_are_refused_where_they_are_one_key()
    {
        Fill();
        vault.Put("funcauth-code", NamedKeyOf("other", 2));

        Assert.Equal(["The secrets funcauth-code and funcauth-pepper of the key vault must be different keys."], await RefusalAsync());
    }

    [Theory]
    [InlineData(403, "The secret {0} may not be read (403): the app's identity needs the role Key Vault Secrets User on the key vault, and the vault's firewall has to let the app through.")]
    [InlineData(500, "The secret {0} could not be read: the key vault answered 500 (InternalError).")]
    public async Task A_vault_that_refuses_is_told_in_a_sentence(int status, string sentence)
    {
        Fill();
        vault.Broken = status;

        Assert.Equal(
            Names.Select(name => sentence.Replace("{0}", name, StringComparison.Ordinal)),
            await RefusalAsync());
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_holds_the_start_up_for_a_bounded_time()
    {
        Fill();
        using var host = Built();
        vault.Delay = TimeSpan.FromMinutes(1);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMilliseconds(500));

        var told = await Assert.ThrowsAsync<VaultException>(() =>
            host.Services.GetRequiredService<VaultSecrets>().ReadAsync(VaultKeys.Code, patience.Token));

        Assert.Equal("The secret funcauth-code could not be read: the key vault did not answer in time.", told.Message);
    }

    [Fact]
    public async Task A_vault_that_is_not_there_is_told_in_a_sentence()
    {
        var options = new SecretClientOptions { Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } };
        var nowhere = new VaultSecrets(new SecretClient(new Uri("https://localhost:1"), new global::Azure.Identity.ManagedIdentityCredential(global::Azure.Identity.ManagedIdentityId.SystemAssigned), options));

        var told = await Assert.ThrowsAsync<VaultException>(() => nowhere.ReadAsync(VaultKeys.Code, Ct));

        Assert.Equal("The secret funcauth-code could not be read: the key vault cannot be reached.", told.Message);
    }

    private void Fill() => vault.WithKeys(SigningKey, NamedKeyOf("c1", 1), NamedKeyOf("p1", 2), KeyRotationTests.SecretKey);

    private IHost Built()
    {
        var settings = Development.With(
            ("FuncAuth__Keys__VaultUri", FakeVault.Address.ToString()), ("FuncAuth__Keys__Code", null), ("FuncAuth__Keys__Pepper", null),
            ("FuncAuth__Keys__Signing", null), ("FuncAuth__Instance__SecretKey", null), ("AzureWebJobsStorage", "UseDevelopmentStorage=true"));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFuncAuth(settings.AsConfiguration());
        vault.Register(builder.Services);
        return builder.Build();
    }

    private async Task<IHost> StartAsync()
    {
        var host = Built();
        await host.StartAsync(Ct);
        return host;
    }

    private async Task<IEnumerable<string>> RefusalAsync()
    {
        using var host = Built();
        return (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Ct))).Failures;
    }
}
