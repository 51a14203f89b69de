using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Template;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>Two functions that one request could reach.</summary>
public sealed record RouteOverlap(FunctionRoute First, FunctionRoute Second)
{
    public override string ToString() =>
        $"{First} and {Second} can both match one request, which the host gives to the first by name and the worker routes as the other: constrain one of them.";
}

/// <summary>
/// The host takes the first function by name, the worker the most specific route, and where the two differ a function runs without its route values.
/// So no two functions may match one request.
/// </summary>
public static class RouteOverlaps
{
    /// <summary>
    /// Errs on the side of an overlap: two parameters in one place are taken to meet, whatever their constraints.
    /// Between a literal and a parameter the constraint decides.
    /// </summary>
    public static ImmutableArray<RouteOverlap> Find(IEnumerable<FunctionRoute> routes)
    {
        FunctionRoute[] all = [.. routes.OrderBy(r => r.Function, StringComparer.OrdinalIgnoreCase)];
        return
        [
            .. from second in Enumerable.Range(0, all.Length)
               from first in Enumerable.Range(0, second)
               where Meet(all[first], all[second]) && !IsLastResort(all[first], all[second])
               orderby first, second
               select new RouteOverlap(all[first], all[second]),
        ];
    }

    // The one overlap that is wanted: what no other function takes is answered by a catch-all. Both routers agree on it, because
    // it is the least specific route and, by its name, the last in order.
    private static bool IsLastResort(FunctionRoute first, FunctionRoute second) => IsNamedCatchAll(second) && !IsNamedCatchAll(first);

    private static bool IsNamedCatchAll(FunctionRoute route) =>
        route.Function.StartsWith("zz", StringComparison.OrdinalIgnoreCase) && CatchAllAt(route, route.Segments.Count - 1);

    private static bool Meet(FunctionRoute one, FunctionRoute other) => MethodsMeet(one, other) && PathsMeet(one, 0, other, 0);

    private static bool MethodsMeet(FunctionRoute one, FunctionRoute other) => one.Methods.IsEmpty || other.Methods.IsEmpty || one.Methods.Any(other.Takes);

    private static bool PathsMeet(FunctionRoute one, int at, FunctionRoute other, int otherAt)
    {
        if (CatchAllAt(one, at))
            return CatchAllMeets(one, at, other, otherAt);
        if (CatchAllAt(other, otherAt))
            return CatchAllMeets(other, otherAt, one, at);
        if (MayEndAt(one, at) && MayEndAt(other, otherAt))
            return true;
        return at < one.Segments.Count && otherAt < other.Segments.Count
            && SegmentsMeet(one, one.Segments[at], other, other.Segments[otherAt])
            && PathsMeet(one, at + 1, other, otherAt + 1);
    }

    private static bool CatchAllMeets(FunctionRoute one, int at, FunctionRoute other, int otherAt)
    {
        var rest = other.Segments.Skip(otherAt).Select(Literal).ToArray();
        return Array.Exists(rest, text => text is null) || one.Takes(one.Segments.Skip(at), string.Join('/', rest));
    }

    private static bool SegmentsMeet(FunctionRoute one, TemplateSegment segment, FunctionRoute other, TemplateSegment otherSegment) =>
        (Literal(segment), Literal(otherSegment)) switch
        {
            ({ } text, { } otherText) => text.Equals(otherText, StringComparison.OrdinalIgnoreCase),
            ({ } text, null) => other.Takes([otherSegment], text),
            (null, { } otherText) => one.Takes([segment], otherText),
            _ => !IsNothing(one, segment) && !IsNothing(other, otherSegment) && EdgesMeet(segment, otherSegment),
        };

    // "{a}.js" and "{b}.css" cannot be one text, nor can "a-{x}" and "b-{x}".
    private static bool EdgesMeet(TemplateSegment one, TemplateSegment other)
    {
        var (start, otherStart) = (LiteralOf(one.Parts[0]), LiteralOf(other.Parts[0]));
        var (end, otherEnd) = (LiteralOf(one.Parts[^1]), LiteralOf(other.Parts[^1]));
        return (start.StartsWith(otherStart, StringComparison.OrdinalIgnoreCase) || otherStart.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            && (end.EndsWith(otherEnd, StringComparison.OrdinalIgnoreCase) || otherEnd.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    private static string LiteralOf(TemplatePart part) => part.IsLiteral ? part.Text! : "";

    private static string? Literal(TemplateSegment segment) => segment is { IsSimple: true, Parts: [{ IsLiteral: true } part] } ? part.Text : null;

    private static bool CatchAllAt(FunctionRoute route, int at) => at < route.Segments.Count && route.Segments[at].Parts is [{ IsCatchAll: true }];

    private static bool MayEndAt(FunctionRoute route, int at) =>
        route.Segments.Skip(at).All(s => s.Parts is [{ IsParameter: true } part] && (part.IsOptional || part.IsCatchAll || part.DefaultValue is not null));

    // A function for the root is written "{ignored:maxlength(0)?}": a parameter that no text satisfies.
    private static bool IsNothing(FunctionRoute route, TemplateSegment segment) =>
        segment.Parts is [{ IsParameter: true, Name: { } name }] && route.ConstraintOn(name) is { } constraint && AllowsOnlyNothing(constraint);

    private static bool AllowsOnlyNothing(IRouteConstraint constraint) => constraint switch
    {
        MaxLengthRouteConstraint longest => longest.MaxLength == 0,
        LengthRouteConstraint length => length.MaxLength == 0,
        OptionalRouteConstraint optional => AllowsOnlyNothing(optional.InnerConstraint),
        CompositeRouteConstraint all => all.Constraints.Any(AllowsOnlyNothing),
        _ => false,
    };
}
