using System.Security.Cryptography;
using FuncAuth.Functions.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FuncAuth.Http.Tests.Settings;

/// <summary>Settings as a deployment has them, and what becomes of them.</summary>
internal static class GivenSettings
{
    public const string TestKey = "pk_test_MTI3LjAuMC4xOjE3MDcxJA";
    public const string LiveKey = "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k";

    /// <summary>A signing key of 2048 bits, made once: making one takes a while.</summary>
    public static string SigningKey { get; } = RsaKey(2048);

    /// <summary>The least that a development instance needs.</summary>
    public static Dictionary<string, string?> Development => new(StringComparer.OrdinalIgnoreCase)
    {
        ["FuncAuth__Instance__Environment"] = "development",
        ["FuncAuth__Instance__PublishableKey"] = TestKey,
        ["FuncAuth__Instance__SecretKey"] = "sk_test_" + new string('a', 40),
        ["FuncAuth__Instance__AllowedOrigins"] = "http://localhost:*",
        ["FuncAuth__Keys__Code"] = NamedKeyOf("c1", 1),
        ["FuncAuth__Keys__Pepper"] = NamedKeyOf("p1", 2),
        ["FuncAuth__Keys__Signing"] = SigningKey,
    };

    /// <summary>The least that a production instance needs.</summary>
    public static Dictionary<string, string?> Production => Development.With(
        ("FuncAuth__Instance__Environment", "production"),
        ("FuncAuth__Instance__PublishableKey", LiveKey),
        ("FuncAuth__Instance__SecretKey", "sk_live_" + new string('a', 40)),
        ("FuncAuth__Instance__AllowedOrigins", "https://app.example.com"));

    /// <summary>The settings with others; null takes one away.</summary>
    public static Dictionary<string, string?> With(this Dictionary<string, string?> settings, params (string Name, string? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null)
                settings.Remove(name);
            else
                settings[name] = value;
        }

        return settings;
    }

    public static string NamedKeyOf(string id, byte filling) => $"{id}:{Convert.ToBase64String([.. Enumerable.Repeat(filling, 32)])}";

    public static string RsaKey(int bits)
    {
        using var rsa = RSA.Create(bits);
        return Convert.ToBase64String(rsa.ExportPkcs8PrivateKey());
    }

    /// <summary>Environment variables as configuration sees them: two underscores part levels.</summary>
    public static IConfiguration AsConfiguration(this Dictionary<string, string?> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), s.Value)))
            .Build();

    public static ServiceProvider Registered(this Dictionary<string, string?> settings) =>
        new ServiceCollection().AddFuncAuthSettings(settings.AsConfiguration()).BuildServiceProvider(validateScopes: true);

    /// <summary>What a starting host would be told: every complaint, none where it would start.</summary>
    public static IReadOnlyList<string> Complaints(this Dictionary<string, string?> settings)
    {
        using var provider = settings.Registered();
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return [.. wrong.Failures];
        }
        catch (AggregateException many)
        {
            return [.. many.InnerExceptions.Cast<OptionsValidationException>().SelectMany(wrong => wrong.Failures)];
        }
    }
}
