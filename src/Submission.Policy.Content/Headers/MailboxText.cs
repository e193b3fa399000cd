using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Where the parts of a list of mailboxes begin and end (RFC 5322, section 3.4).</summary>
internal static class MailboxText
{
    private const int LongestEncodedWord = 512;

    /// <summary>The next comma, semicolon, colon or open angle bracket outside quotes, square brackets and encoded words; the text's length where there is none.</summary>
    public static int NextDelimiter(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            switch (text[i])
            {
                case ',' or ';' or ':' or '<':
                    return i;
                case '\\':
                    i++;
                    break;
                case '"':
                    i = EndOr(EndOfQuoted(text, i), i);
                    break;
                case '[':
                    i = EndOr(IndexOf(text, ']', i), i);
                    break;
                case '=' when i + 1 < text.Length && text[i + 1] == '?':
                    i = EndOr(EndOfEncodedWord(text, i), i);
                    break;
            }
        }

        return text.Length;
    }

    /// <summary>The angle bracket that closes the one at <paramref name="open"/>; the text's length where none does.</summary>
    public static int EndOfBrackets(string text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '>') return i;
            if (text[i] == '"') i = EndOr(EndOfQuoted(text, i), i);
        }

        return text.Length;
    }

    /// <summary>Takes a source route (RFC 5322, section 4.4) and the blanks around dots and at signs away.</summary>
    public static string WithoutRouteAndBlanks(ReadOnlySpan<char> address)
    {
        int route = address.IndexOf(':');
        if (route > 0 && address[0] == '@') address = address[(route + 1)..];
        var kept = new StringBuilder(address.Length);
        foreach (char c in address.Trim())
        {
            if (c is '@' or '.') TrimEnd(kept);
            if (!char.IsWhiteSpace(c) || (kept.Length > 0 && kept[^1] is not ('@' or '.'))) kept.Append(c);
        }

        return kept.ToString();
    }

    private static void TrimEnd(StringBuilder text)
    {
        while (text.Length > 0 && char.IsWhiteSpace(text[^1])) text.Length--;
    }

    private static int EndOr(int end, int otherwise) => end < 0 ? otherwise : end;

    private static int EndOfQuoted(string text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i;
        }

        return -1;
    }

    private static int EndOfEncodedWord(string text, int start)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start, Math.Min(LongestEncodedWord, text.Length - start));
        int encoding = IndexOf(rest, 2, 2);
        if (encoding < 0) return -1;
        int end = rest[encoding..].IndexOf("?=");
        return end < 0 ? -1 : start + encoding + end + 1;
    }

    // The place after so many question marks.
    private static int IndexOf(ReadOnlySpan<char> text, int from, int marks)
    {
        for (; marks > 0; marks--)
        {
            int mark = text[from..].IndexOf('?');
            if (mark < 0) return -1;
            from += mark + 1;
        }

        return from;
    }

    private static int IndexOf(string text, char wanted, int from)
    {
        // Bounded, since a text may hold any number of brackets that nothing closes.
        int end = text.AsSpan(from, Math.Min(LongestEncodedWord, text.Length - from)).IndexOf(wanted);
        return end < 0 ? -1 : from + end;
    }
}
