using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Smtp.Proxy;

/// <summary>Version 1: one line of text, such as <c>PROXY TCP4 192.0.2.1 198.51.100.1 56324 587</c>.</summary>
internal static class ProxyHeaderV1
{
    private const int MaximumLineLength = 107;

    private static readonly SearchValues<char> IPv4Characters = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static ProxyHeaderState TryRead(ReadOnlySpan<byte> octets, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        int known = Math.Min(octets.Length, 6);
        if (!octets[..known].SequenceEqual("PROXY "u8[..known])) return ProxyHeaderState.Malformed;
        int end = octets.IndexOf("\r\n"u8);
        if (end < 0) return octets.Length >= MaximumLineLength ? ProxyHeaderState.Malformed : ProxyHeaderState.Incomplete;
        length = end + 2;
        if (length > MaximumLineLength || !Ascii.IsValid(octets[..end])) return ProxyHeaderState.Malformed;

        string[] words = Encoding.ASCII.GetString(octets[..end]).Split(' ');
        if (string.Equals(words[1], "UNKNOWN", StringComparison.Ordinal)) return ProxyHeaderState.Complete;
        AddressFamily? family = words[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => null,
        };
        if (family is null || words.Length != 6
            || !TryParse(words[2], words[4], family.Value, out IPEndPoint? source)
            || !TryParse(words[3], words[5], family.Value, out IPEndPoint? destination))
            return ProxyHeaderState.Malformed;
        header = new ProxyHeader(source, destination);
        return ProxyHeaderState.Complete;
    }

    private static bool TryParse(string address, string port, AddressFamily family, out IPEndPoint? endPoint)
    {
        endPoint = null;
        bool plain = family == AddressFamily.InterNetwork
            ? !address.AsSpan().ContainsAnyExcept(IPv4Characters) && address.AsSpan().Count('.') == 3
            : !address.AsSpan().ContainsAnyExcept(IPv6Characters);
        if (!plain || !IPAddress.TryParse(address, out IPAddress? parsed) || parsed.AddressFamily != family) return false;
        // 010.0.0.1 is read as octal by some and as decimal by others.
        if (family == AddressFamily.InterNetwork && !string.Equals(parsed.ToString(), address, StringComparison.Ordinal)) return false;
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)) return false;
        endPoint = new IPEndPoint(parsed, number);
        return true;
    }
}
