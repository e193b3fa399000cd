using System.CommandLine;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Policy.Specification;

namespace Submission.Cli.Explain;

/// <summary><c>explain</c>: says in words what a rule does and where it stands.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> rule = new Argument<string>("rule") { Description = "The id of the rule." }.RejectingOptions();
        Argument<string?> path = PolicyArgument.Create();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("explain", "Says what a rule does, what it answers, where it stands in the order, and which cases show it.")
        {
            Examples =
            [
                "submission-policy explain message-rate",
                "submission-policy explain country-not-allowed specs/forpsi --json",
            ],
            ExitCodes = "0 explained, 1 the policy has errors, 2 wrong usage or no such rule, 3 the policy cannot be read",
        };
        command.Arguments.Add(rule);
        command.Arguments.Add(path);
        command.Options.Add(json);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(rule), parsed.GetValue(path), parsed.GetValue(json), terminal));
        return command;
    }

    private static int Run(string rule, string? path, bool isJson, Terminal terminal)
    {
        if (!PolicyLoading.TryLoad(path, terminal, out LoadedPolicy? policy, out int exitCode)) return exitCode;
        RuleSpec? found = policy.Spec!.Rules.FirstOrDefault(candidate => candidate.Id.Value == rule);
        if (found is null)
        {
            string[] known = [.. policy.Spec.Rules.Select(static candidate => candidate.Id.Value)];
            string mend = Spelling.Nearest(rule, known) is { } nearest ? $"Did you mean '{nearest}'?" : $"It has: {string.Join(", ", known)}.";
            terminal.Fail($"The policy '{policy.Spec.Name}' has no rule '{rule}'. {mend}");
            return ExitCode.Usage;
        }

        ExplanationDocument explanation = RuleExplanation.Of(found, policy);
        if (isJson) JsonOutput.Write(terminal, explanation);
        else new ExplanationPrinter(terminal.Out).Print(explanation);
        return ExitCode.Ok;
    }
}
