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

    /// <summary>Runs it by a clock of the test's.</summary>
    public static async Task<ToolRun> RunAtAsync(TimeProvider time, params string[] arguments)
    {
        using var reader = new StringReader("");
        return await RunAsync(reader, time, arguments, TestContext.Current.CancellationToken);
    }

    public static Task<ToolRun> RunAsync(TextReader input, CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(input, TimeProvider.System, arguments, cancellationToken);

    private static async Task<ToolRun> RunAsync(TextReader input, TimeProvider time, string[] arguments, CancellationToken cancellationToken)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(input, output, error);
        int exitCode = await SubmissionPolicyTool.RunAsync(arguments, terminal, cancellationToken, time);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;

    public IReadOnlyList<JsonElement> JsonLines() =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
}
