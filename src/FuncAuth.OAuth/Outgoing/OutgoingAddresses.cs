using System.Net;
using System.Net.Sockets;

namespace FuncAuth.OAuth.Outgoing;

/// <summary>Which addresses may be called: those of the public Internet and no others (SECURITY.md F10; IANA special-purpose address registries).</summary>
internal static class OutgoingAddresses
{
    private static readonly IPNetwork[] Refused =
    [
        .. new[]
        {
            "0.0.0.0/8", // "this network"
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // private
            "100.64.0.0/10", // shared, of carriers
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // public by its look: the platform's own services, to every machine in Azure
            "169.254.0.0/16", // link-local, and where clouds tell machines of themselves
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24", // of protocols and examples
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, and broadcast
            "2001::/23", // of protocols, Teredo among them
            "2001:db8::/32", "3fff::/20", // examples
            "2002::/16", // 6to4: an IPv4 address inside
            "2620:4f:8000::/48",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Whether <paramref name="address"/> may be called.</summary>
    /// <param name="address">The address.</param>
    /// <param name="allowLoopback">Whether this machine may be called as well.</param>
    public static bool MayBeCalled(IPAddress address, bool allowLoopback)
    {
        // IPv4 in IPv6's clothes is IPv4, wherever it leads.
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return allowLoopback;

        return (address.AddressFamily is AddressFamily.InterNetwork || GlobalUnicast.Contains(address)) && !Refused.Any(network => network.Contains(address));
    }
}
