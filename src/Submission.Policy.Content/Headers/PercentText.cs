using System.Buffers;
using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads percent signs as URLs and RFC 2231 do.</summary>
internal static class PercentText
{
    /// <summary>Whether <paramref name="text"/> has an encoded octet.</summary>
    public static bool IsIn(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (OctetAt(text, i) >= 0) return true;
        }

        return false;
    }

    /// <summary>Decodes a text of one character per octet to such a text.</summary>
    public static string DecodeOctets(ReadOnlySpan<char> octets)
    {
        if (!octets.Contains('%')) return octets.ToString();
        var decoded = new StringBuilder(octets.Length);
        for (int i = 0; i < octets.Length; i++)
        {
            int octet = OctetAt(octets, i);
            decoded.Append(octet < 0 ? octets[i] : (char)octet);
            if (octet >= 0) i += 2;
        }

        return decoded.ToString();
    }

    /// <summary>Decodes text; the octets of a run are decoded by their look.</summary>
    public static string Decode(string text)
    {
        var decoded = new StringBuilder(text.Length);
        var run = new ArrayBufferWriter<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            int octet = OctetAt(text, i);
            if (octet >= 0)
            {
                Base64Text.Append((byte)octet, run);
                i += 2;
                continue;
            }

            Flush(run, decoded);
            decoded.Append(text[i]);
        }

        Flush(run, decoded);
        return decoded.ToString();
    }

    private static void Flush(ArrayBufferWriter<byte> run, StringBuilder decoded)
    {
        if (run.WrittenCount == 0) return;
        decoded.Append(Charsets.Guess(run.WrittenSpan));
        run.ResetWrittenCount();
    }

    private static int OctetAt(ReadOnlySpan<char> text, int at)
    {
        if (text[at] != '%' || at + 2 >= text.Length) return -1;
        char high = text[at + 1], low = text[at + 2];
        return char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low) ? Hex(high, low) : -1;
    }

    /// <summary>The octet of two hexadecimal digits.</summary>
    public static int Hex(char high, char low) => (FromHex(high) << 4) | FromHex(low);

    private static int FromHex(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
