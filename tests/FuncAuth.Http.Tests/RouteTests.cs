using FuncAuth.Functions;
using FuncAuth.LocalHost.Hosting;

namespace FuncAuth.Http.Tests;

/// <summary>The table of routes as the hosts see it.</summary>
public class RouteTests
{
    private static readonly FunctionTable Table = FunctionTable.FromAssemblies(typeof(SignUpFunctions).Assembly);

    [Fact]
    public void No_two_functions_can_be_meant_by_one_request() =>
        Assert.Empty(RouteOverlaps.Find(Table.Http.Select(function => function.Route)));

    [Fact]
    public void The_catch_all_comes_last_by_name() =>
        Assert.Equal("zz_elsewhere", Table.Http.Select(function => function.Name).Order(StringComparer.OrdinalIgnoreCase).Last());

    [Fact]
    public void Verbs_that_browsers_send_as_post_are_routed_as_post_too()
    {
        foreach (var function in Table.Http.Select(function => function.Route).Where(route => route.Methods.Intersect(["patch", "put", "delete"], StringComparer.OrdinalIgnoreCase).Any()))
            Assert.Contains("post", function.Methods, StringComparer.OrdinalIgnoreCase);
    }
}
