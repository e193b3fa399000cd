namespace Submission.Policy.Yaml.Reading;

/// <summary>A line taken apart as its writer saw it: indentation, word, value. All columns count from 1; 0 means there is none.</summary>
internal readonly record struct SourceLine(string Text, int Indent, int ColonColumn, int ValueColumn)
{
    public bool IsBlank => Indent == Text.Length || Text[Indent] == '#';

    public bool HasTabIndent => Text.AsSpan(0, Indent).Contains('\t');

    public char Value => ValueColumn == 0 ? '\0' : Text[ValueColumn - 1];

    public static SourceLine Parse(string text)
    {
        int indent = 0;
        while (indent < text.Length && text[indent] is ' ' or '\t') indent++;
        int at = indent;
        while (at + 1 < text.Length && text[at] == '-' && text[at + 1] is ' ' or '\t') at = SkipBlanks(text, at + 1);
        int colon = FindColon(text, at);
        int value = colon < 0 ? at : SkipBlanks(text, colon + 1);
        bool hasValue = value < text.Length && text[value] != '#';
        return new SourceLine(text, indent, colon + 1, hasValue ? value + 1 : 0);
    }

    /// <summary>The character at a column; NUL beyond the end.</summary>
    public char At(long column) => column >= 1 && column <= Text.Length ? Text[(int)column - 1] : '\0';

    /// <summary>The column of a colon between a word and its value where the space after it is missing; 0 where there is none.</summary>
    public int FindGluedColon()
    {
        int at = Indent;
        while (at < Text.Length && (char.IsAsciiLetterOrDigit(Text[at]) || Text[at] is '-' or '_')) at++;
        return at > Indent && at + 1 < Text.Length && Text[at] == ':' && Text[at + 1] is not (' ' or '\t') ? at + 1 : 0;
    }

    private static int FindColon(string text, int from)
    {
        if (from >= text.Length) return -1;
        if (text[from] is '"' or '\'')
        {
            int close = text.IndexOf(text[from], from + 1);
            return close > 0 && close + 1 < text.Length && text[close + 1] == ':' ? close + 1 : -1;
        }

        for (int i = from; i < text.Length && text[i] is not ('[' or '{' or '#' or '!' or '&' or '*' or '@'); i++)
        {
            if (text[i] == ':' && (i + 1 == text.Length || text[i + 1] is ' ' or '\t')) return i;
        }

        return -1;
    }

    private static int SkipBlanks(string text, int from)
    {
        while (from < text.Length && text[from] is ' ' or '\t') from++;
        return from;
    }
}
