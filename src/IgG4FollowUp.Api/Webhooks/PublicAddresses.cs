using System.Net;
using System.Net.Sockets;

namespace IgG4FollowUp.Api.Webhooks;

/// <summary>
/// Tells addresses of the public Internet from all others (IANA special-purpose address registries for IPv4 and IPv6): a webhook
/// must not reach into the network that the service stands in.
/// </summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] ReservedV4 = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Looks public, but is a cloud platform's own channel to its virtual machines.
        "168.63.129.16/32");

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    // Parts of the global range that lead elsewhere: tunnels that carry any IPv4 address, documentation, protocol assignments.
    private static readonly IPNetwork[] ReservedV6 = Parse("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return !ReservedV4.Any(network => network.Contains(address));
        // Where only IPv6 is routed, every IPv4 receiver is reached through this prefix.
        if (Nat64.Contains(address)) return Contains(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        return GlobalV6.Contains(address) && !ReservedV6.Any(network => network.Contains(address));
    }

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
