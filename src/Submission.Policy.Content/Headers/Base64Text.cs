using System.Buffers;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads base64 as leniently as mail clients do: junk is passed over, padding may be missing or in the middle.</summary>
internal static class Base64Text
{
    /// <summary>The six bits of a letter of the alphabet (RFC 4648, sections 4 and 5); -1 for any other character.</summary>
    public static int ValueOf(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };

    /// <summary>Decodes <paramref name="text"/> to the end of <paramref name="into"/>.</summary>
    public static void Decode(ReadOnlySpan<char> text, ArrayBufferWriter<byte> into)
    {
        int bits = 0, value = 0;
        foreach (char c in text)
        {
            int six = ValueOf(c);
            if (c == '=') bits = value = 0;
            if (six < 0) continue;
            value = (value << 6) | six;
            bits += 6;
            if (bits < 8) continue;
            bits -= 8;
            Append((byte)(value >> bits), into);
            value &= (1 << bits) - 1;
        }
    }

    /// <summary>Appends one octet.</summary>
    public static void Append(byte octet, ArrayBufferWriter<byte> into)
    {
        into.GetSpan(1)[0] = octet;
        into.Advance(1);
    }
}
