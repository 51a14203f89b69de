using System.Text.Json;
using FuncAuth.Clients;
using FuncAuth.Stores;
using FuncAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using static FuncAuth.Http.Tests.Stories.SessionTests;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>Several users on one client: nobody sees or loses anything by the others.</summary>
public sealed class SharedClientTests
{
    private static readonly Dictionary<string, string?> Several = new() { ["FuncAuth:Instance:SingleSession"] = "false" };

    [Fact]
    public async Task S08_each_session_sees_only_its_own_data_and_the_sign_out_of_one_leaves_the_other()
    {
        await using var host = await FuncAuthHost.StartAsync(Several, ct: TestContext.Current.CancellationToken);
        using var page = host.OpenPage();
        var (ada, eve) = (People.FreshAddress(), People.FreshAddress());
        var first = await page.SignUpAsync(host, ada);
        var second = await page.SignUpAsync(host, eve);
        (string Address, string User, string Session)[] two =
        [
            (ada, first["created_user_id"]!, first["created_session_id"]!),
            (eve, second["created_user_id"]!, second["created_session_id"]!),
        ];

        // Whatever there is to read about a signed-in user, also what will be built later.
        var routes = ReadableRoutes();
        Assert.Contains("/v1/me", routes);
        Assert.Contains("/v1/me/sessions", routes);
        foreach (var (self, other) in new[] { (two[0], two[1]), (two[1], two[0]) })
        {
            foreach (var route in routes)
            {
                var answer = await page.GetAsync($"{route}?_clerk_session_id={self.Session}");
                var shown = answer.Json.ValueKind is JsonValueKind.Object && answer.Json.TryGetProperty("response", out var response) ? response.GetRawText() : answer.Body;
                Assert.True(answer.Status < 400, $"{route}: {answer.Body}");
                foreach (var word in new[] { other.Address, other.User, other.Session })
                    Assert.DoesNotContain(word, shown, StringComparison.Ordinal);
            }
        }

        Assert.Equal(200, (await page.PostAsync($"/v1/client/sessions/{two[0].Session}/remove")).Status);
        Assert.Equal(["authentication_invalid"], (await page.GetAsync($"/v1/me?_clerk_session_id={two[0].Session}")).Errors);
        Assert.Equal(eve, (await page.GetAsync($"/v1/me?_clerk_session_id={two[1].Session}")).Response.GetProperty("email_addresses")[0].GetProperty("email_address").GetString());
    }

    [Fact]
    public async Task S10_twenty_users_who_sign_in_at_once_on_one_client_are_all_signed_in()
    {
        const int count = 20;
        var gate = new Gate(count);
        await using var host = await FuncAuthHost.StartAsync(Several, gate.Register, TestContext.Current.CancellationToken);
        var addresses = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var elsewhere = host.OpenPage();
            addresses.Add(People.FreshAddress());
            await elsewhere.SignUpAsync(host, addresses[^1]);
        }

        // All come with the one cookie that there is, and none has changed it before all have shown it.
        using var page = host.OpenPage();
        var kept = (await page.SignUpAsync(host))["created_session_id"]!;
        var cookie = page.ClientCookie!;
        gate.Close(ClientId.Parse(cookie.Split('.')[0]));
        var answers = await Task.WhenAll(addresses.Select(async address =>
        {
            using var tab = host.OpenPage();
            tab.ClientCookie = cookie;
            return (Answer: await tab.PostAsync("/v1/client/sign_ins", ("identifier", address), ("password", People.Password)), Cookie: tab.ClientCookie!);
        }));

        Assert.All(answers, answer => Assert.Equal((200, "complete"), (answer.Answer.Status, answer.Answer["status"])));
        var sessions = answers.Select(answer => answer.Answer["created_session_id"]!).Append(kept).ToHashSet();
        Assert.Equal(count + 1, sessions.Count);
        var opened = new List<string[]>();
        foreach (var (_, own) in answers)
        {
            using var tab = host.OpenPage();
            tab.ClientCookie = own;
            if ((await tab.GetAsync("/v1/client")).Response is not { ValueKind: JsonValueKind.Object } client)
                continue;
            opened.Add([.. client.GetProperty("sessions").EnumerateArray().Select(session => SessionTests.Id(session))]);
            foreach (var session in sessions)
                Assert.Equal(200, (await tab.PostAsync($"/v1/client/sessions/{session}/tokens")).Status);
        }

        Assert.Equal(sessions, Assert.Single(opened).ToHashSet()); // the cookie of whoever came last is the one that opens
    }

    private static List<string> ReadableRoutes() =>
        [.. Routes.Me().Where(route => !route.Path.Contains('{', StringComparison.Ordinal) && route.Methods.Contains("get")).Select(route => route.Path)];

    /// <summary>Holds every request that has read one client until a number of them has.</summary>
    private sealed class Gate(int count)
    {
        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ClientId? held;
        private int came;

        public void Close(ClientId client) => held = client;

        public void Register(IServiceCollection services) => Faults.Wrap<IClientStore>(services, inner => new Gated(inner, this));

        private async Task PassAsync(ClientId client)
        {
            if (client != held)
                return;
            if (Interlocked.Increment(ref came) == count)
                open.SetResult();
            await open.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }

        private sealed class Gated(IClientStore inner, Gate gate) : IClientStore
        {
            public async Task<Versioned<Client>?> FindAsync(ClientId id, CancellationToken ct)
            {
                var found = await inner.FindAsync(id, ct);
                await gate.PassAsync(id);
                return found;
            }

            public Task<Versioned<Client>?> SaveAsync(Client next, Versioned<Client>? read, string requestId, CancellationToken ct) =>
                inner.SaveAsync(next, read, requestId, ct);
        }
    }
}
