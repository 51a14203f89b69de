using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

namespace FuncAuth.Azure.Tables;

/// <summary>
/// What rows have in common: keys, a version, the few columns that somebody queries, and the rest as JSON, in one column or, where that could overflow, in
/// a few. The version is raised with every change of the shape, an added member too: a release that does not know the member would lose it on the next
/// write.
/// </summary>
internal static class Row
{
    private const string VersionColumn = "V";
    private const string DataColumn = "Data";
    private const string WriterColumn = "By";

    /// <summary>An empty row of that version.</summary>
    public static TableEntity Begin(string partition, string key, int version) => new(partition, key) { [VersionColumn] = version };

    /// <summary>A row with its JSON column.</summary>
    public static TableEntity Write<T>(string partition, string key, int version, T content, JsonTypeInfo<T> shape)
    {
        var row = Begin(partition, key, version);
        Put(row, DataColumn, content, shape);
        return row;
    }

    /// <summary>Gives a row another JSON column.</summary>
    public static void Put<T>(TableEntity row, string column, T content, JsonTypeInfo<T> shape) => row[column] = JsonSerializer.Serialize(content, shape);

    /// <summary>Notes which request writes the row, so that a repeated write that meets itself is told from a lost race.</summary>
    public static void Sign(TableEntity row, string requestId) => row[WriterColumn] = requestId;

    /// <summary>
    /// Whether <paramref name="stored"/> is the very write of <paramref name="written"/>. By the request and by the content, so that a request that saves
    /// twice does not take its first save for its second.
    /// </summary>
    public static bool IsSameWrite(TableEntity stored, TableEntity written) =>
        stored.GetString(WriterColumn) is { } writer && writer == written.GetString(WriterColumn) && SameContent(stored, written);

    /// <summary>The version that a row was written in.</summary>
    public static int VersionOf(TableEntity row) => row.GetInt32(VersionColumn) ?? throw Broken(row, "it has no version");

    /// <summary>Whether two rows say the same, whoever wrote them.</summary>
    public static bool SameContent(TableEntity one, TableEntity other) => Content(one).SequenceEqual(Content(other));

    /// <summary>A JSON column.</summary>
    /// <exception cref="InvalidDataException">It is missing or not of that shape.</exception>
    public static T Content<T>(TableEntity row, JsonTypeInfo<T> shape, string column = DataColumn)
        where T : notnull
    {
        try
        {
            return JsonSerializer.Deserialize(Text(row, column), shape) is { } content ? content : throw Broken(row, "its content is null");
        }
        catch (JsonException e)
        {
            throw Broken(row, $"its content has another shape at {e.Path}");
        }
    }

    // What a service adds of its own is no content, nor is what a column is found by.
    private static IEnumerable<KeyValuePair<string, object>> Content(TableEntity row) => row
        .Where(column => column is { Value: string, Key: not ("PartitionKey" or "RowKey" or "odata.etag" or WriterColumn) })
        .OrderBy(column => column.Key, StringComparer.Ordinal);

    /// <summary>A JSON column that need not be there; null where it is not.</summary>
    /// <exception cref="InvalidDataException">It is not of that shape.</exception>
    public static T? Find<T>(TableEntity row, JsonTypeInfo<T> shape, string column)
        where T : class => row.GetString(column) is null ? null : Content(row, shape, column);

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
