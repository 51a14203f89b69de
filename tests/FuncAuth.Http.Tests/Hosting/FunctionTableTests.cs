#pragma warning disable CA1822 // Functions are instance methods, whether or not these small ones need the instance.
using FuncAuth.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FuncAuth.Http.Tests.Hosting;

public class FunctionTableTests
{
    [Fact]
    public void Functions_are_sorted_by_name_whatever_their_case()
    {
        var table = FunctionTable.FromTypes(typeof(Unsorted), typeof(Unsorted.More));

        Assert.Equal(["a_list", "B_list", "c_list", "Z_list"], table.Http.Select(f => f.Name));
        Assert.Equal("q", Assert.Single(table.Queues).Name);
        Assert.Equal("t", Assert.Single(table.Timers).Name);
    }

    [Fact]
    public void Whole_assemblies_are_searched()
    {
        // This assembly holds functions that may not be served, the first of which stops the search with its sentence.
        Assert.Throws<FunctionTableException>(() => FunctionTable.FromAssemblies(typeof(FunctionTableTests).Assembly));
        Assert.Empty(FunctionTable.FromAssemblies(typeof(FunctionTable).Assembly).Http);
    }

    [Fact]
    public void A_function_without_a_route_has_its_name_for_one_and_without_methods_takes_all()
    {
        var function = FunctionTable.FromTypes(typeof(Bare)).Http.Single(f => f.Name == "bare");

        Assert.Equal("bare", function.Route.Template);
        Assert.Empty(function.Route.Methods);
    }

    [Theory]
    [InlineData(typeof(SameName), "'Twice' is used more than once")]
    [InlineData(typeof(UnderAdmin), "lies under '/admin'")]
    [InlineData(typeof(UnderRuntime), "lies under '/RunTime'")]
    [InlineData(typeof(NamedAdmin), "lies under '/admin'")]
    [InlineData(typeof(Slash), "starts with '/'")]
    [InlineData(typeof(LeadingSlash), "starts with '/'")]
    [InlineData(typeof(Keyed), "authorization level Function")]
    [InlineData(typeof(KeyedByDefault), "authorization level Function")]
    [InlineData(typeof(Unparsable), "cannot be read")]
    [InlineData(typeof(UnknownConstraint), "cannot be read")]
    [InlineData(typeof(FromTheCaller), "'userId' of function 'caller'")]
    [InlineData(typeof(Unmakeable), "cannot be made from a route value")]
    [InlineData(typeof(NotARequest), "HTTP trigger on String")]
    [InlineData(typeof(WrongReturn), "returns String")]
    [InlineData(typeof(NoTrigger), "has 0 triggers")]
    [InlineData(typeof(BadName), "is not one")]
    [InlineData(typeof(Hidden), "public method of a public class")]
    [InlineData(typeof(TimerOnText), "belongs on a TimerInfo")]
    [InlineData(typeof(QueueWithMore), "neither the message nor a CancellationToken")]
    [InlineData(typeof(QueueWithResult), "returns Int32")]
    [InlineData(typeof(Overlapping), "'a_item' (GET /items/{id}) and 'b_special' (GET, POST /items/special) can both match one request")]
    public void What_the_host_would_not_serve_as_written_is_refused_with_a_sentence(Type functions, string says)
    {
        var refusal = Assert.Throws<FunctionTableException>(() => FunctionTable.FromTypes(functions));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void The_catch_all_that_sorts_last_may_overlap()
    {
        var table = FunctionTable.FromTypes(typeof(WithCatchAll));

        Assert.Equal(["list", "zz_unknown"], table.Http.Select(f => f.Name));
    }

    public sealed class Unsorted
    {
        [Function("Z_list")]
        public void Z([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;

        [Function("a_list")]
        public void A([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;

        [Function("q")]
        public void Q([QueueTrigger("queue")] string message) => _ = message;

        public static class More
        {
            [Function("c_list")]
            public static void C([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;

            [Function("B_list")]
            public static void B([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;

            [Function("t")]
            public static void T([TimerTrigger("0 0 * * * *")] TimerInfo timer) => _ = timer;
        }
    }

    public sealed class Bare
    {
        [Function("bare")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;
    }

    public sealed class SameName
    {
        [Function("Twice")]
        public void Http([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;

        [Function("twice")]
        public void Queue([QueueTrigger("queue")] string message) => _ = message;
    }

    public sealed class UnderAdmin
    {
        [Function("under")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "admin/{id}")] HttpRequest http) => _ = http;
    }

    public sealed class UnderRuntime
    {
        [Function("under")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "RunTime/x")] HttpRequest http) => _ = http;
    }

    public sealed class NamedAdmin
    {
        [Function("admin")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;
    }

    public sealed class Slash
    {
        [Function("slash")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "/")] HttpRequest http) => _ = http;
    }

    public sealed class LeadingSlash
    {
        [Function("slash")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "/v1/x")] HttpRequest http) => _ = http;
    }

    public sealed class Keyed
    {
        [Function("keyed")]
        public void Run([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest http) => _ = http;
    }

    public sealed class KeyedByDefault
    {
        [Function("keyed")]
        public void Run([HttpTrigger] HttpRequest http) => _ = http;
    }

    public sealed class Unparsable
    {
        [Function("unparsable")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{id")] HttpRequest http) => _ = http;
    }

    public sealed class UnknownConstraint
    {
        [Function("unknown")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{id:user}")] HttpRequest http) => _ = http;
    }

    public sealed class FromTheCaller
    {
        [Function("caller")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{id}")] HttpRequest http, string id, string userId) => _ = (http, id, userId);
    }

    public sealed class Unmakeable
    {
        [Function("unmakeable")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{id}")] HttpRequest http, Stream id) => _ = (http, id);
    }

    public sealed class NotARequest
    {
        [Function("text")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] string http) => _ = http;
    }

    public sealed class WrongReturn
    {
        [Function("text")]
        public Task<string> Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => Task.FromResult(http.Path.ToString());
    }

    public sealed class NoTrigger
    {
        [Function("none")]
        public void Run(HttpRequest http) => _ = http;
    }

    public sealed class BadName
    {
        [Function("_dev")]
        public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;
    }

    public sealed class Hidden
    {
        [Function("hidden")]
        internal void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest http) => _ = http;
    }

    public sealed class TimerOnText
    {
        [Function("timer")]
        public void Run([TimerTrigger("0 0 * * * *")] string timer) => _ = timer;
    }

    public sealed class QueueWithMore
    {
        [Function("more")]
        public void Run([QueueTrigger("queue")] string message, long dequeueCount) => _ = (message, dequeueCount);
    }

    public sealed class QueueWithResult
    {
        [Function("result")]
        public Task<int> Run([QueueTrigger("queue")] string message) => Task.FromResult(message.Length);
    }

    public sealed class Overlapping
    {
        [Function("b_special")]
        public void Special([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "items/special")] HttpRequest http) => _ = http;

        [Function("a_item")]
        public void Item([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{id}")] HttpRequest http) => _ = http;
    }

    public sealed class WithCatchAll
    {
        [Function("zz_unknown")]
        public void Unknown([HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{*rest}")] HttpRequest http) => _ = http;

        [Function("list")]
        public void List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/things")] HttpRequest http) => _ = http;
    }
}
