using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FuncAuth.Testing.Spec;

/// <summary>A YAML document read as JSON, by the core schema of YAML 1.2: quoted scalars are text, and so are <c>on</c> and <c>no</c>.</summary>
internal static class YamlAsJson
{
    public static JsonNode Read(TextReader text)
    {
        var parser = new Parser(text);
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        return Node(parser) ?? throw new InvalidDataException("The document is empty.");
    }

    private static JsonNode? Node(Parser parser)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
            return Value(scalar);

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var array = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
                array.Add(Node(parser));
            return array;
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            var members = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
                members.Add(parser.Consume<Scalar>().Value, Node(parser));
            return members;
        }

        throw new NotSupportedException($"{parser.Current} is not read here: the published documents have no aliases.");
    }

    private static JsonValue? Value(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(scalar.Value);

        return scalar.Value switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var value when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => JsonValue.Create(integer),
            var value when decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            var value => JsonValue.Create(value),
        };
    }
}
