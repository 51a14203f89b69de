using System.Text.Json.Nodes;
using NJsonSchema;

namespace FuncAuth.Testing.Spec;

/// <summary>One response of an operation; <paramref name="Schema"/> is null where no JSON body is declared.</summary>
internal sealed record OpenApiResponse(string Name, Lazy<JsonSchema>? Schema);

/// <summary>One method of one path template.</summary>
internal sealed class OpenApiOperation(OpenApiDocument document, string name, IReadOnlyDictionary<string, OpenApiResponse> responses)
{
    public OpenApiDocument Document => document;
    public string Name => name;
    public IEnumerable<string> Statuses => responses.Keys;

    public OpenApiResponse? ResponseFor(int status) =>
        responses.GetValueOrDefault($"{status}") ?? responses.GetValueOrDefault($"{status / 100}XX") ?? responses.GetValueOrDefault("default");
}

/// <summary>An OpenAPI 3.0 document: its routes, and a JSON schema for each of their responses, made when first needed.</summary>
internal sealed class OpenApiDocument
{
    private static readonly string[] Methods = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"];

    private readonly JsonObject root;
    private readonly Dictionary<string, Lazy<JsonSchema>> schemas = [];

    // Most literal template first: `/v1/me/sessions/active` must win over `/v1/me/sessions/{session_id}`.
    private readonly List<(string[] Segments, Dictionary<string, OpenApiOperation> Operations)> routes;

    private OpenApiDocument(JsonObject root, string pathPrefix)
    {
        this.root = root;
        routes = [.. from path in root["paths"]!.AsObject()
                     let segments = Segments(pathPrefix + path.Key)
                     orderby segments.Count(IsTemplate)
                     select (segments, Operations(pathPrefix + path.Key, path.Value!.AsObject()))];
        Errors = SchemaNamed("#/components/schemas/ClerkErrors");
    }

    /// <summary>The shape of every refusal.</summary>
    public Lazy<JsonSchema> Errors { get; }

    /// <param name="pathPrefix">What the document's server address has in front of every path.</param>
    public static OpenApiDocument Read(string file, string pathPrefix)
    {
        using var text = File.OpenText(file);
        return new(YamlAsJson.Read(text).AsObject(), pathPrefix);
    }

    public OpenApiOperation? Operation(string method, string path)
    {
        var asked = Segments(path.Split('?')[0]);
        foreach (var (segments, operations) in routes)
        {
            if (Matches(segments, asked) && operations.TryGetValue(method.ToUpperInvariant(), out var operation))
                return operation;
        }

        return null;
    }

    // A trailing slash is tolerated: the client library's own paths have one here and there.
    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsTemplate(string segment) => segment.Contains('{', StringComparison.Ordinal);

    private static bool Matches(string[] template, string[] asked)
    {
        return template.Length == asked.Length && template.Zip(asked).All(pair => SegmentMatches(pair.First, pair.Second));

        static bool SegmentMatches(string template, string asked)
        {
            if (!IsTemplate(template))
                return template == asked;

            var (before, after) = (template[..template.IndexOf('{', StringComparison.Ordinal)], template[(template.IndexOf('}', StringComparison.Ordinal) + 1)..]);
            return asked.Length > before.Length + after.Length && asked.StartsWith(before, StringComparison.Ordinal) && asked.EndsWith(after, StringComparison.Ordinal);
        }
    }

    private Dictionary<string, OpenApiOperation> Operations(string path, JsonObject item)
    {
        var operations = new Dictionary<string, OpenApiOperation>();
        foreach (var (key, value) in item)
        {
            var method = key.ToUpperInvariant();
            if (!Methods.Contains(method))
                continue;

            var name = $"{method} {path}";
            var responses = value!["responses"]!.AsObject().ToDictionary(response => response.Key, response => Response($"{name} {response.Key}", response.Value!.AsObject()));
            operations.Add(method, new(this, name, responses));
        }

        return operations;
    }

    private OpenApiResponse Response(string owner, JsonObject response)
    {
        while (ReferenceIn(response) is { } reference)
            response = Resolve(reference);

        if (response["content"]?["application/json"]?["schema"] is not JsonObject schema)
            return new(owner, null);

        return ReferenceIn(schema) is { } named
            ? new(named[(named.LastIndexOf('/') + 1)..], SchemaNamed(named))
            : new(owner, new(() => Compile(schema)));
    }

    // Only the constructor gets here, so the dictionary needs no lock; each Lazy brings its own.
    private Lazy<JsonSchema> SchemaNamed(string reference)
    {
        if (!schemas.TryGetValue(reference, out var schema))
            schemas.Add(reference, schema = new(() => Compile(new() { ["$ref"] = reference })));
        return schema;
    }

    private JsonSchema Compile(JsonObject schema)
    {
        var json = SchemaConversion.SelfContained(schema, Resolve).ToJsonString();

        // The overload that takes text is asynchronous only for references to other files, of which there are none left.
        return JsonSchema.FromJsonAsync(json).GetAwaiter().GetResult();
    }

    private JsonObject Resolve(string reference)
    {
        JsonNode? node = root;
        foreach (var step in reference.Split('/').Skip(1))
            node = node?[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return node as JsonObject ?? throw new InvalidDataException($"The published document has no {reference}.");
    }

    internal static string? ReferenceIn(JsonObject node) => node["$ref"] is JsonValue value && value.TryGetValue<string>(out var reference) ? reference : null;
}
