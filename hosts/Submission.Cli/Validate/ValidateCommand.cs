using System.CommandLine;
using System.Globalization;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Validate;

/// <summary><c>validate</c>: finds everything that is wrong with a policy.</summary>
internal static class ValidateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> path = PolicyArgument.Create();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("validate", "Finds everything that is wrong with a policy, with the place and a mend.")
        {
            Examples =
            [
                "submission-policy validate specs/forpsi",
                "submission-policy validate mine.yaml --json",
            ],
            ExitCodes = "0 the policy is right, 1 it has errors, 2 wrong usage, 3 it cannot be read",
        };
        command.Arguments.Add(path);
        command.Options.Add(json);
        command.SetAction(parsed => Run(parsed.GetValue(path), parsed.GetValue(json), terminal));
        return command;
    }

    private static int Run(string? path, bool isJson, Terminal terminal)
    {
        if (!PolicyLocation.TryFind(path, out PolicyLocation? location, out string? problem))
        {
            terminal.Fail(problem);
            return ExitCode.Unreadable;
        }

        LoadedPolicy policy = LoadedPolicy.Load(location);
        if (isJson) JsonOutput.Write(terminal, ValidationDocument.Of(policy));
        else Print(policy, terminal);
        return policy.Errors.IsEmpty ? ExitCode.Ok : ExitCode.Errors;
    }

    private static void Print(LoadedPolicy policy, Terminal terminal)
    {
        new ErrorPrinter(terminal.Out).Print(policy.Errors);
        string name = policy.Spec?.Name is { Length: > 0 } given ? given : policy.Location.Source.Source;
        string summary = $"{name}: {Count(policy.Spec?.Rules.Length ?? 0, "rule")}, {Count(policy.Spec?.Lists.Length ?? 0, "list")}, ";
        if (policy.Errors.IsEmpty) terminal.Out.Line((summary + "no errors", Styles.Good));
        else terminal.Out.Line((summary + Count(policy.Errors.Length, "error"), Styles.Bad));
    }

    private static string Count(int number, string word) => string.Create(CultureInfo.InvariantCulture, $"{number} {word}{(number == 1 ? "" : "s")}");
}
