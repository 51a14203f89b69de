using System.Reflection;
using System.Text.Json;
using FuncAuth.Functions.Settings;
using FuncAuth.Instances;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FuncAuth.Infra.Tests;

/// <summary>The template, the settings that the code knows, and local.settings.sample.json are of one mind.</summary>
public class SettingsTests
{
    /// <summary>What the host and its extensions read; everything else has to be known to the code.</summary>
    private static readonly string[] OfTheHost =
    [
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId", "AzureWebJobsDisableHomepage",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    public static TheoryData<string> Deployments() => ["example", "full"];

    [Theory]
    [MemberData(nameof(Deployments))]
    public void No_setting_of_the_template_is_unknown_to_the_code(string deployment)
    {
        var unknown = Named(deployment).Settings.Keys.Except(Known()).Except(OfTheHost);

        Assert.True(!unknown.Any(), $"The template sets what nothing reads: {string.Join(", ", unknown)}. Is it misspelt, or was the setting renamed?");
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Every_setting_that_the_code_requires_is_set_by_the_template(string deployment)
    {
        var complaints = Complaints(Named(deployment).Settings);

        Assert.True(complaints.Count == 0, $"With the settings of infra/function-app.bicep the app would not start: {string.Join(" ", complaints)}");
    }

    [Fact]
    public void A_setting_that_the_template_forgot_would_be_found()
    {
        var settings = Deployment.Example.Settings.Where(setting => setting.Key != "FuncAuth__Instance__PublishableKey").ToDictionary();

        Assert.Contains("FuncAuth__Instance__PublishableKey is missing.", Complaints(settings));
    }

    [Fact]
    public void The_sample_knows_every_setting_of_the_code_and_no_other()
    {
        using var file = JsonDocument.Parse(Repository.Text("local.settings.sample.json"));
        var sample = file.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name)
            .Except(["FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "AzureWebJobsDisableHomepage"]).ToList();

        Assert.Empty(sample.Except(Known()).Select(name => $"{name} is in local.settings.sample.json only"));
        Assert.Empty(Known().Except(sample).Select(name => $"{name} is missing in local.settings.sample.json"));
    }

    [Fact]
    public void The_host_is_given_its_storage_by_address_and_identity_alone()
    {
        var settings = Deployment.Example.Settings;

        Assert.All(
            OfTheHost.Where(name => name.StartsWith("AzureWebJobsStorage", StringComparison.Ordinal)), name => Assert.Contains(name, settings.Keys));
        Assert.Equal("managedidentity", settings["AzureWebJobsStorage__credential"]);
        Assert.DoesNotContain("AzureWebJobsStorage", settings.Keys);
    }

    [Theory]
    [InlineData("FUNCTIONS_WORKER_RUNTIME")]
    [InlineData("FUNCTIONS_EXTENSION_VERSION")]
    [InlineData("WEBSITE_RUN_FROM_PACKAGE")]
    [InlineData("WEBSITE_CONTENTSHARE")]
    [InlineData("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING")]
    [InlineData("AzureFunctionsJobHost__extensions__http__routePrefix")]
    public void What_the_plan_forbids_is_not_set(string name) => Assert.DoesNotContain(name, Deployment.Full.Settings.Keys);

    [Fact]
    public void The_publishable_key_names_the_host()
    {
        var example = Deployment.Example;
        var host = $"{example.One("Microsoft.Web/sites").GetProperty("name").GetString()}.azurewebsites.net";

        Assert.Equal(PublishableKey.For(host, isDevelopment: false).Text, example.Settings["FuncAuth__Instance__PublishableKey"]);
        Assert.Equal(PublishableKey.For("auth.example.com", isDevelopment: false).Text, Deployment.Full.Settings["FuncAuth__Instance__PublishableKey"]);
    }

    [Fact]
    public void Browsers_are_let_in_by_one_list_on_the_platform_and_in_the_app()
    {
        var full = Deployment.Full;
        var cors = full.App.GetProperty("siteConfig").GetProperty("cors");
        var origins = cors.GetProperty("allowedOrigins").EnumerateArray().Select(origin => origin.GetString()!).ToArray();

        Assert.Equal(["https://app.example.com", "https://admin.example.com"], origins);
        Assert.Equal(string.Join(',', origins), full.Settings["FuncAuth__Instance__AllowedOrigins"]);
        Assert.True(cors.GetProperty("supportCredentials").GetBoolean());
    }

    [Fact]
    public void Nobody_is_asked_for_a_phone_number_where_no_SMS_can_be_sent()
    {
        Assert.Equal("false", Deployment.Example.Settings["FuncAuth__Attributes__PhoneNumber__Enabled"]);
        Assert.DoesNotContain("FuncAuth__Attributes__PhoneNumber__Enabled", Deployment.Full.Settings.Keys);
        Assert.Equal("+15550100", Deployment.Full.Settings["FuncAuth__Communication__SmsFrom"]);
    }

    [Fact]
    public void Nobody_learns_who_has_an_account_unless_somebody_says_so()
    {
        Assert.Equal("strict", Deployment.Example.Settings["FuncAuth__AttackProtection__Enumeration"]);
        Assert.Equal("off", Deployment.Of(("settings", "{ FuncAuth__AttackProtection__Enumeration: 'off' }")).Settings["FuncAuth__AttackProtection__Enumeration"]);
    }

    [Fact]
    public void Settings_of_ones_own_win()
    {
        var settings = Deployment.Of(("settings", "{ FuncAuth__Attributes__PhoneNumber__Enabled: 'true' }")).Settings;

        Assert.Equal("true", settings["FuncAuth__Attributes__PhoneNumber__Enabled"]);
    }

    private static Deployment Named(string deployment) => deployment == "full" ? Deployment.Full : Deployment.Example;

    /// <summary>Every options record of the code, by the members that its configuration section is bound to.</summary>
    private static IEnumerable<string> Known() =>
    [
        InstanceName.Setting,
        .. Records().SelectMany(record => Names(Section(record), record)),
    ];

    private static IEnumerable<Type> Records() => typeof(IChecked).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IChecked)) && type is { IsClass: true, IsPublic: true } && type != typeof(InstanceName));

