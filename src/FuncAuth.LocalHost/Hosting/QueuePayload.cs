using System.Text.Json;
using Azure.Storage.Queues.Models;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>A message's body as the type that a function asks for.</summary>
internal static class QueuePayload
{
    // The worker's own serializer differs from the default in this one thing.
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    public static object Read(QueueMessage message, Type type) => type switch
    {
        _ when type == typeof(QueueMessage) => message,
        _ when type == typeof(string) => message.Body.ToString(),
        _ when type == typeof(byte[]) => message.Body.ToArray(),
        _ when type == typeof(BinaryData) => message.Body,
        _ => FromJson(message.Body, type),
    };

    // The serializer's exception is not passed on: it can quote the body, and bodies hold codes and addresses.
    private static object FromJson(BinaryData body, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type, Json) ?? throw new FormatException($"The body is null where {type.Name} is expected.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FormatException($"The body does not fit {type.Name} (at byte {(e as JsonException)?.BytePositionInLine ?? 0}).");
        }
    }
}
