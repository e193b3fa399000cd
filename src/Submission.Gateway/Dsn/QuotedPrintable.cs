namespace Submission.Gateway.Dsn;

/// <summary>Quoted-printable that gives back every octet, a CR or LF on its own too (RFC 2045, section 6.7).</summary>
internal static class QuotedPrintable
{
    private const int MaximumLine = 76;

    public static byte[] Encode(ReadOnlySpan<byte> octets)
    {
        using MemoryStream output = new(octets.Length + (octets.Length / 4));
        Span<byte> encoded = stackalloc byte[3];
        int column = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            byte octet = octets[i];
            if (octet == '\r' && i + 1 < octets.Length && octets[i + 1] == '\n')
            {
                output.Write("\r\n"u8);
                column = 0;
                i++;
                continue;
            }

            bool isPlain = octet is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (octet is (byte)' ' or (byte)'\t' && !EndsLine(octets[(i + 1)..]));
            int length = isPlain ? 1 : 3;
            if (column + length >= MaximumLine)
            {
                output.Write("=\r\n"u8);
                column = 0;
            }

            encoded[0] = isPlain ? octet : (byte)'=';
            encoded[1] = Digit(octet >> 4);
            encoded[2] = Digit(octet & 15);
            output.Write(encoded[..length]);
            column += length;
        }

        return output.ToArray();
    }

    private static bool EndsLine(ReadOnlySpan<byte> rest) => rest.IsEmpty || rest.StartsWith("\r\n"u8);

    private static byte Digit(int value) => (byte)"0123456789ABCDEF"[value];
}
