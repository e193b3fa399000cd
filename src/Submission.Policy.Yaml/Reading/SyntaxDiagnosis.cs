using Submission.Policy.Specification;
using YamlDotNet.Core;

namespace Submission.Policy.Yaml.Reading;

/// <summary>Says what is wrong where the parser gave up, in the words of somebody who writes policies, and what mends it.</summary>
internal static class SyntaxDiagnosis
{
    public const string MendExclamation = "Write not in place of a leading !, or put the whole text in quotes.";
    public const string TabMessage = "A tab indents this line.";
    public const string TabMend = "Indent with spaces.";
    private const string MendQuote = "Put the whole text in quotes.";
    private const string NoColon = "This line is neither a word with a colon nor the item of a list.";
    private const string MendNoColon = "Write 'word: value'; indent a text that goes on from the line above, or put it in quotes.";

    /// <summary>Adds the one error that explains the failure.</summary>
    public static void Report(DocumentText document, YamlFailure failure, SpecLocation? openFlow, SpecErrors errors)
    {
        Mark start = failure.Start;
        SourceLine line = SourceLine.Parse(document.Line(start.Line));
        if (FindTab(document, failure) is { } tab)
        {
            errors.Add(tab, TabMessage, TabMend);
            return;
        }

        if (!failure.HasNoPlace && line.At(start.Column) is '"' or '\'')
        {
            ReportQuotes(document, failure, errors);
            return;
        }

        if (openFlow is { } open && ReportFlow(document, failure, line, open, errors)) return;
        if (failure.HasNoPlace)
            ReportWithoutPlace(document, failure, errors);
        else if (line.ValueColumn > 0 && line.ValueColumn <= start.Column && ExplainValue(line, start.Column) is { } value)
            errors.Add(document.Locate(start.Line, line.ValueColumn), value.Message, value.Mend);
        else if (line.ColonColumn > 0 && line.ColonColumn < start.Column && line.At(start.Column) == ':')
            errors.Add(document.Locate(start.Line, start.Column), "A second colon with a space after it stands in this text.", MendQuote);
        else
            ReportStructure(document, line, failure, errors);
    }

    private static SpecLocation? FindTab(DocumentText document, YamlFailure failure)
    {
        long last = Math.Min(Math.Max(failure.Position.Line, failure.End.Line), failure.Start.Line + 2);
        for (long number = Math.Max(failure.Start.Line, 1); number <= last; number++)
        {
            SourceLine line = SourceLine.Parse(document.Line(number));
            if (!line.IsBlank && line.HasTabIndent) return document.Locate(number, line.Text.IndexOf('\t', StringComparison.Ordinal) + 1);
        }

        return null;
    }

    private static void ReportQuotes(DocumentText document, YamlFailure failure, SpecErrors errors)
    {
        SourceLine line = SourceLine.Parse(document.Line(failure.Start.Line));
        int end = (int)failure.End.Column - 1;
        int escape = failure.End.Line == failure.Start.Line && end < line.Text.Length ? line.Text.LastIndexOf('\\', end) : -1;
        if (escape >= failure.Start.Column)
            errors.Add(document.Locate(failure.Start.Line, escape + 1), "In double quotes a backslash begins an escape, and this is none.", "Write two backslashes, or use single quotes.");
        else if (line.ValueColumn > 0 && line.ValueColumn < failure.Start.Column && ExplainValue(line, failure.Start.Column) is { } value)
            errors.Add(document.Locate(failure.Start.Line, line.ValueColumn), value.Message, value.Mend);
        else
            errors.Add(document.Locate(failure.Start.Line, failure.Start.Column), "The quotes that open here are not closed as they should be.", "Close them with the same quote on this line; within single quotes write a single quote twice.");
    }

    private static bool ReportFlow(DocumentText document, YamlFailure failure, SourceLine line, SpecLocation open, SpecErrors errors)
    {
        char bracket = document.From(open) is [char first, ..] ? first : '[';
        string closing = bracket == '{' ? "}" : "]";
        SpecLocation place = document.Locate(failure.Start.Line, failure.Start.Column);
        char at = line.At(failure.Start.Column);
        if (failure.HasNoPlace || place.Line > open.Line || at is '\0' or ']' or '}')
            errors.Add(open, $"The {bracket} that opens here is not closed.", $"Close it with {closing}.");
        else if (ExplainReserved(at) is { } reserved)
            errors.Add(place, reserved.Message, reserved.Mend);
        else
            errors.Add(place, $"Here a comma or the closing {closing} is missing.", "A text that has a comma, a colon or a bracket in it must stand in quotes within [ ] and { }.");
        return true;
    }

