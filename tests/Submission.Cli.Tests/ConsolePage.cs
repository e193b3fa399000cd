using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;

namespace Submission.Cli.Tests;

/// <summary>
/// A page of docs/ that is run: in each block of <c>console</c> the lines that begin with <c>$</c> are given to a shell, and what it prints must be what stands below them.
/// Where the variable UPDATE_DOCS is set, the page is written anew instead.
/// </summary>
internal static partial class ConsolePage
{
    private const string BlockStart = "```console";
    private const string BlockEnd = "```";
    private const string Prompt = "$ ";
    private const string InputStart = "<<'END'";
    private const string InputEnd = "END";

    /// <summary>Runs a page whose commands find a host on a socket.</summary>
    public static async Task CheckAsync(string name, string socket, params (string Name, string Value)[] variables)
    {
        string page = Path.Combine(Repository.Root, "docs", name);
        string written = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        string run = await RunAsync(written.Split('\n'), socket, variables);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(page, run, TestContext.Current.CancellationToken);
            written = run;
        }

        Assert.True(Normalise(written) == Normalise(run), $"Run this test with UPDATE_DOCS=1 to write docs/{name} anew. It should be:\n{run}");
    }

    private static async Task<string> RunAsync(string[] lines, string socket, (string Name, string Value)[] variables)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("submission-policy-docs-");
        Prepare(folder.FullName);
        await ShellAsync(folder.FullName, socket, variables, $"chmod +x {SubmissionPolicyTool.Name}");
        var page = new List<string>();
        bool isInBlock = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] is BlockStart or BlockEnd) isInBlock = lines[i] == BlockStart;
            if (!isInBlock || lines[i] == BlockStart)
            {
                page.Add(lines[i]);
                continue;
            }

            // What is not said here was printed, and is printed again.
            if (!lines[i].StartsWith(Prompt, StringComparison.Ordinal)) continue;
            int first = i;
            while (lines[first].EndsWith(InputStart, StringComparison.Ordinal) && lines[i] != InputEnd) i++;
            string[] command = lines[first..(i + 1)];
            page.AddRange(command);
            string output = await ShellAsync(folder.FullName, socket, variables, string.Join('\n', command)[Prompt.Length..]);
            if (output.Length > 0) page.AddRange(output.TrimEnd('\n').Split('\n'));
        }

        folder.Delete(recursive: true);
        return string.Join('\n', page);
    }

    private static void Prepare(string folder)
    {
        Directory.CreateSymbolicLink(Path.Combine(folder, "specs"), Path.Combine(Repository.Root, "specs"));
        string tool = Path.Combine(folder, SubmissionPolicyTool.Name);
        File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet '{typeof(SubmissionPolicyTool).Assembly.Location}' \"$@\"\n");
    }

    private static async Task<string> ShellAsync(string folder, string socket, (string Name, string Value)[] variables, string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"exec 2>&1\n{command}"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PATH"] = $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment[AdminConnection.Variable] = socket;
        foreach ((string variable, string value) in variables) start.Environment[variable] = value;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }

    private static string Normalise(string page)
    {
        page = MomentOfNow().Replace(JsonMoment().Replace(page, "{moment}"), "{moment}");
        page = Wait().Replace(Seconds().Replace(Id().Replace(page, "{id}"), "in 0.0 s"), "{wait}");
        page = DkimKey().Replace(DkimSelector().Replace(page, "{selector}"), "{key}");
        return Gap().Replace(Salt().Replace(page, "${scheme}{hash}"), "${before}  ");
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \([^)]*\)", RegexOptions.NonBacktracking)]
    private static partial Regex MomentOfNow();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00", RegexOptions.NonBacktracking)]
    private static partial Regex JsonMoment();

    [GeneratedRegex(@"\b0[0-9A-Za-z]{21}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    [GeneratedRegex(@"in \d+\.\d s", RegexOptions.NonBacktracking)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\bin(?: \d+ (?:d|h|min|s)\b)+", RegexOptions.NonBacktracking)]
    private static partial Regex Wait();

    // What stands behind such a moment in a table, its titles included, moves with its length.
    [GeneratedRegex(@"(?<before>\S) {2,}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\bs\d{8}(?:-\d+)?[re]\b", RegexOptions.NonBacktracking)]
    private static partial Regex DkimSelector();

    [GeneratedRegex(@"\bp=[0-9A-Za-z+/]{10,}.*$", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex DkimKey();

    [GeneratedRegex(@"^(?<scheme>\$2b\$12\$|\{ARGON2ID\}\$argon2id\$v=19\$m=19456,t=2,p=1\$)\S+$", RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Salt();
}
