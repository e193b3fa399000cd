using System.Buffers;
using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>The words of a structured field: comments are blanks, a quoted string is part of its word, a semicolon is a word of its own.</summary>
internal ref struct ReceivedWords
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t;\"");

    private readonly string _text;
    private int _at;

    public ReceivedWords(ReadOnlySpan<byte> rawValue)
    {
        _text = HeaderViews.WithoutComments(Encoding.UTF8.GetString(rawValue).Replace('\r', ' ').Replace('\n', ' '), " ");
        _at = 0;
    }

    /// <summary>Reads the next word; false at the end.</summary>
    public bool TryRead(out string word)
    {
        ReadOnlySpan<char> rest = _text.AsSpan(_at).TrimStart(" \t");
        _at = _text.Length - rest.Length;
        word = "";
        if (rest.IsEmpty) return false;
        if (rest[0] == ';')
        {
            _at++;
            word = ";";
            return true;
        }

        int end = EndOf(rest);
        _at += end;
        word = QuotedText.Unescape(rest[..end]).Replace("\"", "", StringComparison.Ordinal);
        return true;
    }

    private static int EndOf(ReadOnlySpan<char> rest)
    {
        int at = 0;
        while (at < rest.Length)
        {
            int end = rest[at..].IndexOfAny(WordEnds);
            if (end < 0) return rest.Length;
            at += end;
            if (rest[at] != '"') return at;
            int close = EndOfQuoted(rest, at);
            if (close < 0) return at == 0 ? EndOf(rest[1..]) + 1 : at; // a quote that never closes is a letter like others
            at = close + 1;
        }

        return rest.Length;
    }

    private static int EndOfQuoted(ReadOnlySpan<char> rest, int open)
    {
        for (int i = open + 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\') i++;
            else if (rest[i] == '"') return i;
        }

        return -1;
    }
}
