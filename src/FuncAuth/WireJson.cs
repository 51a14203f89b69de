using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.SignIns;
using FuncAuth.SignUps;
using FuncAuth.Strategies.OAuth;
using FuncAuth.Users;

namespace FuncAuth;

/// <summary>
/// How resources become JSON: member names in snake_case, nulls written, no reflection. Whoever reads a resource record reads the wire.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(Envelope<ClientResource>))]
[JsonSerializable(typeof(Envelope<SignUpResource>))]
[JsonSerializable(typeof(Envelope<SignInResource>))]
[JsonSerializable(typeof(Envelope<SessionResource>))]
[JsonSerializable(typeof(Envelope<UserResource>))]
[JsonSerializable(typeof(Envelope<EmailAddressResource>))]
[JsonSerializable(typeof(Envelope<PhoneNumberResource>))]
[JsonSerializable(typeof(Envelope<ExternalAccountResource>))]
[JsonSerializable(typeof(Envelope<DeletedObjectResource>))]
[JsonSerializable(typeof(ImmutableArray<ActiveSessionResource>))]
[JsonSerializable(typeof(ImmutableArray<SessionResource>))]
[JsonSerializable(typeof(ExternalVerificationResource))]
[JsonSerializable(typeof(TokenResource))]
[JsonSerializable(typeof(ErrorsResource))]
[JsonSerializable(typeof(JwksResource))]
public sealed partial class WireJson : JsonSerializerContext
{
    /// <summary><c>{}</c>.</summary>
    public static JsonElement EmptyObject { get; } = Parse("{}");

    /// <summary>
    /// A JSON object as it is kept: written anew, in ASCII and without blanks, so that whatever is stored can be written again. Null where
    /// the text is no object, or holds strings that are no text (half of a surrogate pair, which escapes can say and nobody can encode).
    /// </summary>
    public static string? Normalise(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                return null;

            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer))
                Write(document.RootElement, writer);
            return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null; // the parser's and the reader's ways to say "no"
        }
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    /// <summary>A stored JSON text as it stands.</summary>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
