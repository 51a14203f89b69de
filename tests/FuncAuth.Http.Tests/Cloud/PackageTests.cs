using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using FuncAuth.Functions;
using FuncAuth.LocalHost.Hosting;
using FuncAuth.LocalHost.Settings;

namespace FuncAuth.Http.Tests.Cloud;

/// <summary>What would be deployed. The package is made by <c>eng/package</c>, which CI runs before the tests; without it these are skipped.</summary>
public sealed class PackageTests
{
    private static readonly FunctionTable Table = FunctionTable.FromAssemblies(typeof(FuncAuthServices).Assembly);

    private static string Package => Path.Combine(RepositoryRoot.Find(), "artifacts", "package");

    [Fact]
    public void The_host_is_told_of_the_same_functions_that_LocalHost_serves()
    {
        using var metadata = JsonDocument.Parse(File.ReadAllText(Made("functions.metadata")));
        var told = metadata.RootElement.EnumerateArray().Select(function => (
            Name: function.GetProperty("name").GetString()!,
            Trigger: function.GetProperty("bindings").EnumerateArray().First(binding => binding.GetProperty("direction").GetString() == "In"))).ToList();

        var http = told.Where(function => Type(function.Trigger) == "httpTrigger").Select(function => Line(
            function.Name, Text(function.Trigger, "route") ?? function.Name,
            function.Trigger.TryGetProperty("methods", out var methods) ? methods.EnumerateArray().Select(method => method.GetString()!) : []));
        var queues = told.Where(function => Type(function.Trigger) == "queueTrigger")
            .Select(function => $"{function.Name} {Text(function.Trigger, "queueName")} {Text(function.Trigger, "connection")}");
        var timers = told.Where(function => Type(function.Trigger) == "timerTrigger").Select(function => function.Name);

        Assert.Equal(Table.Http.Select(function => Line(function.Name, function.Template, function.Methods)).Order(StringComparer.Ordinal), http.Order(StringComparer.Ordinal));
        Assert.Equal(Table.Queues.Select(function => $"{function.Name} {function.Queue} {function.Connection}").Order(StringComparer.Ordinal), queues.Order(StringComparer.Ordinal));
        Assert.Equal(Table.Timers.Select(function => function.Name).Order(StringComparer.Ordinal), timers.Order(StringComparer.Ordinal));
        Assert.Equal(told.Count, Table.Http.Length + Table.Queues.Length + Table.Timers.Length);
        Assert.All(told.Where(function => Type(function.Trigger) == "httpTrigger"), function => Assert.Equal("Anonymous", Text(function.Trigger, "authLevel")));
    }