    private static string Section(Type record) => (string)(record.GetField("Section")
        ?? throw new InvalidOperationException($"{record.Name} does not name its section.")).GetRawConstantValue()!;

    // Of what has a name that people choose, the sample shows one.
    private static IEnumerable<string> Names(string section, Type record) =>
        record == typeof(ProvidersOptions) ? Names($"{section}:{nameof(ProvidersOptions.Providers)}:google", typeof(ProviderOptions))
        : record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .SelectMany(property => property.PropertyType is { IsClass: true } type && type.Assembly == record.Assembly
                ? Names($"{section}:{property.Name}", type)
                : [$"{section}:{property.Name}".Replace(":", "__", StringComparison.Ordinal)]);

    /// <summary>What the app would say at the start. A value that only Azure knows is taken to be an address, or what its setting is for.</summary>
    private static List<string> Complaints(IReadOnlyDictionary<string, string> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(
            setting.Key.Replace("__", ":", StringComparison.Ordinal),
            (string?)(!setting.Value.StartsWith('[') ? setting.Value
                : setting.Key.EndsWith("EmailFrom", StringComparison.Ordinal) ? "no-reply@mail.example.com"
                : "https://known-to.azure.example/")))).Build();
        using var provider = new ServiceCollection().AddFuncAuthSettings(configuration).BuildServiceProvider();
        return [.. Records().Append(typeof(InstanceName)).SelectMany(record => Complaints(provider, record))];
    }

    private static IEnumerable<string> Complaints(IServiceProvider provider, Type record)
    {
        try
        {
            var options = provider.GetRequiredService(typeof(IOptions<>).MakeGenericType(record));
            _ = options.GetType().GetProperty("Value")!.GetValue(options);
            return [];
        }
        catch (TargetInvocationException e) when (e.InnerException is OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
    }
}
