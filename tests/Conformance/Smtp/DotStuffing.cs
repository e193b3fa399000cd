namespace Conformance.Smtp;

/// <summary>Writes a message as it goes over the wire behind DATA (RFC 5321, section 4.5.2).</summary>
internal static class DotStuffing
{
    public static byte[] Encode(ReadOnlySpan<byte> message)
    {
        int dots = message.Count("\r\n."u8) + (message.StartsWith("."u8) ? 1 : 0);
        byte[] wire = new byte[message.Length + dots + 3];
        Span<byte> rest = wire;
        while (!message.IsEmpty)
        {
            if (message[0] == '.')
            {
                rest[0] = (byte)'.';
                rest = rest[1..];
            }

            int length = message.IndexOf("\r\n"u8) is >= 0 and int end ? end + 2 : message.Length;
            message[..length].CopyTo(rest);
            rest = rest[length..];
            message = message[length..];
        }

        ".\r\n"u8.CopyTo(rest);
        return wire;
    }
}
