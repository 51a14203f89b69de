using System.Text.Json.Nodes;

namespace FuncAuth.Testing.Spec;

/// <summary>OpenAPI 3.0 schemas said in JSON Schema.</summary>
/// <remarks>
/// Keywords that validate nothing (example, description, discriminator, …) are left behind, and so are the siblings of a
/// <c>$ref</c>, which 3.0 says to ignore: all but <c>nullable</c>, which is written beside references and plainly meant.
/// </remarks>
internal static class SchemaConversion
{
    private static readonly string[] Single = ["additionalProperties", "items", "not"];
    private static readonly string[] Many = ["allOf", "anyOf", "oneOf"];

    private static readonly string[] AsIs =
    [
        "type", "enum", "format", "pattern", "required", "uniqueItems", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
    ];

    /// <summary>The schema with everything it refers to, directly or not, as definitions of its own.</summary>
    public static JsonObject SelfContained(JsonObject schema, Func<string, JsonObject> resolve)
    {
        var definitions = new JsonObject();
        var open = new Queue<string>();
        var seen = new HashSet<string>();

        // The schema itself goes one level down: NJsonSchema wants its root to be more than a reference.
        var result = new JsonObject { ["allOf"] = new JsonArray(Convert(schema)), ["definitions"] = definitions };
        while (open.TryDequeue(out var reference))
            definitions.Add(NameOf(reference), Convert(resolve(reference)));
        return result;

        JsonObject Convert(JsonObject from)
        {
            var nullable = from["nullable"] is JsonValue value && value.GetValue<bool>();
            var to = OpenApiDocument.ReferenceIn(from) is { } reference ? ReferTo(reference) : ConvertKeywords(from);
            if (!nullable)
                return to;

            // Null as an alternative to the whole schema, not as one more type: beside allOf or oneOf the latter would still
            // have null refused by the parts, and beside an enum by the list.
            return new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, to) };
        }

        JsonObject ConvertKeywords(JsonObject from)
        {
            var to = new JsonObject();
            foreach (var (keyword, value) in from)
            {
                if (AsIs.Contains(keyword))
                    to[keyword] = value?.DeepClone();
                else if (Single.Contains(keyword))
                    to[keyword] = value is JsonObject schema ? Convert(schema) : value?.DeepClone();
                else if (Many.Contains(keyword))
                    to[keyword] = new JsonArray([.. value!.AsArray().Select(schema => Convert(schema!.AsObject()))]);
                else if (keyword == "properties")
                    to[keyword] = new JsonObject(value!.AsObject().Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Convert(property.Value!.AsObject()))));
            }

            return to;
        }

        JsonObject ReferTo(string reference)
        {
            if (seen.Add(reference))
                open.Enqueue(reference);
            return new() { ["$ref"] = $"#/definitions/{NameOf(reference)}" };
        }

        static string NameOf(string reference) => reference[(reference.LastIndexOf('/') + 1)..];
    }
}
