using System.Globalization;

namespace Submission.Policy;

/// <summary>
/// The address literals of RFC 5321, section 4.1.3: four decimal numbers, or IPv6 behind its tag. What else is commonly read as an address (octal and hexadecimal numbers,
/// zones, prefixes, brackets within brackets) is none. Thread-safe.
/// </summary>
internal static class AddressLiteral
{
    private const string Tag = "IPv6:";
    private const int Groups = 8;
    private const int GroupsBesideGap = 6; // "::" stands for two and more

    /// <summary>Whether a text with its brackets is one.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '[' || text[^1] != ']') return false;
        ReadOnlySpan<char> inner = text[1..^1];
        return inner.StartsWith(Tag, StringComparison.OrdinalIgnoreCase) ? IsIPv6(inner[Tag.Length..]) : IsIPv4(inner);
    }

    private static bool IsIPv4(ReadOnlySpan<char> text)
    {
        int numbers = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> number = text[range];
            if (number.Length is 0 or > 3 || number.ContainsAnyExceptInRange('0', '9') || int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) > 255) return false;
            numbers++;
        }

        return numbers == 4;
    }

    private static bool IsIPv6(ReadOnlySpan<char> text)
    {
        int gap = text.IndexOf("::");
        if (gap < 0) return Count(text, mayEndInIPv4: true) == Groups;
        ReadOnlySpan<char> rest = text[(gap + 2)..];
        int before = gap == 0 ? 0 : Count(text[..gap], mayEndInIPv4: false);
        int after = rest.IsEmpty ? 0 : Count(rest, mayEndInIPv4: true);
        return before >= 0 && after >= 0 && before + after <= GroupsBesideGap;
    }

    /// <summary>Counts the groups of 16 bits.</summary>
    /// <returns>How many there are; -1 where one is none.</returns>
    private static int Count(ReadOnlySpan<char> text, bool mayEndInIPv4)
    {
        int groups = 0;
        foreach (Range range in text.Split(':'))
        {
            ReadOnlySpan<char> group = text[range];
            if (mayEndInIPv4 && range.End.Value == text.Length && group.Contains('.')) return IsIPv4(group) ? groups + 2 : -1;
            if (group.Length is 0 or > 4) return -1;
            foreach (char digit in group)
            {
                if (!char.IsAsciiHexDigit(digit)) return -1;
            }

            groups++;
        }

        return groups;
    }
}
