using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace FuncAuth.LocalHost.Settings;

/// <summary>
/// The addresses to listen on, taken before anything else is started: a port that is in use is known at once, port 0 has become a number
/// before the publishable key is made of it, and nobody takes it away until Kestrel comes.
/// </summary>
internal sealed class ReservedPorts : IDisposable
{
    private const int Backlog = 512; // Kestrel's own

    private readonly Dictionary<EndPoint, Socket> sockets = [];

    private ReservedPorts()
    {
    }

    /// <summary>The addresses, ports as numbers.</summary>
    public List<string> Urls { get; } = [];

    /// <summary>The first address, as a browser on this machine would say it.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Whether other machines can reach one of them.</summary>
    public bool AreOpenToOthers { get; private set; }

    public static ReservedPorts Reserve(string urls)
    {
        var ports = new ReservedPorts();
        try
        {
            foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                ports.Add(Parse(url));
            return ports.Urls.Count > 0 ? ports : throw new LocalHostException("--urls names no address to listen on.");
        }
        catch
        {
            ports.Dispose();
            throw;
        }
    }

    /// <summary>The socket for one of Kestrel's endpoints; from now on it is Kestrel's.</summary>
    public Socket Take(EndPoint endpoint) =>
        sockets.Remove(endpoint, out var socket) ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);

    public void Dispose()
    {
        foreach (var socket in sockets.Values)
            socket.Dispose();
        sockets.Clear();
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && !address.IsUnixPipe && !address.IsNamedPipe
                ? address
                : throw new LocalHostException($"'{url}' is not an address to listen on: it has to look like http://localhost:7071.");
        }
        catch (FormatException e)
        {
            throw new LocalHostException($"'{url}' is not an address to listen on: it has to look like http://localhost:7071.", e);
        }
    }

    private void Add(BindingAddress address)
    {
        // As Kestrel reads them: localhost is both loopback addresses, and what is not an address is all of them.
        IPAddress[] addresses = address.Host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : IPAddress.TryParse(address.Host, out var one) ? [one]
            : [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];

        var port = address.Port == 0 ? FreePort(addresses) : address.Port;
        foreach (var ip in addresses)
            Listen(new IPEndPoint(ip, port));

        var everywhere = addresses[0].Equals(IPAddress.Any) || addresses[0].Equals(IPAddress.IPv6Any);
        Urls.Add($"{address.Scheme}://{address.Host}:{port}");
        AreOpenToOthers |= !IPAddress.IsLoopback(addresses[0]);
        BaseUrl ??= new UriBuilder(address.Scheme, everywhere ? "localhost" : address.Host, port).Uri;
    }

    // The system picks a port for the first address; it has to be free on the others too, and stays ours from here on.
    private int FreePort(IPAddress[] addresses)
    {
        while (true)
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(addresses[0], 0));
            var bound = (IPEndPoint)socket.LocalEndPoint!;
            try
            {
                foreach (var ip in addresses.Skip(1))
                    Listen(new IPEndPoint(ip, bound.Port));
                Listen(bound, socket);
                return bound.Port;
            }
            catch (LocalHostException)
            {
                socket.Dispose();
            }
        }
    }

    private void Listen(IPEndPoint endpoint, Socket? socket = null)
    {
        if (sockets.ContainsKey(endpoint))
            return;

        try
        {
            socket ??= SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(Backlog);
            sockets.Add(endpoint, socket);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new LocalHostException(
                $"Port {endpoint.Port} is taken: end what listens there, or choose another one with --urls http://localhost:PORT.", e);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            throw new LocalHostException(
                $"This system does not let you listen on port {endpoint.Port}: choose another one with --urls http://localhost:PORT.", e);
        }
        catch (SocketException) when (endpoint.Address.Equals(IPAddress.IPv6Loopback))
        {
            // A machine without IPv6: Kestrel makes do with the other loopback address, and so do we.
        }
        catch (SocketException e)
        {
            throw new LocalHostException($"Nothing can listen on {endpoint}: {e.Message}.", e);
        }
    }
}
