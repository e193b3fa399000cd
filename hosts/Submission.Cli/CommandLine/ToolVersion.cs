using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Submission.Cli.CommandLine;

/// <summary>Answers <c>--version</c> with the version of this tool, also where it runs within another process.</summary>
internal sealed class ToolVersion : SynchronousCommandLineAction
{
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return ExitCode.Ok;
    }
}
