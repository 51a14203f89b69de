using FuncAuth.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;

namespace FuncAuth.Http.Tests.Hosting;

public class RouteOverlapsTests
{
    [Theory]
    [InlineData("users/{id}", "users/count")]
    [InlineData("users/{id}", "USERS/Count")]
    [InlineData("users/{id:regex(^c)}", "users/Count")]
    [InlineData("users/{id:length(5)}", "users/count")]
    [InlineData("users/{id}", "users/{name}")]
    [InlineData("users/{id:regex(^user_)}", "users/{name:regex(^org_)}")]
    [InlineData("users/{id:int}", "users/{name:alpha}")]
    [InlineData("users/{id?}", "users")]
    [InlineData("users/{id=me}", "users")]
    [InlineData("users/{id?}", "users/{page?}")]
    [InlineData("users/{id}/x", "users/me/{part}")]
    [InlineData("users/{*rest}", "users")]
    [InlineData("users/{*rest}", "users/1/2/3")]
    [InlineData("users/{*rest:regex(^1/2)}", "users/1/2/3")]
    [InlineData("users/{**rest}", "users/{id}")]
    [InlineData("{*rest}", "{ignored:maxlength(0)?}")]
    [InlineData("{any}", "users")]
    [InlineData("{any?}", "{ignored:maxlength(0)?}")]
    [InlineData("files/{name}.{ext}", "files/a.js")]
    [InlineData("files/{name}.js", "files/{other}")]
    [InlineData("files/{name}.js", "files/a{b}")]
    [InlineData("npm/@scope/{package}@{version}/dist/{file}", "npm/@scope/{**rest}")]
    [InlineData("npm/@scope/{package}@{version}", "npm/@scope/ui@6")]
    [InlineData("same", "same")]
    public void Templates_that_can_both_match_a_path_overlap(string one, string other)
    {
        Assert.Single(Overlaps(new("a", one, "get"), new("b", other, "get")));
        Assert.Single(Overlaps(new("a", other, "get"), new("b", one, "get")));
    }

    [Theory]
    [InlineData("users/{id:regex(^user_)}", "users/count")]
    [InlineData("users/{id:int}", "users/count")]
    [InlineData("users/{id:guid}", "users/me")]
    [InlineData("users/{id:length(3)}", "users/count")]
    [InlineData("users/{id:int:min(10)}", "users/9")]
    [InlineData("users/{id}", "users")]
    [InlineData("users/{id}", "users/{id}/x")]
    [InlineData("users/{id}", "people/{id}")]
    [InlineData("users/{id?}", "users/1/2")]
    [InlineData("users/{id:regex(^user_)?}", "users/count")]
    [InlineData("users/{id}/x", "users/me/y")]
    [InlineData("users/{*rest:regex(^1/2)}", "users/1/3")]
    [InlineData("users/{*rest:regex(^1/2)}", "users")]
    [InlineData("users/{*rest}", "people/{*rest}")]
    [InlineData("{ignored:maxlength(0)?}", "users")]
    [InlineData("{ignored:maxlength(0)?}", "{any}")]
    [InlineData("{ignored:length(0)?}", "{any}")]
    [InlineData("files/{name}.js", "files/{name}.css")]
    [InlineData("files/a-{x}", "files/b-{x}")]
    [InlineData("npm/@scope/{package}@{version}", "npm/@scope/ui")]
    [InlineData("v1/client/sign_ins/{id}/attempt_first_factor", "v1/client/sign_ins/{id}/attempt_second_factor")]
    public void Templates_that_cannot_both_match_a_path_do_not(string one, string other)
    {
        Assert.Empty(Overlaps(new("a", one, "get"), new("b", other, "get")));
        Assert.Empty(Overlaps(new("a", other, "get"), new("b", one, "get")));
    }

    [Fact]
    public void Templates_overlap_only_where_methods_do()
    {
        Assert.Empty(Overlaps(new("a", "users", "get"), new("b", "users", "post", "delete")));
        Assert.Single(Overlaps(new("a", "users", "get", "post"), new("b", "users", "POST")));
        Assert.Single(Overlaps(new("a", "users"), new("b", "users", "options")));
        Assert.Single(Overlaps(new("a", "users"), new("b", "users")));
    }

    [Fact]
    public void Each_pair_is_named_once_in_the_order_of_the_host()
    {
        var found = Overlaps(new("C", "users/me", "get"), new("b", "users/{id}", "get"), new("A", "users/{*rest}"), new("d", "else", "get"));

        Assert.Equal([("A", "b"), ("A", "C"), ("b", "C")], found.Select(o => (o.First.Function, o.Second.Function)));
        Assert.StartsWith("'A' (any method /users/{*rest}) and 'b' (GET /users/{id}) can both match", found[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_catch_all_that_sorts_last_may_take_what_others_take()
    {
        FunctionRoute list = new("list", "v1/users", "get");

        Assert.Empty(Overlaps(list, new("zzUnknown", "v1/{*rest}")));
        Assert.Empty(Overlaps(list, new("ZZ_unknown", "v1/{**rest}")));

        Assert.Single(Overlaps(list, new("unknown", "v1/{*rest}")));
        Assert.Single(Overlaps(list, new("zzUsers", "v1/{id}")));
        Assert.Single(Overlaps(new("zzUnknown", "v1/{*rest}"), new("zz_more", "v1/x/{*rest}")));

        // '_' comes after the letters when case is ignored, so this one is asked after the catch-all and would never be.
        Assert.Single(Overlaps(new("z_list", "v1/users", "get"), new("zzUnknown", "v1/{*rest}")));
    }

    [Fact]
    public void Where_no_overlap_is_found_no_path_fits_both()
    {
        string[] segments = ["a", "b1", "{x}", "{x:int}", "{x:alpha}", "{x:regex(^b)}", "{x:maxlength(1)}", "a{x}", "{x}.c", "{x:maxlength(0)?}", "{x?}", "{x:int?}", "{x=a}", "{*x}", "{*x:regex(^a/)}"];
        string[] words = ["a", "A", "b1", "7", "ab", "a.c", "zz"];
        FunctionRoute[] routes =
        [
            .. from first in segments
               from second in segments.Prepend("")
               let template = second.Length == 0 ? first : $"{first}/{second.Replace("x", "y", StringComparison.Ordinal).Replace("may", "max", StringComparison.Ordinal).Replace("regey", "regex", StringComparison.Ordinal)}"
               where !first.StartsWith("{*", StringComparison.Ordinal) || second.Length == 0
               select new FunctionRoute("f", template),
        ];
        PathString[] paths =
        [
            "/",
            .. from length in Enumerable.Range(1, 3)
               from path in Enumerable.Repeat(words, length).Aggregate(Enumerable.Repeat("", 1), (so, more) => so.SelectMany(_ => more, (head, tail) => $"{head}/{tail}"))
               select new PathString(path),
        ];
        var fits = routes.Select(route => paths.Where(path => route.Match("GET", path) is not null).ToHashSet()).ToArray();

        var missed = from one in Enumerable.Range(0, routes.Length)
                     from other in Enumerable.Range(0, one)
                     where fits[one].Overlaps(fits[other]) && Overlaps(routes[one], routes[other]) is []
                     select $"{routes[one].Template} and {routes[other].Template} share {fits[one].Intersect(fits[other]).First()}";

        Assert.Empty(missed);
    }

    private static RouteOverlap[] Overlaps(params FunctionRoute[] routes) => [.. RouteOverlaps.Find(routes)];
}
