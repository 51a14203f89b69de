namespace FuncAuth.Infra.Tests;

/// <summary>The app's identity may do what its clients need, where they need it, and nothing more.</summary>
public class RoleTests
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments";

    private const string BlobDataOwner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
    private const string QueueDataContributor = "974c5e8b-45b9-4653-ba55-5f855dd0fb88";
    private const string TableDataContributor = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3";
    private const string KeyVaultSecretsUser = "4633458b-17de-408a-b874-0445c86b69e6";
    private const string KeyVaultSecretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
    private const string CommunicationAndEmailServiceOwner = "09976791-48a7-449e-bb21-39d1a415f350";
    private const string MonitoringMetricsPublisher = "3913510d-42f4-4e42-8a64-420c390055eb";

    [Fact]
    public void The_app_has_each_role_that_its_clients_need_and_no_other()
    {
        var example = Deployment.Example;
        var tables = example.Names("Microsoft.Storage/storageAccounts/tableServices/tables").Select(table => ($"tables/{table}", TableDataContributor));
        var queues = example.Names("Microsoft.Storage/storageAccounts/queueServices/queues").Select(queue => ($"queues/{queue}", QueueDataContributor));
        var rest = new[]
        {
            ($"storageAccounts/{example.Names("Microsoft.Storage/storageAccounts").Single()}", BlobDataOwner), // the host's locks and package
            ($"vaults/{example.Names("Microsoft.KeyVault/vaults").Single()}", KeyVaultSecretsUser), // SecretClient
            ($"communicationServices/{example.Names("Microsoft.Communication/communicationServices").Single()}", CommunicationAndEmailServiceOwner), // EmailClient, SmsClient
            ($"components/{example.Names("Microsoft.Insights/components").Single()}", MonitoringMetricsPublisher), // the exporter
        };

        Assert.Equal(tables.Concat(queues).Concat(rest).Order(), Roles(example).Order());
    }

    [Fact]
    public void Nobody_has_a_role_on_the_whole_resource_group() =>
        Assert.All(Deployment.Full.All(Assignment), role => Assert.DoesNotContain(
            "resourceGroups/rg/providers/Microsoft.Authorization", role.GetProperty("id").GetString(), StringComparison.Ordinal));

    [Fact]
    public void The_keys_are_kept_by_whoever_is_named_and_the_app_only_reads_them()
    {
        var keepers = Deployment.Full.All(Assignment).Where(role => Role(role) == KeyVaultSecretsOfficer).ToList();

        Assert.Equal("00000000-0000-0000-0000-000000000003", Assert.Single(keepers).GetProperty("properties").GetProperty("principalId").GetString());
        Assert.DoesNotContain(Deployment.Example.All(Assignment), role => Role(role) == KeyVaultSecretsOfficer);
    }

    [Fact]
    public void The_app_is_its_identity_everywhere()
    {
        var example = Deployment.Example;
        var app = example.One("Microsoft.Web/sites");

        Assert.Equal("UserAssigned", app.GetProperty("identity").GetProperty("type").GetString());
        Assert.All(example.All(Assignment), role => Assert.Contains(
            "identity", role.GetProperty("properties").GetProperty("principalId").GetString(), StringComparison.Ordinal));
        Assert.Contains("clientId", example.Settings["AzureWebJobsStorage__clientId"], StringComparison.Ordinal);
        Assert.Contains("Authorization=AAD", example.Settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"], StringComparison.Ordinal);
    }

    private static IEnumerable<(string Scope, string Role)> Roles(Deployment deployment) => deployment.All(Assignment)
        .Select(role => (string.Join('/', role.GetProperty("id").GetString()!.Split($"/providers/{Assignment}")[0].Split('/')[^2..]), Role(role)));

    private static string Role(System.Text.Json.JsonElement assignment) =>
        assignment.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!.Split('/')[^1];
}
