using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace FuncAuth.Testing.Spec;

/// <summary>One place in an answer that is not as published.</summary>
/// <param name="Place">As in <c>client.sessions[0].user.id</c>; empty for the answer as a whole.</param>
/// <param name="Kind">NJsonSchema's name for what is wrong.</param>
/// <param name="Found">The value there, as JSON text; empty for a missing member.</param>
/// <param name="Says">The rest of the sentence that begins with the place.</param>
internal sealed record SpecFinding(string Place, string Kind, string Found, string Says)
{
    public override string ToString() => $"{(Place.Length == 0 ? "the answer" : Place)} {Says}";

    /// <summary>The innermost causes: where alternatives were tried, those of the one that comes closest.</summary>
    public static IReadOnlyList<SpecFinding> In(IEnumerable<ValidationError> errors) => [.. errors.SelectMany(In)];

    private static IEnumerable<SpecFinding> In(ValidationError error)
    {
        if (error is not ChildSchemaValidationError child)
            return [Leaf(error)];

        if (child.Kind is not (ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf))
            return child.Errors.SelectMany(branch => In(branch.Value));

        if (child.Errors.Count(branch => branch.Value.Count == 0) is > 1 and var fitting)
            return [new(PlaceOf(error), $"{error.Kind}", Excerpt(error), $"fits {fitting} alternatives where exactly one is allowed")];

        return child.Errors
            .Where(branch => branch.Key.Type != JsonObjectType.Null)
            .Select(branch => In(branch.Value))
            .MinBy(findings => findings.Sum(finding => Distance(finding, PlaceOf(error)))) ?? [];
    }

    // A verification says what it is in `object` and `strategy`: an alternative that disagrees there was not the one meant.
    private static int Distance(SpecFinding finding, string place) =>
        finding.Kind != nameof(ValidationErrorKind.NotInEnumeration) ? 1
        : finding.Place == $"{place}.object" ? 100
        : finding.Place == $"{place}.strategy" ? 10
        : 1;

    private static SpecFinding Leaf(ValidationError error)
    {
        var found = Excerpt(error);
        var says = error.Kind switch
        {
            ValidationErrorKind.PropertyRequired => "is missing",
            ValidationErrorKind.NoAdditionalPropertiesAllowed => "is not allowed here",
            ValidationErrorKind.NotInEnumeration => $"is {found}, which is none of {string.Join(", ", error.Schema.Enumeration)}",
            ValidationErrorKind.PatternMismatch => $"is {found}, which does not match {error.Schema.Pattern}",
            ValidationErrorKind.StringExpected => $"is {found}, not a string",
            ValidationErrorKind.IntegerExpected => $"is {found}, not an integer",
            ValidationErrorKind.NumberExpected => $"is {found}, not a number",
            ValidationErrorKind.BooleanExpected => $"is {found}, not true or false",
            ValidationErrorKind.ArrayExpected => $"is {found}, not an array",
            ValidationErrorKind.ObjectExpected => $"is {found}, not an object",
            var kind => $"is {found}: {kind}",
        };
        return new(PlaceOf(error), $"{error.Kind}", found, says);
    }

    private static string PlaceOf(ValidationError error) => (error.Path ?? "").TrimStart('#').TrimStart('/');

    private static string Excerpt(ValidationError error)
    {
        if (error.Kind == ValidationErrorKind.PropertyRequired)
            return "";

        var value = error.Token is JProperty property ? property.Value : error.Token as JToken;
        var text = value?.ToString(Formatting.None) ?? "";
        return text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 79), "…");
    }
}
