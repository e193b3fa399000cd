using Spectre.Console;

namespace Submission.Cli.Output;

/// <summary>Writes lines of pieces, each with its style; whatever the pieces hold, nothing of it is taken for markup.</summary>
internal static class TerminalWriting
{
    public static void Line(this IAnsiConsole console, params ReadOnlySpan<(string Text, Style Style)> pieces)
    {
        var line = new Paragraph();
        foreach ((string text, Style style) in pieces) line.Append(Printable.Of(text), style);
        console.Write(line);
        console.WriteLine();
    }

    public static void Line(this IAnsiConsole console, string text) => console.Line((text, Styles.Plain));

    /// <summary>A table without lines around it; without headers where they are empty.</summary>
    public static Table Table(params ReadOnlySpan<string> titles)
    {
        Table table = new Table().NoBorder().HideHeaders();
        for (int i = 0; i < titles.Length; i++)
        {
            TableColumn column = new TableColumn("").Padding(0, 0, 2, 0);
            // Names in front stay whole on a narrow terminal; what is said of them wraps.
            table.AddColumn(i < WholeColumns(titles.Length) ? column.NoWrap() : column);
        }

        if (titles[0].Length > 0)
        {
            table.ShowHeaders();
            for (int i = 0; i < titles.Length; i++) table.Columns[i].Header = new Text(titles[i], Styles.Quiet);
        }

        return table;
    }

    private static int WholeColumns(int columns) => columns > 2 ? 2 : 1;

    public static void WriteIndented(this IAnsiConsole console, Table table, int indent) => console.Write(new Padder(table, new Padding(indent, 0, 0, 0)));

    public static Text Cell(string text, Style? style = null) => new(Printable.Of(text), style ?? Styles.Plain);
}
