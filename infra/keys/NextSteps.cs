using System.Text.Json;
using FuncAuth.Instances;

namespace FuncAuth.KeyMaker;

/// <summary>What somebody needs to know after a deployment: the publishable key, where the secret key is, and what is left to do.</summary>
/// <param name="Host">The host that front ends reach FuncAuth at.</param>
/// <param name="Vault">Where the keys are.</param>
public sealed record NextSteps(string Host, Uri Vault)
{
    /// <summary>Whom e-mails come from.</summary>
    public string? EmailFrom { get; init; }

    /// <summary>DNS records that are still to be entered, as the deployment gave them out: a list of <c>type</c>, <c>name</c>, <c>value</c>.</summary>
    public IReadOnlyList<string> DnsRecords { get; init; } = [];

    /// <exception cref="FormatException">No publishable key can be made for the host.</exception>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"FuncAuth          https://{Host}");
        output.WriteLine($"Publishable key   {PublishableKey.For(Host, isDevelopment: false)}");
        output.WriteLine($"Secret key        az keyvault secret show --id {new Uri(Vault, $"secrets/{VaultKey.SecretKey.Secret}")} --query value -o tsv");
        if (EmailFrom is not null)
            output.WriteLine($"E-mail from       {EmailFrom}");

        var records = DnsRecords.SelectMany(Records).ToList();
        if (records.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("DNS records to enter, if they are not there yet");
            foreach (var (type, name, value) in records)
                output.WriteLine($"  {type,-6} {name}  {value}");
        }

        output.WriteLine();
        output.WriteLine("Next");
        foreach (var (number, step) in Steps().Index())
            output.WriteLine($"  {number + 1}. {step}");
        output.WriteLine();
        output.WriteLine("docs/self-hosting.md goes through all of it.");
    }

    private IEnumerable<string> Steps()
    {
        yield return $"Look whether it is ready: curl https://{Host}/healthz/ready";
        yield return "Give your front end the publishable key; it holds the address, and nothing else has to be set.";

        if (Host.EndsWith(".azurewebsites.net", StringComparison.OrdinalIgnoreCase))
        {
            yield return "Before real users come: a host under your own domain (FUNCAUTH_HOST_NAME). The publishable key changes with it, and "
                + "browsers refuse cookies of other sites.";
        }

        if (EmailFrom?.EndsWith(".azurecomm.net", StringComparison.OrdinalIgnoreCase) is true)
            yield return "Before real users come: an e-mail domain of your own (FUNCAUTH_EMAIL_DOMAIN). This one sends 5 messages a minute and 10 an hour.";
    }

    /// <summary>The records in a list; what is no such list has none.</summary>
    private static IEnumerable<(string Type, string Name, string Value)> Records(string json)
    {
        using var list = JsonDocument.Parse(string.IsNullOrWhiteSpace(json) ? "[]" : json);
        foreach (var record in list.RootElement.EnumerateArray())
            yield return (Text(record, "type"), Text(record, "name"), Text(record, "value"));
    }

    private static string Text(JsonElement record, string member) => record.GetProperty(member).GetString() ?? "";
}