    [Fact]
    public void The_package_starts_with_the_runtime_of_the_platform_and_listens_to_queues()
    {
        using var worker = JsonDocument.Parse(File.ReadAllText(Made("worker.config.json")));
        var description = worker.RootElement.GetProperty("description");
        using var host = JsonDocument.Parse(File.ReadAllText(Made("host.json")));
        using var extensions = JsonDocument.Parse(File.ReadAllText(Made("extensions.json")));
        using var runtime = JsonDocument.Parse(File.ReadAllText(Made("FuncAuth.Functions.runtimeconfig.json")));

        Assert.Equal(("dotnet-isolated", "FuncAuth.Functions.dll"), (description.GetProperty("language").GetString(), description.GetProperty("defaultWorkerPath").GetString()));
        Assert.Equal(("", "OpenTelemetry"), (host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString(), host.RootElement.GetProperty("telemetryMode").GetString()));
        Assert.Contains("AzureStorageQueues", extensions.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.True(File.Exists(Made(Path.Combine(".azurefunctions", "Microsoft.Azure.WebJobs.Extensions.Storage.Queues.dll"))));
        Assert.Equal(
            ["Microsoft.AspNetCore.App", "Microsoft.NETCore.App"],
            runtime.RootElement.GetProperty("runtimeOptions").GetProperty("frameworks").EnumerateArray().Select(framework => framework.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_in_the_package_that_is_not_needed_there()
    {
        Made("FuncAuth.Functions.dll");
        var files = Directory.EnumerateFiles(Package, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Package, file)).ToList();

        Assert.DoesNotContain(files, file => Path.GetFileName(file) is "local.settings.json" or "keys.json");
        Assert.DoesNotContain(files, file => file.StartsWith("FuncAuth.Contracts.Worker", StringComparison.Ordinal) || file.Contains("LocalHost", StringComparison.Ordinal) || file.Contains("xunit", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(files, file => file.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".resources.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.StartsWith("runtimes", StringComparison.Ordinal)); // of one platform
        Assert.Contains("libsodium.so", files); // hashes passwords
        Assert.InRange(files.Sum(file => new FileInfo(Path.Combine(Package, file)).Length), 1, 60_000_000);
    }

    [Fact]
    public void What_is_deployed_is_compiled_beforehand()
    {
        // Compiled code says so in its header: a managed native header, at offset 64 of the CLI header (ECMA-335, II.25.3.3).
        using var file = File.OpenRead(Made("FuncAuth.dll"));
        using var image = new System.Reflection.PortableExecutable.PEReader(file);

        Assert.NotEqual(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }

    [Fact]
    public void A_package_without_contract_assemblies_is_the_only_one_to_deploy()
    {
        Made("FuncAuth.Functions.dll");
        var stubs = Directory.GetFiles(Package, "FuncAuth.Contracts.*.dll");
        Assert.SkipUnless(
            stubs.Length == 0,
            $"This feed lacks packages: the package stands on {string.Join(", ", stubs.Select(Path.GetFileName))}, was made with AllowContracts and must not be deployed.");

        Assert.True(File.Exists(Path.Combine(Package, "Azure.Communication.Email.dll")));
        Assert.True(File.Exists(Path.Combine(Package, "Azure.Communication.Sms.dll")));
    }

    [Fact]
    public async Task Publishing_what_stands_on_contract_assemblies_fails_and_says_why()
    {
        var (refused, refusal) = await PublishAsync("-p:CommunicationPackages=false", "-t:RefuseContracts");
        var (allowed, silence) = await PublishAsync("-p:CommunicationPackages=false", "-t:RefuseContracts", "-p:AllowContracts=true");
        var (complete, _) = await PublishAsync("-p:CommunicationPackages=true", "-p:WorkerPackages=true", "-t:RefuseContracts");

        Assert.NotEqual(0, refused);
        Assert.Contains("error FUNCAUTH1: This build stands on contract assemblies in place of Communication Services, which only throw: it must not be deployed.", refusal, StringComparison.Ordinal);
        Assert.Equal(0, allowed);
        Assert.DoesNotContain("FUNCAUTH1", silence, StringComparison.Ordinal);
        Assert.Equal(0, complete);
    }

    private static string Line(string name, string route, IEnumerable<string> methods) =>
        $"{name} {route} {string.Join(',', methods.Select(method => method.ToUpperInvariant()).Order(StringComparer.Ordinal))}";

    private static string? Type(JsonElement trigger) => Text(trigger, "type");

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static string Made(string file)
    {
        Assert.SkipUnless(Directory.Exists(Package), "There is no package to look at: run eng/package (it needs the Functions worker packages).");
        var main = new FileInfo(Path.Combine(Package, "FuncAuth.Functions.dll"));
        Assert.SkipWhen(
            main.LastWriteTimeUtc < File.GetLastWriteTimeUtc(typeof(FuncAuthServices).Assembly.Location),
            "The package is older than the build: run eng/package again.");
        var path = Path.Combine(Package, file);
        Assert.True(File.Exists(path), $"{file} is not in the package.");
        return path;
    }

    // The target that stands before a publish, as a publish evaluates it, without waiting for the rest.
    private static async Task<(int Code, string Output)> PublishAsync(params string[] arguments)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(
            dotnet, ["msbuild", Path.Combine(RepositoryRoot.Find(), "src", "FuncAuth.Functions"), "-p:_IsPublishing=true", "-nologo", "-nr:false", .. arguments])
        { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
