using System.Text.Json;
using System.Text.Json.Serialization;
using FuncAuth.Clients;
using FuncAuth.Errors;
using FuncAuth.Sessions;
using FuncAuth.SignUps;
using FuncAuth.Users;

namespace FuncAuth;

/// <summary>
/// How resources become JSON: member names in snake_case, nulls written, no reflection. Whoever reads a resource record reads the wire.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(Envelope<ClientResource>))]
[JsonSerializable(typeof(Envelope<SignUpResource>))]
[JsonSerializable(typeof(Envelope<SessionResource>))]
[JsonSerializable(typeof(Envelope<UserResource>))]
[JsonSerializable(typeof(TokenResource))]
[JsonSerializable(typeof(ErrorsResource))]
[JsonSerializable(typeof(JwksResource))]
public sealed partial class WireJson : JsonSerializerContext
{
    /// <summary><c>{}</c>.</summary>
    public static JsonElement EmptyObject { get; } = Parse("{}");

    /// <summary>A stored JSON text as it stands.</summary>
    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
