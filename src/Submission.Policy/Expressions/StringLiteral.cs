using System.Globalization;
using System.Text;

namespace Submission.Policy.Expressions;

/// <summary>Reads string literals with the escapes of CEL.</summary>
internal static class StringLiteral
{
    private const string Escapes = "abfnrtv\\?\"'`";
    private const string Meanings = "\a\b\f\n\r\t\v\\?\"'`";

    /// <summary>Reads from the opening quote to behind the closing one.</summary>
    public static bool TryRead(string text, ref int position, bool isRaw, ExpressionErrors errors, out string value)
    {
        int start = position;
        char quote = text[position++];
        StringBuilder content = new();
        value = "";
        while (position < text.Length && text[position] != quote)
        {
            char c = text[position];
            if (c is '\n' or '\r') break;
            if (c != '\\' || isRaw)
            {
                content.Append(c);
                position++;
            }
            else if (!TryReadEscape(text, ref position, content))
            {
                errors.Add(position, "Unknown escape in a string.", @"Write \\ for a backslash, or a raw string: r'…'.");
                return false;
            }
        }

        if (position >= text.Length || text[position] != quote)
        {
            errors.Add(start, "The string has no end.", $"Close it with {quote}.");
            return false;
        }

        position++;
        value = content.ToString();
        return true;
    }

    private static bool TryReadEscape(string text, ref int position, StringBuilder content)
    {
        char kind = position + 1 < text.Length ? text[position + 1] : '\0';
        int meaning = Escapes.IndexOf(kind, StringComparison.Ordinal);
        if (meaning >= 0)
        {
            content.Append(Meanings[meaning]);
            position += 2;
            return true;
        }

        return kind switch
        {
            'x' or 'X' => TryReadCode(text, ref position, skip: 2, digits: 2, content),
            'u' => TryReadCode(text, ref position, skip: 2, digits: 4, content),
            'U' => TryReadCode(text, ref position, skip: 2, digits: 8, content),
            >= '0' and <= '3' => TryReadOctal(text, ref position, content),
            _ => false,
        };
    }

    private static bool TryReadCode(string text, ref int position, int skip, int digits, StringBuilder content)
    {
        if (position + skip + digits > text.Length) return false;
        ReadOnlySpan<char> code = text.AsSpan(position + skip, digits);
        if (!uint.TryParse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) || !Rune.IsValid(value)) return false;
        content.Append(new Rune(value).ToString());
        position += skip + digits;
        return true;
    }

    private static bool TryReadOctal(string text, ref int position, StringBuilder content)
    {
        if (position + 4 > text.Length) return false;
        int value = 0;
        foreach (char digit in text.AsSpan(position + 1, 3))
        {
            if (digit is < '0' or > '7') return false;
            value = (value * 8) + (digit - '0');
        }

        content.Append((char)value);
        position += 4;
        return true;
    }
}
