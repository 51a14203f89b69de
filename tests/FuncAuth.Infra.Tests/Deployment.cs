using System.Collections.Concurrent;
using System.Text.Json;

namespace FuncAuth.Infra.Tests;

/// <summary>What a deployment of the template makes, for one set of parameters.</summary>
internal sealed class Deployment
{
    private static readonly ConcurrentDictionary<string, Deployment> Known = new();

    private Deployment(IReadOnlyList<JsonElement> resources) => Resources = resources;

    /// <summary>The example as it is.</summary>
    public static Deployment Example => Of();

    /// <summary>Everything that can be turned on: SMS, own domains, Front Door, always-ready instances, alerts by mail, a budget.</summary>
    public static Deployment Full => Of(
        ("hostName", "'auth.example.com'"), ("frontDoor", "true"), ("emailDomain", "'mail.example.com'"), ("emailDomainVerified", "true"),
        ("smsFrom", "'+15550100'"), ("alwaysReady", "{ http: 1, email: 1, sms: 1 }"), ("alertEmail", "'ops@example.com'"),
        ("monthlyBudget", "100"), ("keyKeeperId", "'00000000-0000-0000-0000-000000000003'"),
        ("allowedOrigins", "['https://app.example.com', 'https://admin.example.com']"));

    public IReadOnlyList<JsonElement> Resources { get; }

    /// <summary>The example with some parameters changed, each written in Bicep.</summary>
    public static Deployment Of(params (string Name, string Value)[] changes) => Known.GetOrAdd(
        string.Join('\n', changes), _ => new Deployment(Bicep.Predict(changes.ToDictionary(change => change.Name, change => change.Value))));

    public IEnumerable<JsonElement> All(string type) => Resources.Where(resource => resource.GetProperty("type").GetString() == type);

    public JsonElement One(string type) => All(type).Single();

    /// <summary>The last parts of the names of the resources of a type.</summary>
    public IEnumerable<string> Names(string type) => All(type).Select(resource => resource.GetProperty("name").GetString()!.Split('/')[^1]);

    public JsonElement App => One("Microsoft.Web/sites").GetProperty("properties");

    /// <summary>The settings of the app; a value that only Azure knows is an expression that begins with a bracket.</summary>
    public IReadOnlyDictionary<string, string> Settings => App.GetProperty("siteConfig").GetProperty("appSettings").EnumerateArray()
        .ToDictionary(setting => setting.GetProperty("name").GetString()!, setting => setting.GetProperty("value").GetString()!);
}
