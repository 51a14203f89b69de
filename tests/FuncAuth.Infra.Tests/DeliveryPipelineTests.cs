using System.Diagnostics;
using System.Text.RegularExpressions;
using FuncAuth.Infra.Tests.Keys;
using FuncAuth.KeyMaker;
using YamlDotNet.RepresentationModel;

namespace FuncAuth.Infra.Tests;

/// <summary>azure.yaml and the workflows: what they run is there, and what they show is what somebody needs.</summary>
public partial class DeliveryPipelineTests
{
    private const string Program = "dotnet run --project infra/keys -- ";

    [Theory]
    [InlineData("postprovision", "make")]
    [InlineData("postdeploy", "show")]
    public void A_hook_runs_the_same_command_in_both_shells(string hook, string command)
    {
        var hooks = (YamlMappingNode)Yaml("azure.yaml")["hooks"][hook];

        Assert.Equal(("sh", Program + command), (Text(hooks["posix"]["shell"]), Text(hooks["posix"]["run"])));
        Assert.Equal(("pwsh", Program + command), (Text(hooks["windows"]["shell"]), Text(hooks["windows"]["run"])));
    }

    [Fact]
    public void Azd_finds_the_app_and_its_infrastructure()
    {
        var azd = Yaml("azure.yaml");
        var service = Assert.Single(((YamlMappingNode)azd["services"]).Children);

        Assert.Equal(Text(service.Key), Deployment.Example.One("Microsoft.Web/sites").GetProperty("tags").GetProperty("azd-service-name").GetString());
        Assert.True(Directory.Exists(Path.Combine(Repository.Root, Text(service.Value["project"]))));
        Assert.True(File.Exists(Path.Combine(Repository.Root, Text(azd["infra"]["path"]), Text(azd["infra"]["module"]) + ".bicep")));
        Assert.All(Deployment.Example.Resources.Where(resource => resource.TryGetProperty("tags", out _)), resource => Assert.True(resource.GetProperty("tags").TryGetProperty("azd-env-name", out _)));
    }

    [Fact]
    public async Task What_a_first_deployment_prints_is_enough_to_go_on()
    {
        // The environment is what azd makes of the outputs of the template.
        var outputs = Bicep.Compile("main.bicep").GetProperty("outputs").EnumerateObject().ToDictionary(output => output.Name, output => "");
        var given = outputs.Keys.ToHashSet();
        outputs["FUNCAUTH_HOST"] = "func-funcauth-abc.azurewebsites.net";
        outputs["FUNCAUTH_VAULT_URI"] = FakeVault.Address.ToString();
        outputs["FUNCAUTH_EMAIL_FROM"] = "DoNotReply@0a1b2c.azurecomm.net";
        outputs["FUNCAUTH_EMAIL_DNS"] = """[{"type":"TXT","name":"mail.example.com","value":"ms-domain-verification=1"}]""";
        outputs["FUNCAUTH_FRONT_DOOR_DNS"] = "[]";
        Assert.Equal(given, outputs.Keys.ToHashSet());
        using var vault = new FakeVault(TimeProvider.System);
        using var output = new StringWriter();
        var commands = new CommandLine(outputs.GetValueOrDefault, _ => vault.Client(), TimeProvider.System);

        var made = await commands.RunAsync(["make"], output, output, CancellationToken.None);
        var shown = await commands.RunAsync(["show"], output, output, CancellationToken.None);

        var ids = vault.Versions.ToDictionary(version => version.Secret, version => version.Id);
        Assert.Equal((0, 0), (made, shown));
        Assert.Equal(
            $"""
            Keys in https://kv-test.vault.azure.net/
              funcauth-signing     made {ids["funcauth-signing"]}
              funcauth-code        made {ids["funcauth-code"]}
              funcauth-pepper      made {ids["funcauth-pepper"]}
              funcauth-secret-key  made {ids["funcauth-secret-key"]}
            FuncAuth          https://func-funcauth-abc.azurewebsites.net
            Publishable key   pk_live_ZnVuYy1mdW5jYXV0aC1hYmMuYXp1cmV3ZWJzaXRlcy5uZXQk
            Secret key        az keyvault secret show --id https://kv-test.vault.azure.net/secrets/funcauth-secret-key --query value -o tsv
            E-mail from       DoNotReply@0a1b2c.azurecomm.net

            DNS records to enter, if they are not there yet
              TXT    mail.example.com  ms-domain-verification=1

            Next
              1. Look whether it is ready: curl https://func-funcauth-abc.azurewebsites.net/healthz/ready
              2. Give your front end the publishable key; it holds the address, and nothing else has to be set.
              3. Before real users come: a host under your own domain (FUNCAUTH_HOST_NAME). The publishable key changes with it, and browsers refuse cookies of other sites.
              4. Before real users come: an e-mail domain of your own (FUNCAUTH_EMAIL_DOMAIN). This one sends 5 messages a minute and 10 an hour.

            docs/self-hosting.md goes through all of it.

            """.ReplaceLineEndings(),
            output.ToString());
    }

    [Fact]
    public void The_program_runs()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])[typeof(CommandLine).Assembly.Location, "show", "--host", "auth.example.com", "--vault", "https://kv-test.vault.azure.net"])
            start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("pk_live_YXV0aC5leGFtcGxlLmNvbSQ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ci.yml")]
    [InlineData("deploy.yml")]
    public void Every_action_is_pinned_by_the_digest_of_its_commit(string workflow)
    {
        var uses = Repository.Text(".github", "workflows", workflow).Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(Pinned(), line));
    }

    [Theory]
    [InlineData("ci.yml")]
    [InlineData("deploy.yml")]
    public void Q08_no_workflow_knows_a_secret(string workflow)
    {
        var text = Repository.Text(".github", "workflows", workflow);

        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        Assert.Equal("read", Text(Yaml(".github", "workflows", workflow)["permissions"]["contents"]));
    }

    [Fact]
    public void A_deployment_is_tested_shown_and_only_then_made()
    {
        var jobs = Yaml(".github", "workflows", "deploy.yml")["jobs"];
        var test = Yaml(".github", "workflows", "ci.yml")["jobs"]["test"]["steps"];

        Assert.Equal("build", Text(jobs["what-if"]["needs"]));
        Assert.Equal("what-if", Text(jobs["deploy"]["needs"]));
        Assert.Equal("production", Text(jobs["deploy"]["environment"]));
        Assert.Contains("az deployment group what-if", jobs["what-if"].ToString(), StringComparison.Ordinal);
        Assert.Contains(".ci/run", test.ToString(), StringComparison.Ordinal);
        Assert.Contains(".ci/run", jobs["build"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_workflow_hands_over_what_the_example_reads()
    {
        var read = Reads().Matches(Repository.Text("infra", "main.bicepparam")).Select(match => match.Groups["name"].Value).Distinct();
        var given = ((YamlMappingNode)Yaml(".github", "workflows", "deploy.yml")["env"]).Children.Keys.Select(Text);

        Assert.Equal(read.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_guide_names_every_parameter_and_every_variable()
    {
        var guide = Repository.Text("docs", "self-hosting.md") + Repository.Text("infra", "README.md");
        var parameters = Bicep.Compile("main.bicep").GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name);
        var variables = Reads().Matches(Repository.Text("infra", "main.bicepparam")).Select(match => match.Groups["name"].Value).Distinct();

        Assert.All(parameters.Concat(variables), name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
    }

    private static YamlNode Yaml(params string[] path)
    {
        using var reader = new StringReader(Repository.Text(path));
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"readEnvironmentVariable\('(?<name>\w+)'")]
    private static partial Regex Reads();
}
