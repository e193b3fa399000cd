using System.Globalization;
using System.Text;

namespace Submission.Cli.Output;

/// <summary>Makes text safe to show: what a file or a client wrote must not move the cursor or rewrite what stands above it.</summary>
internal static class Printable
{
    /// <summary>The text with control and format characters replaced by their code points; tabs become spaces.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == '\t') safe.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                safe.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
            else safe.Append(rune.ToString());
        }

        return safe.ToString();
    }
}
