using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Cli.Validate;
using Submission.Policy;
using Submission.Policy.Specification;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary><c>session</c>: a dialog with a policy, as an SMTP client has it.</summary>
internal static class SessionCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> path = PolicyArgument.Create();
        Option<string?> given = new("--given") { Description = "Begins with what a golden case gives: time, accounts, DNS, block lists, countries, lists.", HelpName = "case.yaml" };
        Option<bool> quiet = new("--quiet", "-q") { Description = "Shows the replies only, not what each rule saw." };
        Option<bool> json = PolicyArgument.CreateJsonOption("Writes one JSON object for each line that was answered.");
        var command = new DocumentedCommand("session", "Talks SMTP to a policy, typed or piped, and shows what each rule saw. There is no network and no waiting.")
        {
            Notes = FactHelp.Text.Split('\n'),
            Examples =
            [
                "submission-policy session",
                "submission-policy session specs/forpsi --given specs/forpsi/cases/message-rate/250-in-a-minute.yaml",
                "printf '%s\\n' :demo ':connect 198.51.100.7 tls' 'EHLO me' 'AUTH jan@domena.cz wrong' | submission-policy session --quiet",
            ],
            ExitCodes = "0 the dialog ended, 1 the policy has errors or a piped line made no sense, 2 wrong usage, 3 a file cannot be read",
        };
        command.Arguments.Add(path);
        foreach (Option option in (Option[])[given, quiet, json]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(path), parsed.GetValue(given), parsed.GetValue(quiet), parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? path, string? given, bool isQuiet, bool isJson, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!PolicyLoading.TryLoad(path, terminal, out LoadedPolicy? policy, out int exitCode)) return exitCode;
        FakeWorld? world = given is null ? new FakeWorld() : ReadWorld(given, terminal);
        if (world is null) return ExitCode.Errors;
        if (CreateEngine(world, policy, terminal) is not { } engine) return ExitCode.Errors;
        bool isTyped = !terminal.IsInputRedirected && !terminal.IsOutputRedirected;
        if (isTyped && !isJson)
            terminal.Out.Line((string.Create(CultureInfo.InvariantCulture, $"Policy {engine.PolicyName}, {engine.Rules.Length} rules. Talk SMTP to it; :demo to begin with, :help, QUIT."), Styles.Quiet));
        IDialogOutput output = isJson ? new JsonDialog(terminal) : new Transcript(terminal, isTyped);
        return await new SessionLoop(world, engine, output, terminal).RunAsync(isQuiet, cancellationToken);
    }

    private static FakeWorld? ReadWorld(string file, Terminal terminal)
    {
        FakeWorld? world = FakeWorld.ReadGiven(file, out ImmutableArray<SpecError> errors);
        new ErrorPrinter(terminal.Error).Print(errors);
        return world;
    }

    private static PolicyEngine? CreateEngine(FakeWorld world, LoadedPolicy policy, Terminal terminal)
    {
        try
        {
            return world.CreateEngine(policy.AsSource());
        }
        catch (PolicyException exception)
        {
            // The policy was right; what is wrong are the lists that the case gives in place of its own.
            new ErrorPrinter(terminal.Error).Print(exception.Errors);
            return null;
        }
    }
}
