using Spectre.Console;

namespace Submission.Cli.Output;

/// <summary>The few colours of the tool, by what they mean.</summary>
internal static class Styles
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Bad = new(Color.Red);
    public static readonly Style Warning = new(Color.Yellow);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Name = new(Color.Aqua);
    public static readonly Style Title = new(decoration: Decoration.Bold);
}
