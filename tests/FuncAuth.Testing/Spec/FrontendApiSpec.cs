using System.Diagnostics.CodeAnalysis;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FuncAuth.Testing.Spec;

/// <summary>What the published documents say about one answer.</summary>
public enum SpecCoverage
{
    /// <summary>The operation declares this status with a JSON body, and the answer was compared with it.</summary>
    Declared,

    /// <summary>The operation declares this status without a body: there is nothing to compare with.</summary>
    NoBodyDeclared,

    /// <summary>The operation exists but not with this status; an error was compared with the general error shape.</summary>
    StatusNotDeclared,

    /// <summary>No document has this route; an error under <c>/v1</c> was compared with the general error shape.</summary>
    UnknownRoute,
}

/// <summary>How one answer compares with the published documents.</summary>
/// <param name="Operation">Method and path template, or what was asked for where no document has the route.</param>
/// <param name="Note">What the answer was compared with, in words for people.</param>
/// <param name="Violations">One sentence each; empty when the answer is as published.</param>
public sealed record SpecVerdict(SpecCoverage Coverage, string Operation, string Note, IReadOnlyList<string> Violations);

/// <summary>The protocol's published documents, which every answer of the backend is compared with.</summary>
/// <remarks>They lie beside the repository and not in it, so a checkout alone has none: tests then skip and say why.</remarks>
public sealed class FrontendApiSpec
{
    private const string FrontendDocument = "clerk-fapi-2026-05-12.yml";
    private const string BackendDocument = "clerk-bapi-2026-05-12.yml";

    private static readonly Lazy<(FrontendApiSpec? Spec, string WhyNot)> Loaded = new(Load);

    private readonly OpenApiDocument frontend;
    private readonly Lazy<OpenApiDocument?> backend;

    private FrontendApiSpec(OpenApiDocument frontend, Lazy<OpenApiDocument?> backend)
    {
        this.frontend = frontend;
        this.backend = backend;
    }

    /// <summary>The documents, or null with the reason in <paramref name="whyNot"/>: hand that to <c>Assert.Skip</c>.</summary>
    public static FrontendApiSpec? Find(out string whyNot)
    {
        whyNot = Loaded.Value.WhyNot;
        return Loaded.Value.Spec;
    }

    /// <summary>What is wrong with an answer; empty also for routes that no document has, which <see cref="Knows"/> tells apart.</summary>
    /// <param name="method">The effective method: <c>PATCH</c> for a POST with <c>_method=PATCH</c>.</param>
    public IReadOnlyList<string> Violations(string method, string path, int status, string json) =>
        Check(method, path, status, json).Violations;

    public bool Knows(string method, string path) => TryFindOperation(method, path, out _);

    public SpecVerdict Check(string method, string path, int status, string json)
    {
        if (!TryFindOperation(method, path, out var operation))
        {
            var asked = $"{method.ToUpperInvariant()} {path}";
            if (status < 400 || !path.StartsWith("/v1/", StringComparison.Ordinal))
                return new(SpecCoverage.UnknownRoute, asked, "no published document has this route", []);

            return Compare(SpecCoverage.UnknownRoute, asked, "no published document has this route: the general error shape", status, frontend.Errors, json);
        }

        if (operation.ResponseFor(status) is { } declared)
        {
            return declared.Schema is null
                ? new(SpecCoverage.NoBodyDeclared, operation.Name, $"declared without a JSON body for {status}", [])
                : Compare(SpecCoverage.Declared, operation.Name, declared.Name, status, declared.Schema, json);
        }

        var others = string.Join(", ", operation.Statuses);
        if (status >= 400)
            return Compare(SpecCoverage.StatusNotDeclared, operation.Name, $"{status} is not declared, only {others}: the general error shape", status, operation.Document.Errors, json);

        var undeclared = new SpecFinding("status", "StatusNotDeclared", status.ToString(System.Globalization.CultureInfo.InvariantCulture), $"is not declared, only {others}");
        return new(SpecCoverage.StatusNotDeclared, operation.Name, undeclared.Says, Sentences(operation.Name, "statuses", status, [undeclared]));
    }

    private bool TryFindOperation(string method, string path, [NotNullWhen(true)] out OpenApiOperation? operation)
    {
        operation = frontend.Operation(method, path) ?? backend.Value?.Operation(method, path);
        return operation is not null;
    }

    private static SpecVerdict Compare(SpecCoverage coverage, string operation, string shape, int status, Lazy<NJsonSchema.JsonSchema> schema, string json)
    {
        JToken answer;
        try
        {
            // Dates stay text: Newtonsoft would otherwise turn strings that look like one into something that is not a string.
            using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
            answer = JToken.ReadFrom(reader);
            if (reader.Read())
                throw new JsonReaderException("there is more after the end");
        }
        catch (JsonReaderException e)
        {
            return new(coverage, operation, shape, Sentences(operation, shape, status, [new("", "NotJson", json, $"is not JSON ({e.Message})")]));
        }

        return new(coverage, operation, shape, Sentences(operation, shape, status, SpecFinding.In(schema.Value.Validate(answer))));
    }

    private static List<string> Sentences(string operation, string shape, int status, IEnumerable<SpecFinding> findings) =>
        [.. findings
            .Where(finding => !AllowedDeviations.All.Any(allowed => allowed.Covers(operation, finding)))
            .Select(finding => $"{operation} {status} [{shape}]: {finding}")
            .Distinct()];

    private static (FrontendApiSpec?, string) Load()
    {
        if (Checkout.Root?.Parent is not { } outside)
            return (null, "unavailable, because no folder above the tests holds FuncAuth.sln, and the published documents are looked up beside it");

        var folder = Path.Combine(outside.FullName, "shared", "specs");
        var path = Path.Combine(folder, FrontendDocument);
        if (!File.Exists(path))
            return (null, $"unavailable, because ../shared/specs/{FrontendDocument} does not lie beside the repository");

        // The backend document is as large again and has one route that matters (/v1/jwks): read when first asked for.
        var backend = new Lazy<OpenApiDocument?>(() =>
            Path.Combine(folder, BackendDocument) is var file && File.Exists(file) ? OpenApiDocument.Read(file, pathPrefix: "/v1") : null);
        return (new(OpenApiDocument.Read(path, pathPrefix: ""), backend), "");
    }
}
