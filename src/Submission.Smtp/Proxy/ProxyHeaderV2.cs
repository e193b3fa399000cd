using System.Buffers.Binary;
using System.Net;

namespace Submission.Smtp.Proxy;

/// <summary>Version 2: a binary header; additions behind the addresses (TLVs) are passed over.</summary>
internal static class ProxyHeaderV2
{
    private const int FixedLength = 16;
    private const int Local = 0x20;
    private const int Proxied = 0x21;
    private const int Unspecified = 0x00;
    private const int TcpOverIPv4 = 0x11;
    private const int TcpOverIPv6 = 0x21;
    private const int UnixStream = 0x31;

    public static ProxyHeaderState TryRead(ReadOnlySpan<byte> octets, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        if (octets.Length < FixedLength) return ProxyHeaderState.Incomplete;
        int command = octets[12];
        int family = octets[13];
        int rest = BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);
        if (command is not (Local or Proxied) || FixedLength + rest > ProxyHeader.MaximumLength) return ProxyHeaderState.Malformed;
        length = FixedLength + rest;
        if (octets.Length < length) return ProxyHeaderState.Incomplete;
        return command == Local ? ProxyHeaderState.Complete : ReadAddresses(octets[FixedLength..length], family, out header);
    }

    private static ProxyHeaderState ReadAddresses(ReadOnlySpan<byte> block, int family, out ProxyHeader header)
    {
        header = default;
        if (family is Unspecified or UnixStream) return ProxyHeaderState.Complete;
        int size = family switch
        {
            TcpOverIPv4 => 4,
            TcpOverIPv6 => 16,
            _ => int.MaxValue / 4,
        };
        if (block.Length < (2 * size) + 4) return ProxyHeaderState.Malformed;
        header = new ProxyHeader(
            new IPEndPoint(Unmap(block[..size]), BinaryPrimitives.ReadUInt16BigEndian(block[(2 * size)..])),
            new IPEndPoint(Unmap(block[size..(2 * size)]), BinaryPrimitives.ReadUInt16BigEndian(block[((2 * size) + 2)..])));
        return ProxyHeaderState.Complete;
    }

    private static IPAddress Unmap(ReadOnlySpan<byte> octets)
    {
        IPAddress address = new(octets);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
