using System.CommandLine;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Cli.Validate;
using Submission.Policy.Testing;

namespace Submission.Cli.Test;

/// <summary><c>test</c>: runs the golden cases of a policy in virtual time.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> path = PolicyArgument.Create(takesEmbedded: false);
        Option<string?> filter = new("--filter") { Description = "Runs only some cases: those of a rule, one case (rule/case), or those that fit a pattern with *.", HelpName = "rule-or-case" };
        Option<bool> record = new("--record") { Description = "Writes the decisions of each case that passes beside it, as <case>.golden.yaml; later runs compare them byte for byte." };
        Option<bool> requireCoverage = new("--require-coverage") { Description = "Fails too where a rule is not exercised or a reason to refuse is not reached." };
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("test", "Runs the golden cases of a policy in virtual time and shows what differs.")
        {
            Examples =
            [
                "submission-policy test specs/forpsi",
                "submission-policy test specs/forpsi --filter message-rate",
                "submission-policy test specs/forpsi --filter 'message-rate/250*' --record",
            ],
            ExitCodes = "0 all cases passed, 1 a case or a file is wrong, 2 wrong usage, 3 the policy or a case cannot be read or written",
        };
        command.Arguments.Add(path);
        foreach (Option option in (Option[])[filter, record, requireCoverage, json]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(path),
            parsed.GetValue(filter) is { } pattern ? new CaseFilter(pattern) : null,
            new TestSettings(parsed.GetValue(record), parsed.GetValue(requireCoverage), parsed.GetValue(json)),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? path, CaseFilter? filter, TestSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!PolicyLocation.TryFind(path, out PolicyLocation? location, out string? problem))
        {
            terminal.Fail(problem);
            return ExitCode.Unreadable;
        }

        if (location.Folder is null)
        {
            terminal.Fail("Golden cases are in the folder 'cases' of a policy's folder; name that folder.");
            return ExitCode.Usage;
        }

        long started = TimeProvider.System.GetTimestamp();
        GoldenCaseReport report = await CaseRun.RunAsync(location.Folder, filter, settings.Records, terminal, cancellationToken);
        TimeSpan elapsed = TimeProvider.System.GetElapsedTime(started);
        if (report.Errors.IsEmpty && report.Cases.IsEmpty) return TellNoCase(filter, location.Folder, terminal);

        bool isComplete = !settings.RequiresCoverage || filter is not null || report.Coverage.IsComplete;
        if (settings.IsJson) JsonOutput.Write(terminal, TestDocument.Of(report, isWhole: filter is null));
        else new TestPrinter(terminal).Print(report, isWhole: filter is null, settings.Records, elapsed);
        return report.IsPassed && isComplete ? ExitCode.Ok : ExitCode.Errors;
    }

    private static int TellNoCase(CaseFilter? filter, string folder, Terminal terminal)
    {
        if (filter is null)
        {
            terminal.Fail($"There are no cases in '{Path.Combine(folder, "cases")}'.");
            return ExitCode.Unreadable;
        }

        terminal.Fail($"No case fits '{filter.Pattern}'.{filter.Suggest()}");
        return ExitCode.Usage;
    }

    private readonly record struct TestSettings(bool Records, bool RequiresCoverage, bool IsJson);
}
