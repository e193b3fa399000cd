using System.Text;

namespace Submission.Trust.Advice;

/// <summary>A record as a zone file writes it (RFC 1035, section 5.1). Immutable and thread-safe.</summary>
/// <param name="Name">The owner, with its trailing dot.</param>
/// <param name="Type">The type, for example <c>TXT</c>.</param>
/// <param name="Value">The data, quoted where it must be.</param>
public sealed record ZoneRecord(string Name, string Type, string Value)
{
    private const int LongestString = 255;

    /// <summary>The record as a line of a zone file.</summary>
    public override string ToString() => $"{Name} IN {Type} {Value}";

    internal static ZoneRecord Text(string name, string text) => new(name + ".", "TXT", Quote(text));

    // A string has at most 255 octets; quotes, backslashes and what is not printable are escaped.
    private static string Quote(string text)
    {
        var value = new StringBuilder(text.Length + 2);
        for (int start = 0; start < text.Length || start == 0; start += LongestString)
        {
            if (start > 0) value.Append(' ');
            value.Append('"');
            foreach (char c in text.AsSpan(start, Math.Min(LongestString, text.Length - start)))
            {
                if (c is '"' or '\\') value.Append('\\').Append(c);
                else if (c is < ' ' or > '~') value.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\{(int)c & 0xFF:D3}");
                else value.Append(c);
            }

            value.Append('"');
        }

        return value.ToString();
    }
}
