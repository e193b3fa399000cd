using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>Chooses and orders the addresses of one host. Thread-safe where the randomness is.</summary>
internal sealed class RouteAddresses(bool isIPv6First, bool allowLoopback, bool allowPrivate, Random random)
{
    /// <summary>How many addresses of one host are used.</summary>
    public const int Maximum = 20;

    /// <summary>Whether an address, unmapped, is unspecified, multicast or broadcast, to which no connection can be made.</summary>
    public static bool IsNever(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork) return address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
        Span<byte> octets = stackalloc byte[4];
        address.TryWriteBytes(octets, out _);
        return octets[0] is 0 or (>= 224 and < 240) || address.Equals(IPAddress.Broadcast);
    }

    /// <summary>Whether mail may go to an address, unmapped, that a stranger could have named.</summary>
    public bool IsAllowed(IPAddress address)
    {
        if (IsNever(address)) return false;
        if (IPAddress.IsLoopback(address)) return allowLoopback;
        return allowPrivate || !SpecialAddresses.IsPrivate(address);
    }

    /// <summary>
    /// Adds addresses to <paramref name="seen"/> and makes end points of those that were not in it. Each kind of address is shuffled, as the name server's turns would do it but
    /// for caches; the kinds take turns (RFC 8305, section 4).
    /// </summary>
    public ImmutableArray<IPEndPoint> Order(ReadOnlySpan<IPAddress> addresses, int port, bool isTrusted, HashSet<IPEndPoint> seen)
    {
        var first = new List<IPEndPoint>(addresses.Length);
        var second = new List<IPEndPoint>();
        AddressFamily firstFamily = isIPv6First ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        foreach (IPAddress given in addresses)
        {
            IPAddress address = SpecialAddresses.Unmap(given);
            if (isTrusted ? IsNever(address) : !IsAllowed(address)) continue;
            IPEndPoint endPoint = new(address, port);
            if (first.Count + second.Count < Maximum && seen.Add(endPoint)) (address.AddressFamily == firstFamily ? first : second).Add(endPoint);
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(first));
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(second));
        return TakeTurns(first, second);
    }

    private static ImmutableArray<IPEndPoint> TakeTurns(List<IPEndPoint> first, List<IPEndPoint> second)
    {
        var ordered = new IPEndPoint[first.Count + second.Count];
        int at = 0;
        for (int i = 0; at < ordered.Length; i++)
        {
            if (i < first.Count) ordered[at++] = first[i];
            if (i < second.Count) ordered[at++] = second[i];
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(ordered);
    }
}
