using System.Globalization;
using Azure;
using Azure.Security.KeyVault.Secrets;

namespace FuncAuth.KeyMaker;

/// <summary>
/// Makes, rotates and retires the keys in a vault. Values go from here to the vault and nowhere else: no argument, no file, no line of
/// output ever holds one.
/// </summary>
public sealed class KeyVaultKeys(SecretClient vault, TimeProvider time, TextWriter output)
{
    private const string IdTag = "id";

    // A role that was given a moment ago takes minutes to be heeded.
    private static readonly TimeSpan RoleTakes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(15);

    /// <summary>Makes the keys that are not there. One that is there stays as it is, however often this runs.</summary>
    /// <returns>Whether the app has every key it needs now, or would have without <paramref name="isDryRun"/>.</returns>
    public async Task<bool> MakeMissingAsync(bool isDryRun, CancellationToken ct)
    {
        var isComplete = true;
        output.WriteLine($"Keys in {vault.VaultUri}");
        foreach (var key in VaultKey.All)
        {
            var versions = await VersionsAsync(key, ct);
            switch (versions)
            {
                case []:
                    // Two of these at once make two generations, and the app knows both.
                    var made = key.Make(time.GetUtcNow());
                    if (!isDryRun)
                        await PutAsync(key, made, notBefore: null, ct);
                    Line(key, isDryRun ? "would be made" : $"made {made.Id}");
                    break;
                case [var newest, ..] when newest.Enabled is not false:
                    Line(key, $"is there ({Id(newest)})");
                    break;
                case [var newest, ..] when versions.Any(version => version.Enabled is not false):
                    Line(key, $"is there; its newest version ({Id(newest)}) is disabled and an older one in use");
                    break;
                default:
                    isComplete = false;
                    Line(key, $"is there, but every version is disabled. Enable one, or make the next: rotate {key.Name}");
                    break;
            }
        }

        return isComplete;
    }

    /// <summary>Makes the next generation of a key, to be used once everybody knows it.</summary>
    public async Task RotateAsync(VaultKey key, bool isDryRun, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        var now = time.GetUtcNow();
        var before = (await VersionsAsync(key, ct)).FirstOrDefault(version => version.Enabled is not false);
        var from = before is null || key.Lead == TimeSpan.Zero ? (DateTimeOffset?)null : now + key.Lead;
        var made = key.Make(now);
        if (!isDryRun)
            await PutAsync(key, made, from, ct);

        output.WriteLine($"Key in {vault.VaultUri}");
        Line(key, isDryRun ? "would get a next version" : $"made {made.Id}{(from is { } at ? $", used from {Time(at)}" : "")}");
        output.WriteLine();
        output.WriteLine("Next");
        Numbered(key.Name switch
        {
            "signing" =>
            [
                "Start the app again now, so that every instance publishes the new key.",
                $"From {Time(from ?? now)} tokens are signed with it. Nothing has to be done for that.",
                $"After {Time((from ?? now) + key.Keep!.Value)} the one before can go: retire signing, and start the app again.",
            ],
            "secret-key" =>
            [
                "Start the app again now. It takes the new key and the one before.",
                "Move your backends to the new one; 'show' says how to read it.",
                "When all have moved: retire secret-key, and start the app again. From then on the old one opens nothing.",
            ],
            "pepper" =>
            [
                "Start the app again now, so that every instance knows the new one.",
                $"Start it once more after {Time(from ?? now)}: new passwords are hashed with it from then on.",
                "Do not retire the one before: whoever has not signed in since would have to reset the password.",
            ],
            _ =>
            [
                "Start the app again now, so that every instance knows the new one.",
                $"Start it once more after {Time(from ?? now)}: codes are derived with it from then on.",
                $"After {Time((from ?? now) + key.Keep!.Value)} the one before can go: retire {key.Name}, and start the app again.",
            ],
        });
    }

