using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>The name under which a block list holds an address (RFC 5782, sections 2.1 and 2.4).</summary>
internal static class ReverseName
{
    private const int OctetsOfIPv6 = 16;

    /// <param name="address">The address, unmapped.</param>
    /// <param name="zone">The zone of the list.</param>
    public static string Of(IPAddress address, DomainName zone)
    {
        Span<byte> octets = stackalloc byte[OctetsOfIPv6];
        address.TryWriteBytes(octets, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? string.Create(CultureInfo.InvariantCulture, $"{octets[3]}.{octets[2]}.{octets[1]}.{octets[0]}.{zone.Value}")
            : Nibbles(octets) + zone.Value;
    }

    private static string Nibbles(ReadOnlySpan<byte> octets)
    {
        Span<char> text = stackalloc char[OctetsOfIPv6 * 4];
        for (int i = 0; i < OctetsOfIPv6; i++)
        {
            byte octet = octets[OctetsOfIPv6 - 1 - i];
            text[i * 4] = HexDigit(octet & 0xF);
            text[(i * 4) + 1] = '.';
            text[(i * 4) + 2] = HexDigit(octet >> 4);
            text[(i * 4) + 3] = '.';
        }

        return new string(text);
    }

    private static char HexDigit(int nibble) => "0123456789abcdef"[nibble];
}
