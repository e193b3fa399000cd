using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Reading;

/// <summary>The text of one document of a file, and where in the file it begins.</summary>
internal sealed class DocumentText(string file, string text, int firstLine)
{
    private int[]? _lineStarts;

    public string File => file;

    public string Text => text;

    public bool HasTabs { get; } = text.Contains('\t', StringComparison.Ordinal);

    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLines(text);

    /// <summary>The place in the file of a place in this document; both from 1.</summary>
    public SpecLocation Locate(long line, long column) => new(file, firstLine - 1 + (int)Math.Max(line, 1), (int)Math.Max(column, 1));

    /// <summary>A line of this document, from 1, without its end; empty beyond the last.</summary>
    public string Line(long line)
    {
        if (line < 1 || line > LineStarts.Length) return "";
        int start = LineStarts[line - 1];
        int end = text.IndexOf('\n', start);
        return end < 0 ? text[start..] : text[start..end];
    }

    /// <summary>The text from a place on to the end of its line.</summary>
    public string From(SpecLocation location)
    {
        string line = Line(location.Line - firstLine + 1);
        return location.Column > line.Length ? "" : line[(location.Column - 1)..];
    }

    /// <summary>The text of a line before a place in it.</summary>
    public ReadOnlySpan<char> Before(SpecLocation location)
    {
        string line = Line(location.Line - firstLine + 1);
        return line.AsSpan(0, Math.Min(location.Column - 1, line.Length));
    }

    /// <summary>The value of a word at the left edge, for a document that cannot be parsed; <see langword="null"/> where there is none.</summary>
    public string? Guess(string word)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.Length <= word.Length || line[word.Length] != ':' || !line.StartsWith(word, StringComparison.Ordinal)) continue;
            ReadOnlySpan<char> value = line[(word.Length + 1)..];
            int comment = value.IndexOf(" #", StringComparison.Ordinal);
            if (comment >= 0) value = value[..comment];
            return value.Trim().Trim("'\"").ToString();
        }

        return null;
    }

    private static int[] FindLines(string text)
    {
        var starts = new int[text.AsSpan().Count('\n') + 1];
        int count = 1;
        for (int at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1)) starts[count++] = at + 1;
        return starts;
    }
}
