using Spectre.Console.Rendering;
using Submission.Cli.Output;

namespace Submission.Cli.Validate;

/// <summary>The part of a source line that is shown, and where below it the caret stands.</summary>
/// <param name="Text">The text, safe to show.</param>
/// <param name="CaretOffset">How many cells of a terminal stand before the caret.</param>
internal readonly record struct SourceExcerpt(string Text, int CaretOffset)
{
    private const int Before = 60;
    private const int After = 60;
    private const string Cut = "…";

    public static SourceExcerpt Of(string line, int column)
    {
        int at = Math.Clamp(column - 1, 0, line.Length);
        int from = at > Before ? WholeCharacter(line, at - Before) : 0;
        int to = line.Length - at > After ? WholeCharacter(line, at + After) : line.Length;
        string before = (from > 0 ? Cut : "") + Printable.Of(line[from..at]);
        string after = Printable.Of(line[at..to]) + (to < line.Length ? Cut : "");
        return new SourceExcerpt(before + after, Segment.CellCount([new Segment(before)]));
    }

    private static int WholeCharacter(string line, int index) => index < line.Length && char.IsLowSurrogate(line[index]) ? index - 1 : index;
}
