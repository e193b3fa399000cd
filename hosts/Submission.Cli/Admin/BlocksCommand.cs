using System.CommandLine;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Admin;

/// <summary><c>blocks</c>: who is blocked on the running host, and until when.</summary>
internal static class BlocksCommand
{
    public static Command Create(AdminConnection connection)
    {
        var command = new Command("blocks", "Lists who is blocked on a running host, and lifts blocks.");
        command.Subcommands.Add(CreateList(connection));
        command.Subcommands.Add(CreateLift(connection));
        return command;
    }

    private static DocumentedCommand CreateList(AdminConnection connection)
    {
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("list", "Lists all blocks in force: who, by which rule, until when, and why.")
        {
            Notes = AdminConnection.Notes,
            Examples = ["submission-policy blocks list", "submission-policy blocks list --socket /run/submission-policy/admin.sock --json"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.BlocksAsync(cancellationToken),
            blocks =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, blocks);
                else Print(blocks, connection.Terminal.Out, connection.Time.GetUtcNow());
            }));
        return command;
    }

    private static DocumentedCommand CreateLift(AdminConnection connection)
    {
        Argument<string[]> subjects = SubjectArgument.CreateSeveral();
        Option<string?> rule = SubjectArgument.CreateRuleOption();
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("lift", "Lifts the blocks of somebody, of all rules or of one; what they counted begins anew.")
        {
            Notes =
            [
                "Who sent spam is blocked by account and by IP address: name both, as explain ID shows them.",
                .. AdminConnection.Notes,
            ],
            Examples = ["submission-policy blocks lift jan@domena.cz 198.51.100.7", "submission-policy blocks lift 198.51.100.7 --rule spam-over-budget"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Arguments.Add(subjects);
        foreach (Option option in (Option[])[rule, socket, json]) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            foreach (string subject in parsed.GetRequiredValue(subjects))
            {
                int exitCode = await connection.AskAsync(
                    parsed.GetValue(socket),
                    client => client.LiftAsync(subject, parsed.GetValue(rule), cancellationToken),
                    change =>
                    {
                        if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, change);
                        else connection.Terminal.Out.Line(ChangeText.Of(change, "lifted", "block", "There is no block of"));
                    });
                if (exitCode != ExitCode.Ok) return exitCode;
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(AdminBlocks blocks, IAnsiConsole console, DateTimeOffset now)
    {
        if (blocks.Blocks.Count == 0)
        {
            console.Line("Nobody is blocked.");
            return;
        }

        Table table = TerminalWriting.Table("rule", "who", "since", "until", "why");
        foreach (AdminBlock block in blocks.Blocks)
        {
            table.AddRow(
                TerminalWriting.Cell(CounterKey.RuleOf(block.Scope), Styles.Name),
                TerminalWriting.Cell(CounterKey.Describe(block.Scope, block.Subject)),
                TerminalWriting.Cell(Moment.Of(block.Since, now), Styles.Quiet),
                TerminalWriting.Cell(Moment.Of(block.Until, now), Styles.Warning),
                TerminalWriting.Cell(block.Reason));
        }

        console.Write(table);
    }
}
