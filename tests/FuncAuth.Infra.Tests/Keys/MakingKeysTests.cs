using FuncAuth.Functions.Settings;
using FuncAuth.KeyMaker;

namespace FuncAuth.Infra.Tests.Keys;

/// <summary>The keys are made once, and shown to nobody.</summary>
public sealed class MakingKeysTests : KeyCommand
{
    [Fact]
    public async Task Making_keys_makes_the_four_that_the_app_reads()
    {
        Assert.Equal(0, await Run("make"));

        Assert.Equal(
            ["funcauth-code", "funcauth-pepper", "funcauth-secret-key", "funcauth-signing"],
            Vault.Versions.Select(version => version.Secret).Order(StringComparer.Ordinal));
        Assert.All(Vault.Versions, version => Assert.True(version is { Enabled: true, NotBefore: null }));
    }

    [Fact]
    public async Task What_is_made_is_what_the_code_takes()
    {
        await Run("make");

        var keys = new KeyOptions { Code = Value("funcauth-code"), Pepper = Value("funcauth-pepper"), Signing = Value("funcauth-signing") };
        var instance = new InstanceOptions
        {
            PublishableKey = "pk_live_YXV0aC5leGFtcGxlLmNvbSQ",
            SecretKey = Value("funcauth-secret-key"),
        };
        Assert.Empty(keys.Complaints());
        Assert.Empty(instance.Complaints());
    }

    [Fact]
    public async Task The_app_reads_what_was_made()
    {
        await Run("make");

        var keys = await Read();

        Assert.Equal(NamedKey.TryParse(Value("funcauth-code")), keys.Code, SameKey);
        Assert.Equal(NamedKey.TryParse(Value("funcauth-pepper")), keys.Pepper, SameKey);
        Assert.Equal(Convert.FromBase64String(Value("funcauth-signing")), keys.Signing);
        Assert.Single(keys.SecretKeys);
    }

    [Fact]
    public void The_names_of_the_secrets_are_those_that_the_app_asks_for() => Assert.Equal(
        [VaultKeys.Signing, VaultKeys.Code, VaultKeys.Pepper, VaultKeys.SecretKey],
        VaultKey.All.Select(key => key.Secret));

    [Fact]
    public async Task A_second_run_makes_nothing_and_changes_nothing()
    {
        await Run("make");
        var before = Vault.Versions.ToArray();
        var writes = Vault.Writes;

        Assert.Equal(0, await Run("make"));

        Assert.Equal(before, Vault.Versions);
        Assert.Equal(writes, Vault.Writes);
    }

    [Fact]
    public async Task A_run_that_was_cut_off_is_finished_by_the_next_one()
    {
        Vault.Deleted.Add("funcauth-pepper");
        Assert.Equal(1, await Run("make"));
        var first = Vault.Versions.ToArray();

        Vault.Deleted.Clear();
        Assert.Equal(0, await Run("make"));

        Assert.Equal(first, Vault.Versions.Take(first.Length));
        Assert.Equal(4, Vault.Versions.Select(version => version.Secret).Distinct().Count());
        Assert.Equal(4, Vault.Versions.Count);
    }

    [Fact]
    public async Task J07_nothing_that_is_printed_holds_a_key()
    {
        await Run("make");
        foreach (var key in new[] { "signing", "code", "pepper", "secret-key" })
            await Run("rotate", key);
        Clock.Advance(TimeSpan.FromDays(1));
        foreach (var key in new[] { "signing", "code", "pepper", "secret-key" })
            await Run("retire", key, "--force");
        await Run("list");
        await Run("show", "--host", "auth.example.com");

        var printed = Output.ToString() + Error;
        Assert.Equal(8, Vault.Versions.Count);
        Assert.All(Vault.Versions, version => Assert.DoesNotContain(version.Value, printed, StringComparison.Ordinal));

        // Nor a part of one: of a named key the part behind the colon, of the others any sixteen characters from the middle.
        Assert.All(Vault.Versions, version =>
        {
            var middle = version.Value.Length / 2;
            Assert.DoesNotContain(version.Value[(middle - 8)..(middle + 8)], printed, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_do_and_does_nothing()
    {
        Assert.Equal(0, await Run("make", "--dry-run"));
        Assert.Equal(4, Output.ToString().Split("would be made").Length - 1);
        Assert.Equal(0, Vault.Writes);

        await Run("make");
        await Run("rotate", "code", "--dry-run");
        Assert.Equal(4, Vault.Writes);
    }

    [Fact]
    public async Task A_role_that_was_just_given_is_waited_for()
    {
        Vault.RefusesFor = 3;

        var run = Run("make");
        await Until(run);

        Assert.Equal(0, await run);
        Assert.Equal(4, Vault.Versions.Count);
        Assert.Contains("Trying again", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_gets_the_role_is_told_which()
    {
        Vault.RefusesFor = int.MaxValue;

        var run = Run("make");
        await Until(run);

        Assert.Equal(1, await run);
        Assert.Contains("Key Vault Secrets Officer", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_secret_is_not_replaced_by_another()
    {
        Vault.Deleted.Add("funcauth-signing");

        Assert.Equal(1, await Run("make"));

        Assert.DoesNotContain(Vault.Versions, version => version.Secret == "funcauth-signing");
        Assert.Contains("az keyvault secret recover --name funcauth-signing --vault-name kv-test", Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_whose_versions_are_all_disabled_is_not_made_anew_behind_ones_back()
    {
        await Run("make");
        Vault.Of("funcauth-pepper").Single().Enabled = false;

        Assert.Equal(1, await Run("make"));

        Assert.Single(Vault.Of("funcauth-pepper"));
        Assert.Contains("every version is disabled", Output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no command", "A command is missing.")]
    [InlineData("rotate mine", "There is no key called mine.")]
    [InlineData("make --what", "Unknown: --what")]
    [InlineData("make --vault", "--vault needs a value.")]
    [InlineData("make --vault http://kv-test.vault.azure.net", "--vault is the address of a key vault, such as https://NAME.vault.azure.net.")]
    [InlineData("show --host https://auth.example.com", "--host is a host alone, such as auth.example.com.")]
    public async Task What_is_not_understood_is_answered_with_how_it_is_said(string line, string told)
    {
        Assert.Equal(2, await Run(line == "no command" ? [] : line.Split(' ')));

        Assert.StartsWith(told, Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("rotate KEY", Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Vault.Versions);
    }
}
