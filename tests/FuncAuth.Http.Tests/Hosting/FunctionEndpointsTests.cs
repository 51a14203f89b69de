#pragma warning disable CA1822 // Functions are instance methods, whether or not these small ones need the instance.
using System.Net;
using FuncAuth.LocalHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Hosting;

public class FunctionEndpointsTests
{
    [Theory]
    [InlineData("GET", "/v1/things", "list")]
    [InlineData("POST", "/v1/things", "create")]
    [InlineData("GET", "/v1/things/7", "numbered 7")]
    [InlineData("GET", "/v1/people/user_1", "person user_1")]
    [InlineData("GET", "/v1/people/count", "count")]
    [InlineData("GET", "/npm/@scope/ui@6/dist/a.js", "ui 6 a.js")]
    [InlineData("GET", "/files/a/b/c", "files a/b/c")]
    [InlineData("GET", "/named", "by name")]
    [InlineData("GET", "/", "root")]
    [InlineData("GET", "/v1/things/seven", "unknown things/seven")]
    [InlineData("DELETE", "/v1/things", "unknown things")]
    [InlineData("GET", "/v1", "unknown ")]
    [InlineData("GET", "/elsewhere", "404")]
    public async Task A_request_goes_to_the_first_function_by_name_that_fits(string method, string path, string answer)
    {
        await using var served = await ServedFunctions.StartAsync<Doors>();

        Assert.Equal(answer, await served.AnswerAsync(method, path));
    }

    [Theory]
    [InlineData("/V1/Things/")]
    [InlineData("/v1/things/")]
    [InlineData("/v1/THINGS")]
    public async Task Case_and_a_trailing_slash_do_not_matter(string path)
    {
        await using var served = await ServedFunctions.StartAsync<Doors>();

        Assert.Equal("list", await served.AnswerAsync("GET", path));
    }

    [Theory]
    [InlineData("HEAD", "/v1/things")]
    [InlineData("OPTIONS", "/v1/things/7")]
    [InlineData("DELETE", "/named")]
    [InlineData("GET", "/admin/host/status")]
    [InlineData("GET", "/runtime")]
    [InlineData("POST", "/Runtime/webhooks/x")]
    public async Task What_no_function_takes_is_404_without_a_body_and_never_405(string method, string path)
    {
        await using var served = await ServedFunctions.StartAsync<Rooms>();

        using var response = await served.SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task A_function_that_names_no_method_takes_every_method(string method)
    {
        await using var served = await ServedFunctions.StartAsync<Rooms>();

        using var response = await served.SendAsync(method, "/any");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(method, response.Headers.GetValues("X-Method").Single());
    }

    [Fact]
    public async Task The_method_that_a_form_or_query_asks_for_is_not_the_method_that_is_routed()
    {
        await using var served = await ServedFunctions.StartAsync<Rooms>();

        using var response = await served.SendAsync("POST", "/any?_method=DELETE", request =>
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("_method", "PATCH")]));

