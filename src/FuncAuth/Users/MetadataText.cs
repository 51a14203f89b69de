using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FuncAuth.Errors;

namespace FuncAuth.Users;

/// <summary>The metadata that a front end keeps with a user: one JSON object, as it is stored.</summary>
public static class MetadataText
{
    /// <summary>The parameter's name on the wire.</summary>
    public const string Field = "unsafe_metadata";

    /// <summary>Most characters, as a person would write it.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>The stored form of <paramref name="sent"/>; null where it can be none, and then <paramref name="fault"/> says why.</summary>
    public static string? Canonicalise(string sent, out AuthError? fault)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var metadata = sent.Length > MaxLength ? null : WireJson.Normalise(sent);
        fault = sent.Length > MaxLength || (metadata is not null && !IsStorable(metadata)) ? AuthErrors.ParamMaxLengthExceeded(Field, MaxLength)
            : metadata is null ? AuthErrors.ParamTypeInvalid(Field)
            : null;
        return fault is null ? metadata : null;
    }

    /// <summary>
    /// What becomes of <paramref name="stored"/> by a merge patch (RFC 7396): objects are merged at every depth, null removes a member, anything else
    /// takes its place. Null where it becomes too long.
    /// </summary>
    /// <param name="stored">The metadata.</param>
    /// <param name="patch">The patch, in the same form.</param>
    public static string? Merge(string stored, string patch)
    {
        using var target = JsonDocument.Parse(stored);
        using var change = JsonDocument.Parse(patch);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Merge(target.RootElement, change.RootElement, writer);

        var merged = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return IsStorable(merged) && Written(merged).Length <= MaxLength ? merged : null;
    }

    // As a row holds it: escapes are escaped again.
    private static bool IsStorable(string metadata) => JsonEncodedText.Encode(metadata).EncodedUtf8Bytes.Length <= 2 * MaxLength;

    private static string Written(string metadata)
    {
        using var document = JsonDocument.Parse(metadata);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.RootElement.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Merge(JsonElement? target, JsonElement patch, Utf8JsonWriter writer)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        var (before, changes) = (Members(target), Members(patch));
        writer.WriteStartObject();
        foreach (var (name, value) in before)
        {
            if (!changes.TryGetValue(name, out var change))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            else
            {
                Write(name, value, change, writer);
            }
        }

        foreach (var (name, change) in changes.Where(change => !before.ContainsKey(change.Key)))
            Write(name, null, change, writer);
        writer.WriteEndObject();
    }

    private static void Write(string name, JsonElement? target, JsonElement change, Utf8JsonWriter writer)
    {
        if (change.ValueKind is JsonValueKind.Null)
            return;

        writer.WritePropertyName(name);
        Merge(target, change, writer);
    }

    // Of a member that is there twice the last counts, as for whoever reads it.
    private static OrderedDictionary<string, JsonElement> Members(JsonElement? element)
    {
        var members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (element is { ValueKind: JsonValueKind.Object } whole)
        {
            foreach (var member in whole.EnumerateObject())
                members[member.Name] = member.Value;
        }

        return members;
    }
}
