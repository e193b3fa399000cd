namespace Submission.Gateway.Dsn;

/// <summary>Breaks text into lines.</summary>
internal static class TextLines
{
    /// <summary>Breaks at spaces where there are any, otherwise within a word, never within a surrogate pair. A text without a visible character gives no line.</summary>
    /// <param name="text">The text; it has no line ends.</param>
    /// <param name="first">The length of the first line, in characters.</param>
    /// <param name="rest">The length of the others.</param>
    public static List<Range> Wrap(string text, int first, int rest)
    {
        List<Range> lines = [];
        int width = Math.Max(first, 10);
        int start = 0;
        while (true)
        {
            while (start < text.Length && text[start] == ' ') start++;
            if (start == text.Length) return lines;
            int end = EndOfLine(text, start, width);
            int next = end;
            while (end > start && text[end - 1] == ' ') end--;
            lines.Add(start..end);
            start = next;
            width = rest;
        }
    }

    private static int EndOfLine(string text, int start, int width)
    {
        if (text.Length - start <= width) return text.Length;
        int space = text.LastIndexOf(' ', start + width, width);
        if (space > start) return space;
        int end = start + width;
        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }
}
