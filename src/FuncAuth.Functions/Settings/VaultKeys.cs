using System.Collections.Immutable;
using FuncAuth.Azure.Keys;
using FuncAuth.Sessions;
using Microsoft.Extensions.Options;

namespace FuncAuth.Functions.Settings;

/// <summary>
/// The keys of a deployment as a key vault holds them: a secret each, whose enabled versions are the key's generations. A version's
/// activation date is when it begins to be used; until then it is known, so that what other instances make with it is understood. Expiry
/// dates are not heeded, as no date may shut everybody out: a generation is retired by disabling it.
/// </summary>
public static class VaultKeys
{
    public const string Signing = "funcauth-signing";
    public const string Code = "funcauth-code";
    public const string Pepper = "funcauth-pepper";
    public const string SecretKey = "funcauth-secret-key";

    /// <summary>
    /// How long a new signing key is published before it signs, whatever its activation date: as long as whoever checks tokens may keep the
    /// list of keys (SECURITY.md J05).
    /// </summary>
    public static readonly TimeSpan SigningLead = TimeSpan.FromHours(1);

    /// <summary>Reads all four at once.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="isDevelopment">Which form the secret key has.</param>
    /// <param name="now">When it is.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="OptionsValidationException">A secret is missing, cannot be read or is malformed: a sentence each, without its value.</exception>
    public static async Task<KeySettings> ReadAsync(VaultSecrets vault, bool isDevelopment, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var complaints = new List<string>();
        var read = new[] { Signing, Code, Pepper, SecretKey }.Select(name => vault.ReadAsync(name, ct)).ToArray();
        await ((Task)Task.WhenAll(read)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failed in read.Where(task => !task.IsCompletedSuccessfully))
        {
            complaints.Add(failed.Exception?.InnerException is VaultException told
                ? told.Message
                : $"The keys could not be read: {failed.Exception?.InnerException?.GetType().Name ?? "cancelled"}.");
        }

        if (complaints.Count > 0)
            throw new OptionsValidationException(KeyOptions.Section, typeof(KeyOptions), complaints.Distinct());

        var signing = Generations(Signing, read[0].Result, SigningKeyText.TryParse, SigningKeyText.Shape, complaints);
        var codes = Named(Code, read[1].Result, now, complaints);
        var peppers = Named(Pepper, read[2].Result, now, complaints);
        var secrets = Generations(
            SecretKey, read[3].Result, text => InstanceOptions.IsSecretKey(text, isDevelopment) ? new Secret(text) : null,
            InstanceOptions.SecretKeyShape(isDevelopment), complaints);
        if (complaints.Count == 0 && codes.Any(code => peppers.Any(pepper => pepper.Value.AsSpan().SequenceEqual(code.Value))))
            complaints.Add($"The secrets {Code} and {Pepper} of the key vault must be different keys.");
        if (complaints.Count > 0)
            throw new OptionsValidationException(KeyOptions.Section, typeof(KeyOptions), complaints);

        var signs = signing.FindIndex(generation => SignsFrom(generation) <= now) is >= 0 and var found ? found : signing.Count - 1;
        return new KeySettings
        {
            Code = codes[0],
            OtherCodes = codes[1..],
            Pepper = peppers[0],
            OtherPeppers = peppers[1..],
            Signing = signing[signs].Key,
            NextSigning = [.. signing.Take(signs).Select(next => new NextSigningKey(next.Key, SignsFrom(next)))],
            PreviousSigning = signs + 1 < signing.Count ? signing[signs + 1].Key : null,
            SecretKeys = [.. secrets.Take(2).Select(secret => secret.Key)],
        };
    }

    private static DateTimeOffset SignsFrom(Generation<byte[]> generation)
    {
        var published = generation.Of.CreatedOn + SigningLead;
        return generation.Of.NotBefore is { } from && from > published ? from : published;
    }

    /// <summary>The generations of a key with an id: the current one first, then all others.</summary>
    private static ImmutableArray<NamedKey> Named(string name, ImmutableArray<SecretVersion> versions, DateTimeOffset now, List<string> complaints)
    {
        var read = Generations(name, versions, text => NamedKey.TryParse(text) is { } key ? new Boxed(key) : null, NamedKey.Shape, complaints)
            .DistinctBy(generation => (generation.Key.Value.Id, Convert.ToBase64String(generation.Key.Value.Value))) // put there twice
            .ToList();
        foreach (var same in read.GroupBy(generation => generation.Key.Value.Id).Where(group => group.Count() > 1))
        {
            // A stored code or hash names its key by the id alone.
            complaints.Add($"The versions {string.Join(" and ", same.Select(one => one.Of.Version))} of the secret {name} are different keys with one id: give the newer one another id.");
        }

        var current = read.FindIndex(generation => generation.Of.NotBefore is not { } from || from <= now);
        if (current < 0)
            current = read.Count - 1; // nothing else is there to be used
        return [.. read.Skip(current).Take(1).Concat(read.Where((_, index) => index != current)).Select(generation => generation.Key.Value)];
    }

    private static List<Generation<T>> Generations<T>(
        string name, ImmutableArray<SecretVersion> versions, Func<string, T?> parse, string shape, List<string> complaints)
        where T : class
    {
        var read = new List<Generation<T>>();
        if (versions.IsEmpty)
            complaints.Add($"The secret {name} is missing in the key vault, or all of its versions are disabled.");

        foreach (var version in versions)
        {
            if (parse(version.Value.Reveal()) is { } key)
                read.Add(new Generation<T>(key, version));
            else
                complaints.Add($"The secret {name} (version {version.Version}) must be {shape}; disable the version if it is none.");
        }

        return read;
    }

    private sealed record Generation<T>(T Key, SecretVersion Of);

    private sealed record Boxed(NamedKey Value);
}
