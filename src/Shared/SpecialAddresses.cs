using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>
/// The addresses that no public database or list knows (IANA special-purpose registries, RFC 6890). Compiled into each adapter, since
/// adapters know nothing of each other.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly IPNetwork[] Documentation = Networks("192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20");

    private static readonly IPNetwork[] NotPublic = Networks(
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 " +
        "224.0.0.0/3 " +
        "::/127 100::/64 64:ff9b:1::/48 2001:2::/48 fc00::/7 fe80::/9 ff00::/8");

    /// <summary>An IPv4 address for an IPv4-mapped one; any other as it is.</summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether an unmapped address is set aside for examples.</summary>
    public static bool IsDocumentation(IPAddress address) => IsIn(Documentation, address);

    /// <summary>Whether an unmapped address is loopback, unspecified, private, shared (CGNAT), link-local, unique-local, multicast or
    /// reserved.</summary>
    public static bool IsPrivate(IPAddress address) => IsIn(NotPublic, address);

    private static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        foreach (IPNetwork network in networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    private static IPNetwork[] Networks(string text) => Array.ConvertAll(text.Split(' '), IPNetwork.Parse);
}