        Assert.Equal("POST", response.Headers.GetValues("X-Method").Single());
    }

    [Fact]
    public async Task Route_values_reach_the_request_and_the_parameters_as_their_types()
    {
        await using var served = await ServedFunctions.StartAsync<Rooms>();
        var id = Guid.NewGuid();

        Assert.Equal($"{id} 12 no 2", await served.AnswerAsync("GET", $"/typed/{id}/12"));
        Assert.Equal($"{id} 12 yes 3", await served.AnswerAsync("GET", $"/typed/{id}/12/yes"));
    }

    [Fact]
    public async Task A_class_is_made_for_each_invocation_in_the_request_s_own_scope()
    {
        await using var served = await ServedFunctions.StartAsync<Rooms>();

        var first = await served.AnswerAsync("GET", "/scope");
        var second = await served.AnswerAsync("GET", "/scope");

        Assert.Equal(["same", "same"], new[] { first, second }.Select(answer => answer.Split(' ')[0]));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_function_may_write_the_response_itself()
    {
        await using var served = await ServedFunctions.StartAsync<Rooms>();

        Assert.Equal("written", await served.AnswerAsync("GET", "/writes"));
        Assert.Equal("", await served.AnswerAsync("GET", "/returns_null"));
    }

    [Theory]
    [InlineData("/throws", "InvalidOperationException")]
    [InlineData("/throws_later", "TimeoutException")]
    [InlineData("/throws_in_result", "NotSupportedException")]
    [InlineData("/number/many", "ArgumentException")]
    public async Task An_exception_goes_to_the_last_resort_as_it_was_thrown(string path, string type)
    {
        await using var served = await ServedFunctions.StartAsync<Throwing>(async (http, e) =>
        {
            http.Response.Clear();
            http.Response.StatusCode = 500;
            await http.Response.WriteAsync($" {e.GetType().Name}");
        });

        using var response = await served.SendAsync("GET", path);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(" " + type, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_function()
    {
        Waiting.Cancelled = new();
        await using var served = await ServedFunctions.StartAsync<Waiting>((_, _) => Task.CompletedTask);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => served.Http.GetAsync(new Uri("/waits", UriKind.Relative), impatient.Token));

        await Waiting.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_the_host_maps_for_itself_is_left_to_it()
    {
        await using var served = await ServedFunctions.StartAsync<Doors>(before: app => app.MapGet("/v1/_dev", () => "ours"));

        Assert.Equal("ours", await served.AnswerAsync("GET", "/v1/_dev"));
    }

    [Fact]
    public async Task Headers_that_only_the_platform_may_send_are_dropped_before_any_middleware_sees_them()
    {
        string[] seen = [];
        await using var served = await ServedFunctions.StartAsync<Rooms>(before: app => app.Use((http, next) =>
        {
            seen = [.. http.Request.Headers.Keys];
            return next(http);
        }));

        string[] dropped = ["X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "X-MS-Invocation-Id"];
        using var response = await served.SendAsync("GET", "/any", request =>
        {
            foreach (var header in dropped)
                request.Headers.Add(header, "203.0.113.9");
            request.Headers.Add("X-Azure-ClientIP", "203.0.113.9");
        });

        Assert.DoesNotContain(seen, header => dropped.Contains(header, StringComparer.OrdinalIgnoreCase));
        Assert.Contains("X-Azure-ClientIP", seen, StringComparer.OrdinalIgnoreCase);
        Assert.Equal("127.0.0.1 http", response.Headers.GetValues("X-Caller").Single());
    }

    private static ContentHttpResult Text(string text) => TypedResults.Text(text);

    public sealed class Doors
    {
        [Function("Root")]
        public IResult Root([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{ignored:maxlength(0)?}")] HttpRequest http) => Text("root");

        [Function("list")]
        public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/things")] HttpRequest http) => Task.FromResult<IResult>(Text("list"));

        [Function("Create")]
        public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "POST", Route = "v1/things")] HttpRequest http) => Task.FromResult<IResult>(Text("create"));

        [Function("get_numbered")]
        public static IResult Numbered([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/things/{id:int}")] HttpRequest http, int id) => Text($"numbered {id}");

        [Function("a_person")]
        public IResult Person([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/people/{id:regex(^user_)}")] HttpRequest http, string id) => Text($"person {id}");

        [Function("b_count")]
        public IResult Count([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/people/count")] HttpRequest http) => Text("count");

        [Function("Npm")]
        public IResult Npm([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "npm/@scope/{package}@{version}/dist/{file}")] HttpRequest http, string package, string version, string file) =>
            Text($"{package} {version} {file}");

        [Function("files")]
        public IResult Files([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*path}")] HttpRequest http, string path) => Text($"files {path}");

        [Function("named")]
        public IResult Named([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http) => Text("by name");

        [Function("zzUnknown")]
        public IResult Unknown([HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{*rest}")] HttpRequest http, string? rest) => Text($"unknown {rest}");
    }

    public sealed class Rooms(InvocationScope scope, IServiceProvider services)
    {
        [Function("list")]
        public IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/things")] HttpRequest http) => Text("list");

        [Function("numbered")]
        public IResult Numbered([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/things/{id:int}")] HttpRequest http) => Text("numbered");

        [Function("named")]
        public IResult Named([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http) => Text("by name");

        [Function("any")]
        public void Any([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http)
        {
            http.HttpContext.Response.Headers["X-Method"] = http.Method;
            http.HttpContext.Response.Headers["X-Caller"] = $"{http.HttpContext.Connection.RemoteIpAddress} {http.Scheme}";
        }

        [Function("typed")]
        public IResult Typed([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{id:guid}/{Number:int}/{more?}")] HttpRequest http, Guid id, int number, string? more) =>
            Text($"{id} {number} {more ?? "no"} {http.RouteValues.Count}");

        [Function("scope")]
        public IResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http) =>
            Text($"{(scope == services.GetService<InvocationScope>() && scope == http.HttpContext.RequestServices.GetService<InvocationScope>() ? "same" : "other")} {scope.Id}");

        [Function("writes")]
        public Task Writes([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http) => http.HttpContext.Response.WriteAsync("written");

        [Function("returns_null")]
        public Task<IResult?> ReturnsNull([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http) => Task.FromResult<IResult?>(null);
    }

    public sealed class Throwing
    {
        [Function("throws")]
        public IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http)
        {
            http.HttpContext.Response.Cookies.Append("__client", "secret");
            throw new InvalidOperationException();
        }

        [Function("throws_later")]
        public async Task<IResult> ThrowsLater([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http)
        {
            await Task.Yield();
            throw new TimeoutException();
        }

        [Function("throws_in_result")]
        public IResult ThrowsInResult([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http) => new ThrowingResult();

        [Function("number")]
        public IResult Number([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "number/{value}")] HttpRequest http, int value) => Text($"{value}");
    }

    public sealed class Waiting
    {
        internal static TaskCompletionSource Cancelled { get; set; } = new();

        [Function("waits")]
        public async Task Waits([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest http, CancellationToken ct)
        {
            await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Cancelled.TrySetResult();
        }
    }

    private sealed class ThrowingResult : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => throw new NotSupportedException();
    }
}
