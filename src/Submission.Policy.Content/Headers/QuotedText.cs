using System.Buffers;
using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Quotes and escapes of RFC 5322, section 3.2.4.</summary>
internal static class QuotedText
{
    private static readonly SearchValues<char> All = SearchValues.Create("\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a");

    /// <summary>Whether <paramref name="text"/> has quotes of any kind.</summary>
    public static bool AreIn(ReadOnlySpan<char> text) => text.ContainsAny(All);

    /// <summary>Takes each backslash away that escapes the character after it.</summary>
    public static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\')) return text.ToString();
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }

    /// <summary>Takes all double quotes away, with the blanks between two quoted strings, and those of other kinds around the whole.</summary>
    public static string WithoutQuotes(string text)
    {
        string plain = text.Contains('"', StringComparison.Ordinal) ? WithoutDoubleQuotes(text) : text.Trim(' ', '\t');
        return plain.Length > 1 && All.Contains(plain[0]) && All.Contains(plain[^1]) ? plain[1..^1] : plain;
    }

    private static string WithoutDoubleQuotes(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim(" \t");
        var plain = new StringBuilder(rest.Length);
        while (true)
        {
            int quote = rest.IndexOf('"');
            if (quote < 0) return plain.Append(rest).ToString().Trim(' ', '\t');
            plain.Append(rest[..quote]);
            rest = rest[(quote + 1)..];
            ReadOnlySpan<char> next = rest.TrimStart(" \t");
            if (next is ['"', ..]) rest = next[1..];
        }
    }
}
