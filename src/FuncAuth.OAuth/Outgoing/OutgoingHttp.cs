using System.Net;
using System.Net.Sockets;

namespace FuncAuth.OAuth.Outgoing;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> Resolver(string host, CancellationToken ct);

/// <summary>
/// Calls to addresses that somebody else chose, in part: no redirect is followed, no private address reached, and an answer is small. What a name stands
/// for is looked up and judged once, and that very address is connected to, so that a second look-up cannot say another (SECURITY.md F10).
/// </summary>
internal static class OutgoingHttp
{
    /// <summary>Largest answer that is read, in bytes.</summary>
    public const int MaxAnswer = 256 * 1024;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>A client that keeps to that, for the life of the process. Its caller has a time limit of its own.</summary>
    public static HttpClient Create(bool allowLoopback, Resolver resolve)
    {
#pragma warning disable CA2000 // the client owns them
        var http = new HttpClient(new SchemeGuard(allowLoopback)
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false, // a proxy would do the looking-up
                ActivityHeadersPropagator = null, // a trace would hold the address, and its header tell the provider of our requests
                ConnectTimeout = ConnectPatience,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, allowLoopback, resolve, ct),
            },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswer,
        };
#pragma warning restore CA2000
        http.DefaultRequestHeaders.Add("User-Agent", "FuncAuth");
        return http;
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, bool allowLoopback, Resolver resolve, CancellationToken ct)
    {
        var addresses = await resolve(host.Host, ct);
        if (addresses.Length == 0 || !addresses.All(address => OutgoingAddresses.MayBeCalled(address, allowLoopback)))
            throw new OutgoingRefusedException("the host stands for an address that is not called");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Refuses what is not https, but for this machine where that is allowed.</summary>
    private sealed class SchemeGuard(bool allowLoopback) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri is { } address && MayBeCalled(address, allowLoopback)
                ? base.SendAsync(request, cancellationToken)
                : throw new OutgoingRefusedException("the address is not https");
    }

    /// <summary>Whether an address of that form may be called at all.</summary>
    public static bool MayBeCalled(Uri address, bool allowLoopback) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (allowLoopback && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

/// <summary>A call was not made. The message names no address.</summary>
internal sealed class OutgoingRefusedException(string message) : HttpRequestException(message);
