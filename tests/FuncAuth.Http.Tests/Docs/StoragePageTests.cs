using FuncAuth.Azure;
using FuncAuth.Testing;
using FuncAuth.Testing.Spec;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Docs;

/// <summary>docs/storage.md has the tables, queues, rows and columns that a host really makes.</summary>
public sealed class StoragePageTests
{
    private static readonly string[] OfTheService = ["odata.etag", "PartitionKey", "RowKey", "Timestamp"];

    [Fact]
    public async Task Every_row_that_a_sign_up_leaves_is_on_the_page_with_its_columns()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        await host.QueuesAreEmptyAsync();
        var layout = host.Services.GetRequiredService<StorageLayout>();
        var described = Described();

        foreach (var table in new[] { layout.Clients, layout.Users, layout.Identifiers, layout.Deliveries })
        {
            var name = table[host.Instance.Length..];
            var rows = await host.RowsAsync(name);
            Assert.NotEmpty(rows);
            foreach (var row in rows)
            {
                var line = described.SingleOrDefault(line => line.Table == $"funcauth{name}" && row.RowKey.StartsWith(line.Key, StringComparison.Ordinal));
                Assert.True(line.Columns is not null, $"docs/storage.md has no line for row '{row.RowKey}' of {name}.");
                Assert.Empty(row.Keys.Except(OfTheService).Except(line.Columns!));
            }
        }
    }

    [Fact]
    public async Task Every_table_and_queue_is_on_the_page()
    {
        await using var host = await FuncAuthHost.StartAsync(ct: TestContext.Current.CancellationToken);
        var layout = host.Services.GetRequiredService<StorageLayout>();
        var page = Page();

        var names = typeof(StorageLayout).GetProperties().Where(property => property.PropertyType == typeof(string))
            .Select(property => (string)property.GetValue(layout)!).ToList();

        Assert.Equal(6, names.Count);
        Assert.All(names, name => Assert.Contains($"`funcauth{name[host.Instance.Length..]}`", page, StringComparison.Ordinal));
    }

    private static List<(string Table, string Key, string[]? Columns)> Described()
    {
        var table = "";
        var rows = new List<(string, string, string[]?)>();
        var section = Page()[Page().IndexOf("## Tables", StringComparison.Ordinal)..];
        foreach (var line in section.Split('\n').SkipWhile(line => !line.StartsWith('|')).Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            var cells = line.Trim()[1..^1].Split('|').Select(cell => cell.Trim()).ToArray();
            table = cells[0].Length > 0 ? cells[0].Trim('`') : table;
            rows.Add((table, cells[2].Trim('`').TrimEnd('…'), [.. cells[4].Split(',').Select(column => column.Trim(' ', '`'))]));
        }

        return rows;
    }

    private static string Page() => File.ReadAllText(Path.Combine(
        (Checkout.Root ?? throw new DirectoryNotFoundException("No folder above the tests holds FuncAuth.sln.")).FullName, "docs", "storage.md"));
}
