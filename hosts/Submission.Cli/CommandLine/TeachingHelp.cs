using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Submission.Cli.CommandLine;

/// <summary>The usual help, and below it notes, examples and the exit codes.</summary>
internal sealed class TeachingHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        switch (parseResult.CommandResult.Command)
        {
            case DocumentedCommand command:
                Write(output, "Notes", command.Notes);
                Write(output, "Examples", command.Examples);
                Write(output, "Exit codes", [command.ExitCodes]);
                break;
            case RootCommand:
                Write(output, "Begin with", SubmissionPolicyTool.FirstSteps);
                Write(output, "Exit codes", [SubmissionPolicyTool.ExitCodes]);
                break;
        }

        return ExitCode.Ok;
    }

    private static void Write(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        output.WriteLine($"{title}:");
        foreach (string line in lines) output.WriteLine($"  {line}".TrimEnd());
        output.WriteLine();
    }
}
