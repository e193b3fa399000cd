using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Admin;

/// <summary><c>limits</c>: what the running host has counted for a subject.</summary>
internal static class LimitsCommand
{
    public static Command Create(AdminConnection connection)
    {
        var command = new Command("limits", "Shows what a running host has counted for somebody, and empties it.");
        command.Subcommands.Add(CreateShow(connection));
        command.Subcommands.Add(CreateReset(connection));
        return command;
    }

    private static DocumentedCommand CreateShow(AdminConnection connection)
    {
        Argument<string> subject = SubjectArgument.Create();
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("show", "Shows each counter of somebody: what is used, what is left, and when it opens again.")
        {
            Notes = AdminConnection.Notes,
            Examples = ["submission-policy limits show jan@domena.cz", "submission-policy limits show 198.51.100.7 --json"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Arguments.Add(subject);
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.LimitsAsync(parsed.GetRequiredValue(subject), cancellationToken),
            limits =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, limits);
                else Print(limits, connection.Terminal.Out, connection.Time.GetUtcNow());
            }));
        return command;
    }

    private static DocumentedCommand CreateReset(AdminConnection connection)
    {
        Argument<string> subject = SubjectArgument.Create();
        Option<string?> rule = SubjectArgument.CreateRuleOption();
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("reset", "Empties the counters of somebody, of all rules or of one, so that they begin anew.")
        {
            Notes = AdminConnection.Notes,
            Examples = ["submission-policy limits reset jan@domena.cz", "submission-policy limits reset 198.51.100.7 --rule too-many-auth-failures"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Arguments.Add(subject);
        foreach (Option option in (Option[])[rule, socket, json]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.ResetAsync(parsed.GetRequiredValue(subject), parsed.GetValue(rule), cancellationToken),
            change =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, change);
                else connection.Terminal.Out.Line(ChangeText.Of(change, "emptied", "counter", "Nothing is counted for"));
            }));
        return command;
    }

    private static void Print(AdminLimits limits, IAnsiConsole console, DateTimeOffset now)
    {
        if (limits.Limits.Count == 0)
        {
            console.Line($"Nothing is counted for {limits.Subject}.");
            return;
        }

        Table table = TerminalWriting.Table("rule", "counter", "window", "used", "left", "opens");
        foreach (AdminLimit limit in limits.Limits)
        {
            table.AddRow(
                TerminalWriting.Cell(limit.Rule, Styles.Name),
                TerminalWriting.Cell(CounterKey.Describe(limit.Scope, limit.Subject)),
                TerminalWriting.Cell(limit.Window ?? "at once"),
                TerminalWriting.Cell(string.Create(CultureInfo.InvariantCulture, $"{limit.Used}{(limit.AtMost is { } most ? $" of {most}" : "")}")),
                TerminalWriting.Cell(limit.Left?.ToString(CultureInfo.InvariantCulture) ?? "", limit.Left is 0 ? Styles.Bad : Styles.Good),
                TerminalWriting.Cell(OpensOf(limit, now), Styles.Warning));
        }

        console.Write(table);
    }

    private static string OpensOf(AdminLimit limit, DateTimeOffset now) => limit switch
    {
        { Block: { } block } => $"blocked until {Moment.Of(block.Until, now)}: {block.Reason}",
        { OpensAt: { } opens } => Moment.Of(opens, now),
        _ => "",
    };
}
