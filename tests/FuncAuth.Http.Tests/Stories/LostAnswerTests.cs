using Azure.Core;
using Azure.Core.Pipeline;
using FuncAuth.Azure;
using FuncAuth.Testing;
using FuncAuth.Users;
using Microsoft.Extensions.DependencyInjection;

namespace FuncAuth.Http.Tests.Stories;

/// <summary>A write is done and the connection breaks before its answer comes: it is sent again, meets itself, and is not done twice.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private readonly Breaker breaker = new();
    private FuncAuthHost host = null!;

    public async ValueTask InitializeAsync() => host = await FuncAuthHost.StartAsync(
        services: services => services.AddStoragePolicy(breaker, HttpPipelinePosition.PerRetry),
        ct: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_wrong_code_for_a_contact_counts_once()
    {
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var address = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, address);
        await page.PrepareContactAsync(Contacts.Emails, id);
        var code = await host.LastCodeForAsync(address);

        breaker.LoseNextTransaction();
        Assert.Equal(["form_code_incorrect"], (await page.AttemptContactAsync(Contacts.Emails, id, People.Wrong(code))).Errors);

        Assert.True(breaker.HasLost);
        Assert.Equal(1, (await page.GetAsync($"/v1/me/{Contacts.Emails}/{id}")).Response.GetProperty("verification").GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task P10_a_contact_that_is_removed_is_free_and_its_owner_is_told()
    {
        using var page = host.OpenPage();
        var (own, other) = (People.FreshAddress(), People.FreshAddress());
        await page.SignUpAsync(host, own);
        var id = await page.ProveContactAsync(host, Contacts.Emails, other);

        breaker.LoseNextTransaction();
        var removed = await page.RemoveContactAsync(Contacts.Emails, id);

        Assert.True(breaker.HasLost);
        Assert.Equal(200, removed.Status);
        Assert.DoesNotContain(await host.RowsAsync("identifiers"), row => row.PartitionKey == Identifier.Of("email_address", other).Key && !row.ContainsKey("LapsesAt"));
        Assert.Single(await host.NoticesToAsync(other));
    }

    [Fact]
    public async Task A_contact_that_is_proven_is_answered_as_proven()
    {
        using var page = host.OpenPage();
        await page.SignUpAsync(host);
        var address = People.FreshAddress();
        var id = await page.AddedContactAsync(Contacts.Emails, address);
        await page.PrepareContactAsync(Contacts.Emails, id);
        var code = await host.LastCodeForAsync(address);

        breaker.LoseNextTransaction();
        var proven = await page.AttemptContactAsync(Contacts.Emails, id, code);

        Assert.True(breaker.HasLost);
        Assert.Equal((200, "verified"), (proven.Status, proven.Response.GetProperty("verification").GetProperty("status").GetString()));
    }

    [Fact]
    public async Task What_a_request_counts_and_what_it_writes_carry_one_name()
    {
        var address = People.FreshAddress();
        var user = await host.SomebodyAsync(address);
        using var page = host.OpenPage();
        await page.SignInAsync(address, "a guess");

        var row = Assert.Single(await host.RowsAsync("users"), row => row.PartitionKey == user.Value && row.RowKey == "user");
        var request = row.GetString("By");
        Assert.Contains($"\"by\":\"{request}\"", row.GetString("Counts"), StringComparison.Ordinal);
        Assert.Contains(await host.RowsAsync("clients"), client => client.RowKey == "client" && client.GetString("By") == request);
    }

    /// <summary>Lets the answer of a transaction get lost, below the retries.</summary>
    private sealed class Breaker : HttpPipelinePolicy
    {
        private int left;

        public bool HasLost { get; private set; }

        public void LoseNextTransaction() => Volatile.Write(ref left, 1);

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (InRequest.IsTrue && message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) && Interlocked.Exchange(ref left, 0) == 1)
            {
                HasLost = true;
                throw new IOException("The connection broke before the answer came.");
            }
        }
    }
}
