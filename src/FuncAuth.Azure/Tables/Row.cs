using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// What rows have in common: keys, a version, the few columns that somebody queries, and the rest as one JSON column. The version is
/// raised with every change of the shape, an added member too: a release that does not know the member would lose it on the next write.
/// </summary>
internal static class Row
{
    private const string VersionColumn = "V";
    private const string DataColumn = "Data";

    /// <summary>An empty row of that version.</summary>
    public static TableEntity Begin(string partition, string key, int version) => new(partition, key) { [VersionColumn] = version };

    /// <summary>A row with its JSON column.</summary>
    public static TableEntity Write<T>(string partition, string key, int version, T content, JsonTypeInfo<T> shape)
    {
        var row = Begin(partition, key, version);
        row[DataColumn] = JsonSerializer.Serialize(content, shape);
        return row;
    }

    /// <summary>The version that a row was written in.</summary>
    public static int VersionOf(TableEntity row) => row.GetInt32(VersionColumn) ?? throw Broken(row, "it has no version");

    /// <summary>Whether two rows say the same, whoever wrote them.</summary>
    public static bool SameContent(TableEntity one, TableEntity other) => one.GetString(DataColumn) == other.GetString(DataColumn);

    /// <summary>The JSON column.</summary>
    /// <exception cref="InvalidDataException">It is missing or not of that shape.</exception>
    public static T Content<T>(TableEntity row, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Text(row, DataColumn), shape) ?? throw Broken(row, "its content is null");
        }
        catch (JsonException e)
        {
            throw Broken(row, $"its content has another shape at {e.Path}");
        }
    }

    /// <summary>A column that must be there.</summary>
    public static string Text(TableEntity row, string column) => row.GetString(column) ?? throw Broken(row, $"it has no {column}");

    /// <summary>A column that must be there.</summary>
    public static DateTimeOffset Time(TableEntity row, string column) =>
        row.GetDateTimeOffset(column) ?? throw Broken(row, $"it has no {column}");

    /// <summary>What to throw where a row cannot be read; without its content, which is personal.</summary>
    public static InvalidDataException Broken(TableEntity row, string why) =>
        new($"Row '{row.RowKey}' of partition '{row.PartitionKey}' cannot be read: {why}.");

    /// <summary>What to throw where a row is of a version that this release does not know.</summary>
    public static InvalidDataException OfLaterVersion(TableEntity row, int version) =>
        Broken(row, $"its version is {version}, which a later release has written");
}
