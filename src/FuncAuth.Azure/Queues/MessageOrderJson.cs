using System.Text.Json;
using System.Text.Json.Serialization;
using FuncAuth.Messages;

namespace FuncAuth.Azure.Queues;

/// <summary>
/// The body of a queue message: ids and nothing else, so neither a destination nor a code waits in a queue (SECURITY.md C09).
/// </summary>
public static class MessageOrderJson
{
    private const int Version = 1;

    /// <summary>The body that says <paramref name="order"/>.</summary>
    public static string Write(MessageOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var body = new MessageBody(Version, WordFor(order.Channel), order.Verification.Value, TraceParent: order.TraceParent);
        body = order.Subject switch
        {
            MessageSubject.SignUpCode code => body with { Client = code.Client.Value, SignUp = code.SignUp.Value, Field = code.Field },
            MessageSubject.SignInCode code => body with { Client = code.Client.Value, SignIn = code.SignIn.Value },
            MessageSubject.ContactCode code => body with { User = code.User.Value, Contact = code.Contact.Value },
            MessageSubject.Notice notice => body with
            {
                User = notice.User.Value,
                Contact = notice.Contact.Value,
                Notice = NoticeKinds.WordFor(notice.Kind),
                At = notice.At,
            },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return JsonSerializer.Serialize(body, QueueJson.Default.MessageBody);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, in this release or an earlier one.</summary>
    /// <exception cref="FormatException">It is no such body, or of a later release: the queue is to keep it as poison.</exception>
    public static MessageOrder Read(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (Parse(body, QueueJson.Default.BodyVersion).V != Version)
            throw new FormatException("A queue message is of a version that this release does not know.");

        var read = Parse(body, QueueJson.Default.MessageBody);
        return new MessageOrder(ChannelFor(read.Channel), SubjectOf(read), VerificationId.Parse(read.Verification), read.TraceParent);
    }

    private static MessageSubject SubjectOf(MessageBody body) => body switch
    {
        { Client: { } client, SignUp: { } signUp, Field: { } field } =>
            new MessageSubject.SignUpCode(ClientId.Parse(client), SignUpId.Parse(signUp), field),
        { Client: { } client, SignIn: { } signIn } => new MessageSubject.SignInCode(ClientId.Parse(client), SignInId.Parse(signIn)),
        { User: { } user, Contact: { } contact, Notice: { } word, At: { } at } => NoticeKinds.Find(word) is { } kind
            ? new MessageSubject.Notice(UserId.Parse(user), kind, IdentificationId.Parse(contact), at)
            : throw new FormatException("A queue message tells of what this release does not know."),
        { User: { } user, Contact: { } contact, Notice: null, At: null } => new MessageSubject.ContactCode(UserId.Parse(user), IdentificationId.Parse(contact)),
        _ => throw new FormatException("A queue message does not say what it is about."),
    };

    private static T Parse<T>(string body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, shape) ?? throw new FormatException("A queue message is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"A queue message has another shape at {e.Path}.", e);
        }
    }

    private static string WordFor(Channel channel) => channel switch
    {
        Channel.Email => "email",
        Channel.Sms => "sms",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Channel ChannelFor(string word) => word switch
    {
        "email" => Channel.Email,
        "sms" => Channel.Sms,
        _ => throw new FormatException("A queue message goes to a channel that this release does not know."),
    };
}

/// <summary>A queue message as it is written.</summary>
internal sealed record MessageBody(
    int V, string Channel, string Verification, string? Client = null, string? SignUp = null, string? Field = null, string? SignIn = null,
    string? User = null, string? Contact = null, string? Notice = null, DateTimeOffset? At = null, string? TraceParent = null);

/// <summary>What is looked at first: a later version may have any other members.</summary>
internal sealed record BodyVersion(int V);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(BodyVersion))]
internal sealed partial class QueueJson : JsonSerializerContext;
