using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Submission.Smtp.Protocol;

/// <summary>The encoding of parameter values (RFC 3461, section 4): <c>+</c> and two upper-case hexadecimal digits for whatever may not stand plain.</summary>
internal static class Xtext
{
    /// <summary>Decodes a value that must come out as 1 or more printable characters of ASCII, spaces included.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        if (encoded.IsEmpty || encoded.Length > 1024) return false;
        Span<char> text = stackalloc char[encoded.Length];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            int octet = encoded[i];
            if (octet == '+')
            {
                if (i + 2 >= encoded.Length) return false;
                octet = (HexDigit(encoded[i + 1]) << 4) | HexDigit(encoded[i + 2]);
                i += 2;
                if (octet is < 0x20 or > 0x7E) return false;
            }
            else if (octet is < 0x21 or > 0x7E or '=')
            {
                return false;
            }

            text[length++] = (char)octet;
        }

        decoded = new string(text[..length]);
        return true;
    }

    /// <summary>Encodes a text of printable ASCII.</summary>
    public static string Encode(string text)
    {
        StringBuilder encoded = new(text.Length + 8);
        foreach (char c in text)
        {
            if (c is < '!' or > '~' or '+' or '=')
                encoded.Append('+').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            else
                encoded.Append(c);
        }

        return encoded.ToString();
    }

    // A negative digit makes the octet negative, which no range admits.
    private static int HexDigit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => int.MinValue,
    };
}
