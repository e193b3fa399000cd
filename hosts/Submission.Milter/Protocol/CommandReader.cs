using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Milter.Protocol;

/// <summary>Reads the data of commands.</summary>
internal static class CommandReader
{
    private const byte Unknown = (byte)'U';
    private const byte Unix = (byte)'L';
    private const byte Inet = (byte)'4';
    private const byte Inet6 = (byte)'6';

    /// <summary>Reads the client's address. One of a unix socket is on this machine; one that the mail server does not know is nobody's.</summary>
    public static bool TryReadClient(ReadOnlySpan<byte> data, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        PacketText texts = new(data);
        if (!texts.TryTake(out _) || !texts.TryTakeOctets(1, out ReadOnlySpan<byte> family)) return false;
        if (family[0] == Unknown)
        {
            address = IPAddress.Any;
            return true;
        }

        if (!texts.TryTakeOctets(2, out _) || !texts.TryTake(out ReadOnlySpan<byte> text)) return false;
        switch (family[0])
        {
            case Unix:
                address = IPAddress.Loopback;
                return true;
            case Inet:
                return IPAddress.TryParse(PacketText.Decode(text), out address) && address.AddressFamily == AddressFamily.InterNetwork;
            case Inet6:
                // Sendmail writes it as an address literal has it.
                if (text.Length > 5 && Ascii.EqualsIgnoreCase(text[..5], "IPv6:"u8)) text = text[5..];
                return IPAddress.TryParse(PacketText.Decode(text), out address) && address.AddressFamily == AddressFamily.InterNetworkV6;
            default:
                return false;
        }
    }

    /// <summary>Reads one text that is all of the data.</summary>
    public static bool TryReadText(ReadOnlySpan<byte> data, [NotNullWhen(true)] out string? text)
    {
        PacketText texts = new(data);
        text = texts.TryTake(out ReadOnlySpan<byte> octets) && texts.IsAtEnd ? PacketText.Decode(octets) : null;
        return text is not null;
    }

    /// <summary>Reads a path and what stands behind it.</summary>
    /// <param name="data">The data of MAIL or RCPT.</param>
    /// <param name="path">What stands between the angle brackets, or the whole text where there are none.</param>
    /// <param name="declaredSize">SIZE, where it was declared.</param>
    public static bool TryReadPath(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> path, out long? declaredSize)
    {
        declaredSize = null;
        PacketText texts = new(data);
        if (!texts.TryTake(out path)) return false;
        if (path.Length >= 2 && path[0] == '<' && path[^1] == '>') path = path[1..^1];
        while (!texts.IsAtEnd)
        {
            if (!texts.TryTake(out ReadOnlySpan<byte> parameter)) return false;
            if (parameter.Length > 5 && Ascii.EqualsIgnoreCase(parameter[..5], "SIZE="u8)) declaredSize = ReadSize(parameter[5..]);
        }

        return true;
    }

    // The mail server has judged the syntax. What a long does not hold is as large as any size.
    private static long? ReadSize(ReadOnlySpan<byte> digits)
    {
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return null;
        return Utf8Parser.TryParse(digits, out long size, out int consumed) && consumed == digits.Length ? size : long.MaxValue;
    }
}
