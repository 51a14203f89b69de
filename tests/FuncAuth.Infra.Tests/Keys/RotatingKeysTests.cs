using FuncAuth.Functions.Settings;
using FuncAuth.KeyMaker;

namespace FuncAuth.Infra.Tests.Keys;

/// <summary>The next key follows without shutting anybody out.</summary>
public sealed class RotatingKeysTests : KeyCommand
{
    [Fact]
    public async Task An_app_that_starts_after_a_rotation_knows_both_keys_and_uses_the_next_when_its_hour_has_come()
    {
        await Run("make");
        Clock.Advance(TimeSpan.FromDays(90));
        var first = await Read();
        foreach (var key in VaultKey.All)
            await Run("rotate", key.Name);

        var atOnce = await Read();
        Clock.Advance(TimeSpan.FromHours(1));
        var after = await Read();

        Assert.Equal(first.Signing, atOnce.Signing);
        Assert.Equal(Clock.GetUtcNow(), Assert.Single(atOnce.NextSigning).SignsFrom);
        Assert.NotEqual(first.Signing, after.Signing);
        Assert.Equal(first.Signing, after.PreviousSigning);

        Assert.Equal((first.Code.Id, first.Pepper.Id), (atOnce.Code.Id, atOnce.Pepper.Id));
        Assert.Equal(atOnce.OtherCodes.Single().Id, after.Code.Id);
        Assert.Equal(atOnce.OtherPeppers.Single().Id, after.Pepper.Id);
        Assert.Equal((first.Code.Id, first.Pepper.Id), (after.OtherCodes.Single().Id, after.OtherPeppers.Single().Id));
        Assert.Equal(2, atOnce.SecretKeys.Length);
    }

    [Fact]
    public async Task An_app_that_starts_after_a_key_was_retired_does_not_know_it_any_more()
    {
        await Run("make");
        Clock.Advance(TimeSpan.FromDays(90));
        await Run("rotate", "secret-key");
        await Run("rotate", "code");
        Clock.Advance(TimeSpan.FromHours(2));

        await Run("retire", "secret-key");
        await Run("retire", "code");

        var keys = await Read();
        Assert.Single(keys.SecretKeys);
        Assert.Empty(keys.OtherCodes);
        Assert.Equal(Vault.Of("funcauth-code").First().Id, keys.Code.Id);
    }

    [Fact]
    public async Task Each_version_carries_the_id_that_its_key_has()
    {
        await Run("make");
        await Run("rotate", "code");

        foreach (var secret in new[] { "funcauth-code", "funcauth-pepper" })
            Assert.All(Vault.Of(secret), version => Assert.Equal(NamedKey.TryParse(version.Value)!.Value.Id, version.Id));
        Assert.All(Vault.Versions, version => Assert.False(string.IsNullOrEmpty(version.Id)));
        Assert.Equal(Vault.Versions.Count, Vault.Versions.Select(version => version.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("signing")]
    [InlineData("code")]
    [InlineData("pepper")]
    public async Task The_next_key_is_known_for_an_hour_before_it_is_used(string key)
    {
        await Run("make");
        Clock.Advance(TimeSpan.FromDays(90));

        Assert.Equal(0, await Run("rotate", key));

        var next = Vault.Of($"funcauth-{key}").First();
        Assert.Equal(2, Vault.Of($"funcauth-{key}").Count());
        Assert.Equal(Clock.GetUtcNow() + TimeSpan.FromHours(1), next.NotBefore);
        Assert.All(Vault.Of($"funcauth-{key}"), version => Assert.True(version.Enabled));
        Assert.Contains("Start the app again now", Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_secret_key_is_taken_at_once_beside_the_one_before()
    {
        await Run("make");
        Clock.Advance(TimeSpan.FromDays(90));

        await Run("rotate", "secret-key");

        Assert.Null(Vault.Of("funcauth-secret-key").First().NotBefore);
        Assert.All(Vault.Of("funcauth-secret-key"), version => Assert.True(version.Enabled));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(119, false)]
    [InlineData(120, true)]
    public async Task A_key_is_retired_once_nothing_made_with_it_can_be_met_any_more(int minutes, bool isRetired)
    {
        await Run("make");
        Clock.Advance(TimeSpan.FromDays(90));
        await Run("rotate", "signing");
        Clock.Advance(TimeSpan.FromMinutes(minutes));

        await Run("retire", "signing");

        // An hour until it is used, and another in which tokens of the one before are met.
        Assert.Equal(!isRetired, Vault.Of("funcauth-signing").Last().Enabled);
        Assert.True(Vault.Of("funcauth-signing").First().Enabled);
    }

    [Fact]
    public async Task A_pepper_is_not_retired_unless_somebody_insists()
    {
        await Run("make");
        Clock.Advance(TimeSpan.FromDays(90));
        await Run("rotate", "pepper");
        Clock.Advance(TimeSpan.FromDays(365));

        Assert.Equal(1, await Run("retire", "pepper"));
        Assert.All(Vault.Of("funcauth-pepper"), version => Assert.True(version.Enabled));

        Assert.Equal(0, await Run("retire", "pepper", "--force"));
        Assert.Equal([true, false], Vault.Of("funcauth-pepper").Select(version => version.Enabled));
    }

    [Fact]
    public async Task The_only_key_is_never_retired()
    {
        await Run("make");

        Assert.Equal(0, await Run("retire", "code", "--force"));

        Assert.True(Vault.Of("funcauth-code").Single().Enabled);
    }

    [Fact]
    public async Task A_key_that_is_not_in_use_yet_does_not_push_out_the_one_that_is()
    {
        await Run("make");
        Clock.Advance(TimeSpan.FromDays(90));
        await Run("rotate", "code");

        await Run("retire", "code", "--force");

        Assert.All(Vault.Of("funcauth-code"), version => Assert.True(version.Enabled));
    }
}
