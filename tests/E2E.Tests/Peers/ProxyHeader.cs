using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace E2E.Tests.Peers;

/// <summary>What a proxy says first (the PROXY protocol), written by hand from its description.</summary>
internal static class ProxyHeader
{
    private const ushort ClientPort = 40000;
    private const ushort ServerPort = 587;

    public static byte[] Version1(string client)
    {
        bool isIPv6 = client.Contains(':', StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"PROXY {(isIPv6 ? "TCP6" : "TCP4")} {client} {(isIPv6 ? "2001:db8::1" : "192.0.2.1")} {ClientPort} {ServerPort}\r\n"));
    }

    public static byte[] Version2(string client)
    {
        IPAddress source = IPAddress.Parse(client);
        bool isIPv6 = source.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] addresses = [.. source.GetAddressBytes(), .. IPAddress.Parse(isIPv6 ? "2001:db8::1" : "192.0.2.1").GetAddressBytes()];
        byte[] numbers = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(numbers, (ushort)(addresses.Length + 4));
        BinaryPrimitives.WriteUInt16BigEndian(numbers.AsSpan(2), ClientPort);
        BinaryPrimitives.WriteUInt16BigEndian(numbers.AsSpan(4), ServerPort);
        return [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, (byte)(isIPv6 ? 0x21 : 0x11), .. numbers.AsSpan(0, 2), .. addresses, .. numbers.AsSpan(2)];
    }
}
