using System.Globalization;
using Spectre.Console;
using Submission.Cli.Output;
using Submission.Policy.Specification;

namespace Submission.Cli.Validate;

/// <summary>Prints errors for people and for editors: <c>file:line:column: message</c>, the line that is meant, a caret below it, and a mend.</summary>
internal sealed class ErrorPrinter(IAnsiConsole console)
{
    private readonly SourceFiles _files = new();

    public void Print(IEnumerable<SpecError> errors)
    {
        foreach (SpecError error in errors)
        {
            console.Line(($"{error.Location}: ", Styles.Title), (error.Message, Styles.Bad));
            PrintSource(error.Location);
            if (error.Mend is not null) console.Line(("  mend: ", Styles.Good), (error.Mend, Styles.Plain));
            console.WriteLine();
        }
    }

    private void PrintSource(SpecLocation location)
    {
        if (_files.Line(location) is not { } source) return;
        string number = location.Line.ToString(CultureInfo.InvariantCulture);
        SourceExcerpt excerpt = SourceExcerpt.Of(source, location.Column);
        console.Line(($"  {number} | ", Styles.Quiet), (excerpt.Text, Styles.Plain));
        console.Line(($"  {new string(' ', number.Length)} | ", Styles.Quiet), (new string(' ', excerpt.CaretOffset) + "^", Styles.Bad));
    }
}
