using System.Reflection;
using System.Text.Json;
using FuncAuth.Functions.Settings;
using FuncAuth.Instances;
using Microsoft.Extensions.DependencyInjection;
using static FuncAuth.Http.Tests.Settings.GivenSettings;

namespace FuncAuth.Http.Tests.Settings;

/// <summary>local.settings.sample.json names every setting, and nothing but settings.</summary>
public class SampleTests
{
    private static readonly string[] OfTheHost = ["FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "AzureWebJobsDisableHomepage"];

    [Fact]
    public void The_sample_and_the_options_know_the_same_settings()
    {
        var sample = Sample().Keys.Except(OfTheHost);

        Assert.Equal(Known().Order(StringComparer.Ordinal), sample.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_sample_starts_once_it_has_keys()
    {
        var missing = Sample().Complaints();
        using var provider = Sample().With(
            [.. Development.Where(s => s.Key.StartsWith("FuncAuth__Keys__", StringComparison.Ordinal) || s.Key.EndsWith("SecretKey", StringComparison.Ordinal))
                .Select(s => (s.Key, s.Value))]).Registered();

        Assert.Equal(
            [
                "FuncAuth__Instance__SecretKey is missing.", "FuncAuth__Keys__Code is missing.", "FuncAuth__Keys__Pepper is missing.",
                "FuncAuth__Keys__Signing is missing.",
            ],
            missing);
        Assert.True(provider.GetRequiredService<Instance>().IsDevelopment);
    }

    [Fact]
    public void The_sample_shows_what_holds_where_nobody_says()
    {
        var sample = Sample();
        var withoutDefaults = Development.With(
            ("FuncAuth__Instance__AllowedOrigins", sample["FuncAuth__Instance__AllowedOrigins"]),
            ("FuncAuth__Instance__PublishableKey", sample["FuncAuth__Instance__PublishableKey"]));
        using var shown = sample.With([.. Development.Where(s => string.IsNullOrEmpty(sample[s.Key])).Select(s => (s.Key, s.Value))]).Registered();
        using var silent = withoutDefaults.Registered();

        var (one, other) = (shown.GetRequiredService<Instance>(), silent.GetRequiredService<Instance>());

        // Origins compare by reference and are the same text on both sides.
        Assert.Equal(other with { AllowedOrigins = one.AllowedOrigins }, one);
        Assert.Equal(silent.GetRequiredService<InstanceName>(), shown.GetRequiredService<InstanceName>());
    }

    [Fact]
    public void The_publishable_key_of_the_sample_names_the_port_that_the_tools_listen_on()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Place()));
        var port = file.RootElement.GetProperty("Host").GetProperty("LocalHttpPort").GetInt32();

        Assert.Equal($"127.0.0.1:{port}", PublishableKey.TryParse(Sample()["FuncAuth__Instance__PublishableKey"])?.Host);
    }

    [Fact]
    public void No_key_is_published_in_the_sample()
    {
        Assert.All(
            Sample().Where(setting => setting.Key.Contains("__Keys__", StringComparison.Ordinal) || setting.Key.EndsWith("SecretKey", StringComparison.Ordinal)),
            setting => Assert.Equal("", setting.Value));
    }

    private static IEnumerable<string> Known() =>
    [
        InstanceName.Setting,
        .. Names(InstanceOptions.Section, typeof(InstanceOptions)),
        .. Names(AttributesOptions.Section, typeof(AttributesOptions)),
        .. Names(CodeOptions.Section, typeof(CodeOptions)),
        .. Names(SignUpOptions.Section, typeof(SignUpOptions)),
        .. Names(SessionOptions.Section, typeof(SessionOptions)),
        .. Names(PasswordOptions.Section, typeof(PasswordOptions)),
        .. Names(PhoneOptions.Section, typeof(PhoneOptions)),
        .. Names(MessageOptions.Section, typeof(MessageOptions)),
        .. Names(SmtpOptions.Section, typeof(SmtpOptions)),
        .. Names(UsernameOptions.Section, typeof(UsernameOptions)),
        .. Names(RestrictionsOptions.Section, typeof(RestrictionsOptions)),
        .. Names(SignInOptions.Section, typeof(SignInOptions)),
        .. Names(AttackProtectionOptions.Section, typeof(AttackProtectionOptions)),
        .. Names(UserOptions.Section, typeof(UserOptions)),
        .. Names(KeyOptions.Section, typeof(KeyOptions)),
        .. Names(CommunicationOptions.Section, typeof(CommunicationOptions)),
        .. Names(OutgoingOptions.Section, typeof(OutgoingOptions)),

        // Of what has a name that people choose, one is shown.
        .. Names($"{ProvidersOptions.Section}:{nameof(ProvidersOptions.Providers)}:google", typeof(ProviderOptions)),
    ];

    private static IEnumerable<string> Names(string section, Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .SelectMany(property => property.PropertyType == typeof(AttributeOptions)
                ? Names($"{section}:{property.Name}", typeof(AttributeOptions))
                : [$"{section}:{property.Name}".Replace(":", "__", StringComparison.Ordinal)]);

    private static Dictionary<string, string?> Sample()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Place()));
        return file.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString());
    }

    private static string Place()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "local.settings.sample.json")))
            folder = folder.Parent ?? throw new FileNotFoundException("No folder above the tests holds local.settings.sample.json.");
        return Path.Combine(folder.FullName, "local.settings.sample.json");
    }
}
