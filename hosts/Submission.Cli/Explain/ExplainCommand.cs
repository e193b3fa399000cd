using System.CommandLine;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Policy.Specification;

namespace Submission.Cli.Explain;

/// <summary><c>explain</c>: says in words what a rule does and where it stands, or how a decision of a running host came about.</summary>
internal static class ExplainCommand
{
    public static Command Create(AdminConnection connection)
    {
        Argument<string> what = new Argument<string>("rule")
        {
            Description = "The id of a rule; or the id of a decision, 22 letters and digits, as it stands in a reply, in the log or in Received.",
            HelpName = "rule or id",
        }.RejectingOptions();
        Argument<string?> path = PolicyArgument.Create();
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand(
            "explain", "Says what a rule does, what it answers, where it stands in the order, and which cases show it; or how a decision of a running host came about.")
        {
            Notes = ["Only decisions are asked of a host, and it keeps them for a while only.", .. AdminConnection.Notes],
            Examples =
            [
                "submission-policy explain message-rate",
                "submission-policy explain country-not-allowed specs/forpsi --json",
                "submission-policy explain 0322hKFMDXOwy7eYhzHuzX",
            ],
            ExitCodes = "0 explained, 1 the policy has errors, or the host no such decision, 2 wrong usage or no such rule, 3 the policy cannot be read, or no host answers",
        };
        command.Arguments.Add(what);
        command.Arguments.Add(path);
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(what), parsed.GetValue(path), parsed.GetValue(socket), parsed.GetValue(json), connection, cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(string what, string? path, string? socket, bool isJson, AdminConnection connection, CancellationToken cancellationToken)
    {
        if (!DecisionExplanation.IsId(what)) return Task.FromResult(Run(what, path, isJson, connection.Terminal));
        if (path is null) return DecisionExplanation.RunAsync(connection, what, socket, isJson, cancellationToken);
        connection.Terminal.Fail($"'{path}' is one argument too many: the host knows by which policy it decided.");
        return Task.FromResult(ExitCode.Usage);
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
