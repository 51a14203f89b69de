using System.Reflection;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using FuncAuth.Azure;
using FuncAuth.Functions;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Infra.Tests;

/// <summary>Every table, queue and scale group is on both sides: the code makes none in Azure.</summary>
public class StorageTests
{
    [Theory]
    [InlineData("funcauth")]
    [InlineData("myapp2")]
    public void The_tables_of_the_code_are_the_tables_of_the_template(string instance)
    {
        var made = Deployment.Of(("instance", $"'{instance}'")).Names("Microsoft.Storage/storageAccounts/tableServices/tables");

        Assert.Equal(Layout(instance).Where(name => !name.Contains('-', StringComparison.Ordinal)).Order(), made.Order());
    }

    [Theory]
    [InlineData("funcauth")]
    [InlineData("myapp2")]
    public void The_queues_of_the_code_and_a_poison_queue_for_each_are_the_queues_of_the_template(string instance)
    {
        var made = Deployment.Of(("instance", $"'{instance}'")).Names("Microsoft.Storage/storageAccounts/queueServices/queues");
        var queues = Layout(instance).Where(name => name.Contains('-', StringComparison.Ordinal));

        Assert.Equal(queues.SelectMany(queue => new[] { queue, $"{queue}-poison" }).Order(), made.Order());
    }

    [Fact]
    public void The_queues_that_functions_listen_on_are_there()
    {
        var deployment = Deployment.Example;
        var instance = deployment.Settings["FUNCAUTH_INSTANCE"];
        var listened = Functions().Select(function => function.Queue).OfType<string>()
            .Select(queue => queue.Replace("%FUNCAUTH_INSTANCE%", instance, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(listened);
        Assert.Empty(listened.Except(deployment.Names("Microsoft.Storage/storageAccounts/queueServices/queues")));
    }

    [Fact]
    public void Requests_and_each_function_that_sends_can_be_kept_awake_and_nothing_else()
    {
        var groups = Groups(Deployment.Full);

        Assert.Equal(
            Functions().Where(function => function.Queue is not null).Select(function => $"function:{function.Name}").Append("http").Order(), groups.Order());
    }

    [Fact]
    public void Nothing_is_kept_awake_where_nobody_says() => Assert.Empty(Groups(Deployment.Example));

    [Fact]
    public void The_package_is_fetched_from_a_container_that_is_there_with_the_identity()
    {
        var deployment = Deployment.Example;
        var package = deployment.App.GetProperty("functionAppConfig").GetProperty("deployment").GetProperty("storage");

        Assert.Contains(
            $"'{deployment.Names("Microsoft.Storage/storageAccounts/blobServices/containers").Single()}'", package.GetProperty("value").GetString(), StringComparison.Ordinal);
        Assert.Equal("UserAssignedIdentity", package.GetProperty("authentication").GetProperty("type").GetString());
    }

    private static IEnumerable<string> Groups(Deployment deployment) =>
        deployment.App.GetProperty("functionAppConfig").GetProperty("scaleAndConcurrency").GetProperty("alwaysReady").EnumerateArray()
            .Select(group => group.GetProperty("name").GetString()!);

    /// <summary>All names that the layout has; a queue's has a dash in it, which a table's cannot have.</summary>
    private static IEnumerable<string> Layout(string instance)
    {
        const string nowhere = "UseDevelopmentStorage=true"; // names are asked for, and nothing is sent
        var layout = new StorageLayout(instance, new TableServiceClient(nowhere), new QueueServiceClient(nowhere));
        return typeof(StorageLayout).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(string)).Select(property => (string)property.GetValue(layout)!);
    }

    private static IEnumerable<(string Name, string? Queue)> Functions() =>
        from method in typeof(FuncAuthServices).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        let queue = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()).FirstOrDefault(trigger => trigger is not null)
        select (function.Name, queue?.QueueName);
}
