using Azure.Data.Tables;
using FuncAuth.Azure.Tables;

namespace FuncAuth.Azure.Tests.Tables;

/// <summary>The emulator would let most of this pass.</summary>
public class TableGuardTests
{
    [Fact]
    public void A_transaction_stays_in_one_partition()
    {
        TableGuard.Check([Adding("one", "a"), Adding("one", "b")]);

        Assert.Throws<TableLimitException>(() => TableGuard.Check([Adding("one", "a"), Adding("other", "b")]));
    }

    [Fact]
    public void A_transaction_touches_a_row_once()
    {
        Assert.Throws<TableLimitException>(() => TableGuard.Check([Adding("one", "a"), Adding("one", "a")]));
    }

    [Fact]
    public void A_transaction_has_at_most_a_hundred_actions_and_at_least_one()
    {
        TableGuard.Check([.. Enumerable.Range(0, 100).Select(i => Adding("one", $"{i}"))]);

        Assert.Throws<TableLimitException>(() => TableGuard.Check([.. Enumerable.Range(0, 101).Select(i => Adding("one", $"{i}"))]));
        Assert.Throws<TableLimitException>(() => TableGuard.Check(Array.Empty<TableTransactionAction>()));
    }

    [Fact]
    public void A_text_has_at_most_64_KiB_and_its_content_is_not_told()
    {
        TableGuard.Check(With("Data", new string('x', 32 * 1024)));

        var e = Assert.Throws<TableLimitException>(() => TableGuard.Check(With("Data", new string('x', 32 * 1024 + 1))));
        Assert.Contains("'Data'", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_has_at_most_1_MiB()
    {
        var row = new TableEntity("one", "a");
        for (var i = 0; i < 15; i++)
            row[$"Data{i}"] = new string('x', 32 * 1024);
        TableGuard.Check(row);

        row["Data15"] = new string('x', 32 * 1024);
        Assert.Throws<TableLimitException>(() => TableGuard.Check(row));
    }

    [Fact]
    public void A_transaction_has_at_most_4_MiB()
    {
        var actions = Enumerable.Range(0, 64).Select(i => Adding("one", $"{i}", new string('x', 32 * 1024))).ToList();

        Assert.Throws<TableLimitException>(() => TableGuard.Check(actions));
        TableGuard.Check(actions[..63]);
    }

    [Fact]
    public void A_row_has_at_most_252_columns()
    {
        var row = new TableEntity("one", "a");
        for (var i = 0; i < 252; i++)
            row[$"Column{i}"] = i;
        TableGuard.Check(row);

        row["Column252"] = 252;
        Assert.Throws<TableLimitException>(() => TableGuard.Check(row));
    }

    [Fact]
    public void A_date_is_not_before_1601()
    {
        TableGuard.Check(With("At", new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        Assert.Throws<TableLimitException>(() => TableGuard.Check(With("At", DateTimeOffset.MinValue)));
    }

    private static TableEntity With(string column, object value) => new("one", "a") { [column] = value };

    private static TableTransactionAction Adding(string partition, string key, string? data = null) =>
        new(TableTransactionActionType.Add, new TableEntity(partition, key) { ["Data"] = data ?? "x" });
}
