using System.Text.Json;
using System.Text.RegularExpressions;

namespace FuncAuth.Infra.Tests;

/// <summary>No secret leaves its vault by the template, and no door stands open.</summary>
public partial class HardeningTests
{
    [Fact]
    public void Q08_the_template_asks_Azure_for_no_key()
    {
        var text = Bicep.Compile("main.bicep").GetRawText(); // with every module in it

        // listKeys, listAccountSas, list-anything: how a template would get at a key.
        Assert.DoesNotMatch(ListCall(), text);
        Assert.DoesNotContain("AccountKey", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SharedAccessSignature", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("example")]
    [InlineData("full")]
    public void Q08_no_setting_holds_a_secret_or_a_connection_string(string deployment)
    {
        var settings = (deployment == "full" ? Deployment.Full : Deployment.Example).Settings;

        // One exception: that of Application Insights, which by itself opens nothing (the next test). The host knows no other way to be told the address.
        Assert.Equal(["APPLICATIONINSIGHTS_CONNECTION_STRING"], settings.Keys.Where(name => SecretName().IsMatch(name)));
        Assert.All(settings, setting => Assert.DoesNotMatch(SecretValue(), setting.Value));
        Assert.DoesNotContain(settings.Keys, name => name.StartsWith("FuncAuth__Keys__", StringComparison.Ordinal) && name != "FuncAuth__Keys__VaultUri");
    }

    [Fact]
    public void Q08_the_connection_string_of_the_telemetry_opens_nothing()
    {
        Assert.True(Deployment.Example.One("Microsoft.Insights/components").GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean());
        Assert.True(Deployment.Example.One("Microsoft.OperationalInsights/workspaces").GetProperty("properties").GetProperty("features").GetProperty("disableLocalAuth").GetBoolean());
        Assert.DoesNotContain("connection", string.Concat(Outputs("main.bicep")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Q08_no_output_is_a_secret()
    {
        // azd writes outputs into a file, and Azure keeps them with the deployment. What may be in them is named here, one by one.
        Assert.Equal(
            [
                "FUNCAUTH_APP", "FUNCAUTH_EMAIL_DNS", "FUNCAUTH_EMAIL_FROM", "FUNCAUTH_FRONT_DOOR_DNS", "FUNCAUTH_HOST", "FUNCAUTH_PUBLISHABLE_KEY",
                "FUNCAUTH_VAULT_URI",
            ],
            Outputs("main.bicep").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void J07_no_key_passes_through_the_template()
    {
        Assert.Empty(Deployment.Full.All("Microsoft.KeyVault/vaults/secrets"));
        Assert.Empty(Deployment.Full.All("Microsoft.KeyVault/vaults/keys"));
        Assert.Empty(Deployment.Full.All("Microsoft.Resources/deploymentScripts"));
        Assert.DoesNotContain("secureString", Bicep.Compile("main.bicep").GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_vault_goes_by_roles_and_loses_nothing()
    {
        var vault = Deployment.Example.One("Microsoft.KeyVault/vaults").GetProperty("properties");

        Assert.True(vault.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.True(vault.GetProperty("enableSoftDelete").GetBoolean());
        Assert.True(vault.GetProperty("enablePurgeProtection").GetBoolean());
        Assert.Equal(90, vault.GetProperty("softDeleteRetentionInDays").GetInt32());
    }

    [Fact]
    public void The_storage_has_no_shared_keys_no_public_blobs_and_no_old_TLS()
    {
        var storage = Deployment.Example.One("Microsoft.Storage/storageAccounts").GetProperty("properties");

        Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(storage.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        Assert.Equal("TLS1_2", storage.GetProperty("minimumTlsVersion").GetString());
        Assert.All(
            Deployment.Example.All("Microsoft.Storage/storageAccounts/blobServices/containers"),
            container => Assert.Equal("None", container.GetProperty("properties").GetProperty("publicAccess").GetString()));

        // Keys of the customer make scans of tables some 325 times dearer.
        Assert.Equal("Microsoft.Storage", storage.GetProperty("encryption").GetProperty("keySource").GetString());
    }

    [Fact]
    public void The_app_speaks_https_and_takes_no_passwords()
    {
        var app = Deployment.Example.App;
        var site = app.GetProperty("siteConfig");

        Assert.True(app.GetProperty("httpsOnly").GetBoolean());
        Assert.Equal("1.2", site.GetProperty("minTlsVersion").GetString());
        Assert.Equal("1.2", site.GetProperty("scmMinTlsVersion").GetString());
        Assert.Equal("Disabled", site.GetProperty("ftpsState").GetString());

        var doors = Deployment.Example.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies").ToList();
        Assert.Equal(["ftp", "scm"], doors.Select(door => door.GetProperty("name").GetString()!.Split('/')[^1]).Order(StringComparer.Ordinal));
        Assert.All(doors, door => Assert.False(door.GetProperty("properties").GetProperty("allow").GetBoolean()));
    }

    [Fact]
    public void Messages_are_sent_with_the_identity_and_not_tracked()
    {
        Assert.True(Deployment.Full.One("Microsoft.Communication/communicationServices").GetProperty("properties").GetProperty("disableLocalAuth").GetBoolean());
        Assert.All(
            Deployment.Full.All("Microsoft.Communication/emailServices/domains"),
            domain => Assert.Equal("Disabled", domain.GetProperty("properties").GetProperty("userEngagementTracking").GetString()));
    }

    [Fact]
    public void A_domain_of_ones_own_sends_only_once_it_is_verified()
    {
        var waiting = Deployment.Of(("emailDomain", "'mail.example.com'"), ("emailDomainVerified", "false"));

        Assert.EndsWith("/AzureManagedDomain", Linked(waiting), StringComparison.Ordinal);
        Assert.Contains("mail.example.com", waiting.Names("Microsoft.Communication/emailServices/domains"));
        Assert.EndsWith("/mail.example.com", Linked(Deployment.Full), StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_Front_Door_nothing_comes_past_it()
    {
        var site = Deployment.Full.App.GetProperty("siteConfig");
        var only = Assert.Single(site.GetProperty("ipSecurityRestrictions").EnumerateArray());

        Assert.Equal("Deny", site.GetProperty("ipSecurityRestrictionsDefaultAction").GetString());
        Assert.Equal("AzureFrontDoor.Backend", only.GetProperty("ipAddress").GetString());
        Assert.True(only.GetProperty("headers").TryGetProperty("x-azure-fdid", out _)); // the tag alone lets in everybody's Front Door
        Assert.Equal("Allow", Deployment.Example.App.GetProperty("siteConfig").GetProperty("ipSecurityRestrictionsDefaultAction").GetString());
        Assert.Empty(Deployment.Example.All("Microsoft.Cdn/profiles"));
    }

    [Fact]
    public void The_header_of_Front_Door_is_believed_only_behind_it()
    {
        const string header = "FuncAuth__Instance__ClientAddressHeader";

        Assert.Equal("X-Azure-ClientIP", Deployment.Full.Settings[header]);
        Assert.DoesNotContain(header, Deployment.Example.Settings.Keys);
    }

    [Fact]
    public void Addresses_of_people_are_not_logged_by_the_services_around()
    {
        string[] tellRecipients = ["EmailStatusUpdateOperational", "EmailUserEngagementOperational"];
        var categories = Deployment.Full.All("Microsoft.Insights/diagnosticSettings")
            .SelectMany(setting => setting.GetProperty("properties").GetProperty("logs").EnumerateArray())
            .Where(log => log.TryGetProperty("category", out _)).Select(log => log.GetProperty("category").GetString()!);

        Assert.Empty(categories.Intersect(tellRecipients));
    }

    private static string Linked(Deployment deployment) => deployment.One("Microsoft.Communication/communicationServices")
        .GetProperty("properties").GetProperty("linkedDomains").EnumerateArray().Single().GetString()!;

    private static IEnumerable<string> Outputs(string file) => Bicep.Compile(file).TryGetProperty("outputs", out var outputs)
        ? outputs.EnumerateObject().Select(output => output.Name) : [];

    [GeneratedRegex(@"\blist[A-Z]\w*\(")]
    private static partial Regex ListCall();

    [GeneratedRegex(@"secret|password|connection_?string|accountkey|pepper|signing", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"sk_(live|test)_|AccountKey=|InstrumentationKey=|@Microsoft\.KeyVault|[A-Za-z0-9+/]{43}=")]
    private static partial Regex SecretValue();
}
