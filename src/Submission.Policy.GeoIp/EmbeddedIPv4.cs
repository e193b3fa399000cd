using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>Finds the IPv4 host behind an IPv6 address: IPv4-mapped, 6to4 (RFC 3056), Teredo (RFC 4380) and NAT64 (RFC 6052, the well-known
/// prefix).</summary>
internal static class EmbeddedIPv4
{
    private const uint Teredo = 0x2001_0000;
    private const uint Nat64 = 0x0064_FF9B;
    private const ushort SixToFour = 0x2002;
    private const int Length = 16;

    /// <returns>The IPv4 address within, or <paramref name="address"/> itself.</returns>
    public static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();

        Span<byte> octets = stackalloc byte[Length];
        address.TryWriteBytes(octets, out _);
        uint prefix = BinaryPrimitives.ReadUInt32BigEndian(octets);
        if (prefix >> 16 == SixToFour) return new(octets.Slice(2, 4));
        // The last 32 bits are the client's address, every bit inverted.
        if (prefix == Teredo) return new([(byte)~octets[12], (byte)~octets[13], (byte)~octets[14], (byte)~octets[15]]);
        return prefix == Nat64 && !octets[4..12].ContainsAnyExcept((byte)0) ? new(octets[12..]) : address;
    }
}
