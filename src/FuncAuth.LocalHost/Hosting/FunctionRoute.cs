using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>
/// Which requests a function takes: a template with its inline constraints, and methods. Built on ASP.NET Core's older router,
/// which is the one that the real host uses.
/// </summary>
public sealed class FunctionRoute
{
    private static readonly string[] Reserved = ["admin", "runtime"];
    private static readonly DefaultInlineConstraintResolver ConstraintNames = Constraints();

    private readonly RouteTemplate parsed;
    private readonly RouteValueDictionary defaults;
    private readonly Dictionary<string, IRouteConstraint> constraints;
    private readonly TemplateMatcher matcher;

    /// <param name="function">The function's name.</param>
    /// <param name="template">Null or empty: the function's name is its route.</param>
    /// <param name="methods">None: every method.</param>
    public FunctionRoute(string function, string? template, params IEnumerable<string> methods)
    {
        Function = function;
        Template = string.IsNullOrEmpty(template) ? function : template;
        Methods = [.. methods];

        // The worker writes "{prefix}/{route}". A leading slash makes that "//", which does not parse, and then every route of the app answers 500.
        if (Template is ['/' or '~', ..])
            throw new FunctionTableException($"The route '{Template}' of function '{Function}' starts with '{Template[0]}': routes are written without it, and the root is '{{ignored:maxlength(0)?}}'.");

        try
        {
            parsed = TemplateParser.Parse(Template);
            constraints = ConstraintsOf(parsed);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or RouteCreationException)
        {
            throw new FunctionTableException($"The route '{Template}' of function '{Function}' cannot be read: {e.Message}", e);
        }

        if (parsed.GetSegment(0) is { IsSimple: true, Parts: [{ IsLiteral: true, Text: { } first }] } && Reserved.Contains(first, StringComparer.OrdinalIgnoreCase))
            throw new FunctionTableException($"The route '{Template}' of function '{Function}' lies under '/{first}', which the host keeps for itself.");

        defaults = new RouteValueDictionary(parsed.Parameters.Where(p => p.DefaultValue is not null).Select(p => KeyValuePair.Create(p.Name!, p.DefaultValue)));
        matcher = new TemplateMatcher(parsed, defaults);
    }

    public string Function { get; }

    public string Template { get; }

    /// <summary>Empty: every method.</summary>
    public ImmutableArray<string> Methods { get; }

    /// <summary>The names of the template's parameters.</summary>
    public IEnumerable<string> Values => parsed.Parameters.Select(p => p.Name!);

    internal IList<TemplateSegment> Segments => parsed.Segments;

    /// <summary>The host's own pages: no function is ever asked about them.</summary>
    public static bool IsReserved(PathString path) => Reserved.Any(name => path.StartsWithSegments("/" + name));

    /// <summary>The route values of a request that fits, or null. Case and one trailing slash do not matter.</summary>
    public RouteValueDictionary? Match(string method, PathString path)
    {
        if (!Takes(method))
            return null;

        var values = new RouteValueDictionary();
        if (!matcher.TryMatch(path, values) || !Satisfied(constraints, values))
            return null;

        // Endpoint routing, which fills Request.RouteValues in the worker, leaves out what was left out. The older router says null.
        foreach (var name in values.Where(v => v.Value is null).Select(v => v.Key).ToArray())
            values.Remove(name);
        return values;
    }

    internal bool Takes(string method) => Methods.IsEmpty || Methods.Contains(method, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether these segments alone, with their constraints, take this text.</summary>
    internal bool Takes(IEnumerable<TemplateSegment> segments, string text)
    {
        var part = new RouteTemplate(Template, [.. segments]);
        var values = new RouteValueDictionary();
        return new TemplateMatcher(part, defaults).TryMatch(new PathString("/" + text), values)
            && Satisfied(constraints.Where(c => part.GetParameter(c.Key) is not null), values);
    }

    /// <summary>The constraint on a parameter, or null.</summary>
    internal IRouteConstraint? ConstraintOn(string parameter) => constraints.GetValueOrDefault(parameter);

    public override string ToString() => $"'{Function}' ({(Methods.IsEmpty ? "any method" : string.Join(", ", Methods).ToUpperInvariant())} /{Template})";

    private static bool Satisfied(IEnumerable<KeyValuePair<string, IRouteConstraint>> constraints, RouteValueDictionary values) =>
        constraints.All(c => c.Value.Match(httpContext: null, route: null, c.Key, values, RouteDirection.IncomingRequest));

    private static Dictionary<string, IRouteConstraint> ConstraintsOf(RouteTemplate template)
    {
        var builder = new RouteConstraintBuilder(ConstraintNames, template.TemplateText!);
        foreach (var parameter in template.Parameters)
        {
            if (parameter.IsOptional)
                builder.SetOptional(parameter.Name!);
            foreach (var constraint in parameter.InlineConstraints)
                builder.AddResolvedConstraint(parameter.Name!, constraint.Constraint);
        }

        return new Dictionary<string, IRouteConstraint>(builder.Build(), StringComparer.OrdinalIgnoreCase);
    }

    private static DefaultInlineConstraintResolver Constraints()
    {
        var options = new RouteOptions();
        options.SetParameterPolicy<RegexInlineRouteConstraint>("regex");
        return new DefaultInlineConstraintResolver(Options.Create(options), new ServiceCollection().BuildServiceProvider());
    }
}