    /// <summary>Disables every generation before the one in use. Nothing is deleted: a mistake is mended by enabling it again.</summary>
    /// <returns>Whether it was done; false where it would have shut somebody out.</returns>
    public async Task<bool> RetireAsync(VaultKey key, bool isForced, bool isDryRun, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        var now = time.GetUtcNow();
        var enabled = (await VersionsAsync(key, ct)).Where(version => version.Enabled is not false).ToList();
        var current = enabled.FindIndex(version => UsedFrom(version) <= now);
        var old = current < 0 ? [] : enabled[(current + 1)..];

        output.WriteLine($"Key in {vault.VaultUri}");
        if (old.Count == 0)
        {
            Line(key, "has no earlier version that is enabled; nothing to do");
            return true;
        }

        if (!isForced && key.Keep is null)
        {
            Line(key, "was not retired: passwords hashed with the earlier version could not be checked any more.");
            output.WriteLine("Those people would have to reset their passwords. If that is what you want, after a theft say, add --force.");
            return false;
        }

        // The app may have taken the new one up only when it was last started; nobody but its owner knows when.
        var free = UsedFrom(enabled[current]) + (key.Keep ?? TimeSpan.Zero);
        if (!isForced && now < free)
        {
            Line(key, $"was not retired: the earlier version is needed until {Time(free)}");
            return false;
        }

        foreach (var version in old)
        {
            if (!isDryRun)
            {
                version.Enabled = false;
                await vault.UpdateSecretPropertiesAsync(version, ct);
            }

            Line(key, $"{(isDryRun ? "would disable" : "disabled")} {Id(version)}");
        }

        output.WriteLine();
        output.WriteLine("Next");
        Numbered(["Start the app again: until then it knows what it knew."]);
        return true;
    }

    /// <summary>Shows the generations, never their values.</summary>
    public async Task ListAsync(CancellationToken ct)
    {
        output.WriteLine($"Keys in {vault.VaultUri}");
        foreach (var key in VaultKey.All)
        {
            var versions = await VersionsAsync(key, ct);
            if (versions.Count == 0)
                Line(key, "missing");
            foreach (var version in versions)
            {
                var from = version.NotBefore is { } at ? $", used from {Time(at)}" : "";
                Line(key, $"{Id(version)}, made {Time(version.CreatedOn ?? default)}{from}{(version.Enabled is false ? ", disabled" : "")}");
            }
        }
    }

    private async Task PutAsync(VaultKey key, NewKey made, DateTimeOffset? notBefore, CancellationToken ct)
    {
        var secret = new KeyVaultSecret(key.Secret, made.Value)
        {
            Properties = { ContentType = "FuncAuth key", NotBefore = notBefore, Tags = { [IdTag] = made.Id } },
        };
        try
        {
            await vault.SetSecretAsync(secret, ct);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            throw new KeyVaultKeysException(
                $"The secret {key.Secret} was deleted and waits to be purged. Get it back: az keyvault secret recover --name {key.Secret} --vault-name {vault.VaultUri.Host.Split('.')[0]}");
        }
    }

    /// <summary>All versions of a key, the newest first; disabled ones too.</summary>
    private async Task<List<SecretProperties>> VersionsAsync(VaultKey key, CancellationToken ct)
    {
        var until = time.GetUtcNow() + RoleTakes;
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                var versions = new List<SecretProperties>();
                await foreach (var version in vault.GetPropertiesOfSecretVersionsAsync(key.Secret, ct))
                    versions.Add(version);

                // The app's own order.
                return [.. versions.OrderByDescending(version => version.CreatedOn).ThenByDescending(version => version.Version, StringComparer.Ordinal)];
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return [];
            }
            catch (RequestFailedException e) when (e.Status == 403)
            {
                if (time.GetUtcNow() >= until)
                {
                    throw new KeyVaultKeysException(
                        $"The vault does not let you in. You need the role Key Vault Secrets Officer on {vault.VaultUri.Host}: deploy with keyKeeperId set to your object id, or have it given to you.");
                }

                if (isFirst)
                    output.WriteLine("The vault does not let you in yet; a new role takes minutes to be heeded. Trying again for ten minutes.");
                await Task.Delay(BetweenTries, time, ct);
            }
        }
    }

    private static DateTimeOffset UsedFrom(SecretProperties version) => version.NotBefore ?? version.CreatedOn ?? DateTimeOffset.MinValue;

    private static string Id(SecretProperties version) => version.Tags.TryGetValue(IdTag, out var id) ? id : $"version {version.Version}";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private void Line(VaultKey key, string text) => output.WriteLine($"  {key.Secret,-20} {text}");

    private void Numbered(IEnumerable<string> steps)
    {
        foreach (var (number, step) in steps.Index())
            output.WriteLine($"  {number + 1}. {step}");
    }
}

/// <summary>What keeps the keys from being made, as a sentence for whoever deploys. It holds no secret.</summary>
public sealed class KeyVaultKeysException(string message) : Exception(message);
