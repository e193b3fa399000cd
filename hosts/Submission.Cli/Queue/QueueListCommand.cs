using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Queue;

/// <summary><c>queue list</c>: what waits, the oldest first.</summary>
internal static class QueueListCommand
{
    private const int UsualLimit = 100;

    public static Command Create(AdminConnection connection)
    {
        Option<int> limit = new("--limit")
        {
            Description = $"How many deliveries, 1 to {AdminQueueWords.MaximumLimit}.",
            HelpName = "n",
            DefaultValueFactory = static _ => UsualLimit,
        };
        limit.Validators.Add(static result =>
        {
            if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 1 and <= AdminQueueWords.MaximumLimit))
                result.AddError($"--limit takes 1 to {AdminQueueWords.MaximumLimit}.");
        });
        Option<string?> after = new("--after") { Description = "Goes on behind the part that ended with this.", HelpName = "place" };
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("list", "Lists what waits in the queue, one line for each message and domain, in the order in which it came.")
        {
            Notes = [.. QueueText.Notes, .. AdminConnection.Notes],
            Examples =
            [
                "submission-policy queue list",
                "submission-policy queue list --domain example.org --state waiting",
                "submission-policy queue list --account jan@domena.cz --limit 1000 --json",
            ],
            ExitCodes = AdminConnection.ExitCodes,
        };
        var filter = new QueueFilterOptions(command, isForChange: false);
        foreach (Option option in (Option[])[limit, after, socket, json]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.QueueAsync(
                filter.AddFiltersTo(new QueryText(), parsed).Add("limit", parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture)).Add("after", parsed.GetValue(after)), cancellationToken),
            queue =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, queue);
                else if (queue.Entries.Count == 0) connection.Terminal.Out.Line(NothingText(filter.IsGiven(parsed), parsed.GetValue(after) is not null));
                else Print(queue, connection.Terminal, connection.Time.GetUtcNow());
            }));
        return command;
    }

    private static string NothingText(bool isFiltered, bool isFurther) =>
        isFurther ? "There is nothing further." : isFiltered ? "There is no such mail in the queue." : "The queue is empty.";

    private static void Print(AdminQueue queue, Terminal terminal, DateTimeOffset now)
    {
        Table table = TerminalWriting.Table("id", "age", "from", "to", "state", "attempts", "next try", "last answer");
        foreach (AdminQueueEntry entry in queue.Entries)
        {
            table.AddRow(
                TerminalWriting.Cell(entry.Id, Styles.Name),
                TerminalWriting.Cell(Moment.LengthOf(TimeSpan.FromSeconds(entry.AgeSeconds)), Styles.Quiet),
                TerminalWriting.Cell(QueueText.Sender(entry.Sender)),
                TerminalWriting.Cell(entry.Recipients > 1 ? string.Create(CultureInfo.InvariantCulture, $"{entry.Domain} ({entry.Recipients})") : entry.Domain),
                TerminalWriting.Cell(entry.State, QueueText.StyleOf(entry.State)),
                TerminalWriting.Cell(entry.Attempts.ToString(CultureInfo.InvariantCulture)),
                TerminalWriting.Cell(NextOf(entry, now)),
                TerminalWriting.Cell(entry.HoldReason is { } reason ? $"held: {reason}" : entry.LastAnswer ?? ""));
        }

        terminal.Out.Write(table);
        if (queue.Next is { } next) terminal.Out.Line($"There is more: go on with --after {next}");
    }

    private static string NextOf(AdminQueueEntry entry, DateTimeOffset now) =>
        (entry.HeldUntil ?? entry.NextAttemptAt) is { } next ? Moment.DueIn(next - now) : "";
}
