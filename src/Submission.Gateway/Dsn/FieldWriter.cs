using System.Globalization;
using System.Text;

namespace Submission.Gateway.Dsn;

/// <summary>
/// Writes the fields of a report (RFC 3464, section 2.1) so that nothing in a value can end it early: control characters become <c>?</c>, long values are folded, and where
/// only ASCII may stand, every other character becomes <c>\x{HEX}</c>, as RFC 6533, section 3, writes it in addresses. Not thread-safe.
/// </summary>
internal sealed class FieldWriter(bool allowsUtf8)
{
    private const int FoldAt = 76;
    private const int MaximumValueLength = 700; // characters; 3 octets each at the most, or less than 998 in ASCII

    private readonly StringBuilder _text = new();

    /// <summary>Writes a field that is not folded: an address, a name, a date.</summary>
    public void Field(string name, string type, string value)
    {
        _text.Append(name).Append(": ");
        if (type.Length > 0) _text.Append(type).Append("; ");
        string clean = Clean(value, MaximumValueLength);
        int limit = 990 - name.Length - type.Length;
        while (Encoding.UTF8.GetByteCount(clean) > limit) clean = clean[..^1];
        _text.Append(clean).Append("\r\n");
    }

    /// <summary>Writes a field of text, each line of it on a line of its own.</summary>
    /// <param name="name">The field.</param>
    /// <param name="type">What stands before the semicolon.</param>
    /// <param name="lines">The text.</param>
    /// <param name="maximum">How many characters of it are written at the most.</param>
    public void Text(string name, string type, IReadOnlyList<string> lines, int maximum)
    {
        _text.Append(name).Append(": ").Append(type).Append(';');
        int column = name.Length + type.Length + 3;
        foreach (string line in lines)
        {
            if (maximum <= 0) break;
            string clean = Clean(line, maximum);
            maximum -= clean.Length;
            foreach (Range range in TextLines.Wrap(clean, FoldAt - column, FoldAt))
            {
                if (column == 0) _text.Append("\r\n");
                _text.Append(' ').Append(clean.AsSpan(range));
                column = 0;
            }
        }

        _text.Append("\r\n");
    }

    public void EndGroup() => _text.Append("\r\n");

    public byte[] ToArray() => Encoding.UTF8.GetBytes(_text.ToString());

    private string Clean(string value, int maximum)
    {
        StringBuilder clean = new(Math.Min(value.Length, maximum) + 8);
        foreach (Rune rune in value.EnumerateRunes())
        {
            int start = clean.Length;
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                clean.Append('?');
            else if (rune.IsAscii || allowsUtf8)
                clean.Append(rune);
            else
                clean.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X}}}");
            if (clean.Length <= maximum) continue;
            clean.Length = start;
            break;
        }

        return clean.ToString().Trim(' ');
    }
}
