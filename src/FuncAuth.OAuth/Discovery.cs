using FuncAuth.OAuth.Outgoing;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace FuncAuth.OAuth;

/// <summary>
/// What an OpenID provider publishes of itself (OpenID Connect Discovery 1.0): its endpoints and its keys. Kept in memory for an hour, and for a day where
/// it cannot be read again; whoever comes while it is being read waits for that.
/// </summary>
internal sealed class Discovery(string address, string issuer, HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    // Nobody's request is behind it, so it has a limit of its own.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly Lock turn = new();
    private Known? known;
    private Task<Known>? reading;

    /// <summary>What it publishes.</summary>
    /// <exception cref="DiscoveryException">It cannot be read, or is another's.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken ct)
    {
        var held = Volatile.Read(ref known);
        if (held is not null && Age(held) < FreshFor)
            return held.Configuration;

        try
        {
            return (await ReadAsync().WaitAsync(ct)).Configuration;
        }
        catch (DiscoveryException) when (held is not null && Age(held) < GoodFor)
        {
            return held.Configuration;
        }
    }

    /// <summary>The same, read again because a key is not in it; at most once a minute, whoever makes up keys.</summary>
    /// <returns>Null where it is not read again.</returns>
    /// <exception cref="DiscoveryException">It cannot be read, or is another's.</exception>
    public async Task<OpenIdConnectConfiguration?> GetAgainAsync(CancellationToken ct) =>
        Volatile.Read(ref known) is { } held && Age(held) < AgainAfter ? null : (await ReadAsync().WaitAsync(ct)).Configuration;

    private TimeSpan Age(Known held) => clock.GetElapsedTime(held.At);

    private Task<Known> ReadAsync()
    {
        lock (turn)
        {
            return reading is { IsCompleted: false } ? reading : reading = Task.Run(ReadOnceAsync);
        }
    }

    private async Task<Known> ReadOnceAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        OpenIdConnectConfiguration read;
        try
        {
            read = await OpenIdConnectConfigurationRetriever.GetAsync(address, new Documents(http), limit.Token);
        }
#pragma warning disable CA1031 // the library throws what its parts throw, and whatever it is, the document is of no use
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new DiscoveryException($"the discovery document cannot be read ({(e.InnerException ?? e).GetType().Name})");
        }

        // Discovery 1.0, 4.3: otherwise whoever answers there could speak for another.
        if (read.Issuer != issuer)
            throw new DiscoveryException("the discovery document is of another issuer");

        var fresh = new Known(read, clock.GetTimestamp());
        Volatile.Write(ref known, fresh);
        return fresh;
    }

    private sealed record Known(OpenIdConnectConfiguration Configuration, long At);

    private sealed class Documents(HttpClient http) : IDocumentRetriever
    {
        public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            using var answer = await http.GetAsync(new Uri(address), cancel);
            if (answer.StatusCode is not System.Net.HttpStatusCode.OK)
                throw new HttpRequestException("The status is not 200.", inner: null, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(cancel);
        }
    }
}

/// <summary>Discovery failed. The message is for the log and has nothing of the provider's own in it.</summary>
internal sealed class DiscoveryException(string message) : Exception(message);