    private static void ReportWithoutPlace(DocumentText document, YamlFailure failure, SpecErrors errors)
    {
        string line = document.Line(failure.Position.Line);
        int escape = line.LastIndexOf('\\', Math.Max(0, Math.Min(line.Length, (int)failure.Position.Column) - 1));
        if (line.Length > 0 && escape >= 0)
            errors.Add(document.Locate(failure.Position.Line, escape + 1), "This escape makes no character.", "Correct it, or use single quotes.");
        else
            errors.Add(document.Locate(failure.Position.Line, failure.Position.Column), "Here the text makes no sense as YAML.", "Look at the brackets and the indentation of this line and of the one above.");
    }

    private static void ReportStructure(DocumentText document, SourceLine line, YamlFailure failure, SpecErrors errors)
    {
        (SourceLine above, long aboveNumber) = LineAbove(document, failure.Start.Line);
        SpecLocation place = document.Locate(failure.Start.Line, failure.Start.Column);
        SpecLocation lineStart = document.Locate(failure.Start.Line, line.Indent + 1);
        bool isItem = failure.Start.Column == line.Indent + 1 && line.At(failure.Start.Column) == '-';
        if (line.FindGluedColon() is > 0 and int here)
            errors.Add(document.Locate(failure.Start.Line, here), "After this colon a space is missing.", "Write a space after it.");
        else if (aboveNumber > 0 && above.FindGluedColon() is > 0 and int glued)
            errors.Add(document.Locate(aboveNumber, glued), "After this colon a space is missing.", "Write a space after it.");
        else if (!isItem && ExplainReserved(line.At(failure.Start.Column)) is { } reserved)
            errors.Add(place, reserved.Message, reserved.Mend);
        else if (aboveNumber > 0 && above.ColonColumn == 0 && above.ValueColumn > 0 && above.At(above.Indent + 1) != '-' && line.ColonColumn == failure.Start.Column)
            errors.Add(document.Locate(aboveNumber, above.Indent + 1), NoColon, MendNoColon);
        else if (line.ColonColumn == 0 && !line.IsBlank && line.At(line.Indent + 1) != '-')
            errors.Add(lineStart, NoColon, MendNoColon);
        else if (aboveNumber > 0 && line.Indent > above.Indent && above.ValueColumn > 0)
            errors.Add(lineStart, "This line is indented deeper than the one above, which has its value already.", "Indent both alike; put a text of several lines in quotes.");
        else if (failure.Start.Column == line.Indent + 1)
            errors.Add(lineStart, "This line does not fit those above it: its indentation is another, or an item of a list stands among words.", "Indent it exactly like the lines that it belongs to.");
        else
            errors.Add(place, $"Here the text is no YAML: {failure.Message}", "Look at the indentation and the punctuation of this line and of the one above.");
    }

    private static (SourceLine Line, long Number) LineAbove(DocumentText document, long number)
    {
        for (long above = number - 1; above >= 1; above--)
        {
            SourceLine line = SourceLine.Parse(document.Line(above));
            if (!line.IsBlank) return (line, above);
        }

        return (default, 0);
    }

    private static (string Message, string Mend)? ExplainValue(SourceLine line, long errorColumn) => line.Value switch
    {
        '!' => ("A value that begins with ! is a YAML tag, which means nothing here.", MendExclamation),
        '&' => ("A value that begins with & is a YAML anchor.", "Put the whole text in quotes; write and in place of &&."),
        '*' => ("A value that begins with * is a YAML alias.", MendQuote),
        '|' or '>' => ($"A value that begins with {line.Value} is a block of text, which begins on the next line.", "Put the whole text in quotes; write or in place of ||."),
        '"' or '\'' when errorColumn > line.ValueColumn => ("This value begins with a quote and so ends at the closing one; more text follows.", "Put the whole text, those quotes among it, in quotes of the other sort."),
        '[' or '{' when errorColumn > line.ValueColumn => ($"This value begins with {line.Value} and so ends at the closing bracket; more text follows.", MendQuote),
        _ => errorColumn == line.ValueColumn ? ExplainReserved(line.Value) : null,
    };

    private static (string Message, string Mend)? ExplainReserved(char at) => at switch
    {
        '@' or '`' or '%' => ($"A text cannot begin with {at}.", MendQuote),
        ']' or '}' => ($"A {at} stands here that nothing opens.", "Remove it, or put the whole text in quotes."),
        ',' => ("A comma stands here with nothing before it.", "Remove it, or put the whole text in quotes."),
        '-' or '?' => ($"A text cannot begin with {at} and a space.", "Begin a list on the next line, or put the whole text in quotes."),
        '!' => ("A value that begins with ! is a YAML tag, which means nothing here.", MendExclamation),
        '&' or '*' => ($"A text cannot begin with {at} here.", MendQuote),
        _ => null,
    };
}
