using System.Text.Json.Serialization;

namespace FuncAuth.Instances;

/// <summary>How the Environment is written: generated, so that no reflection runs at start; snake_case, nulls included.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EnvironmentResource))]
public sealed partial class EnvironmentJson : JsonSerializerContext;
