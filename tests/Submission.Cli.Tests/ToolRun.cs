using System.Text.Json;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;

namespace Submission.Cli.Tests;

/// <summary>One run of the tool within this process, by the entry that the executable has.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static Task<ToolRun> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public static async Task<ToolRun> RunWithInputAsync(string input, params string[] arguments)
    {
        using var reader = new StringReader(input);
        return await RunAsync(reader, TestContext.Current.CancellationToken, arguments);
    }

    public static async Task<ToolRun> RunAsync(TextReader input, CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(input, output, error);
        int exitCode = await SubmissionPolicyTool.RunAsync(arguments, terminal, cancellationToken);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;

    public IReadOnlyList<JsonElement> JsonLines() =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
}
