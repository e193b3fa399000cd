using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Queue;

/// <summary>Prints how much is in the queue, and suspensions, for people.</summary>
internal sealed class QueueStatisticsPrinter(IAnsiConsole console, DateTimeOffset now)
{
    public void Print(AdminQueueStatistics statistics)
    {
        if (!statistics.IsHealthy) console.Line(($"The queue takes no mail: {statistics.Problem}", Styles.Bad));
        console.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{QueueText.Count(statistics.Messages, "message", "messages")}: {QueueText.Deliveries(statistics.Waiting)} waiting, {statistics.UnderWay} under way, {statistics.Held} held"));
        if (statistics.Destinations.Count > 0)
        {
            console.WriteLine();
            PrintDestinations(statistics);
        }

        if (statistics.Suspensions.Count == 0) return;
        console.WriteLine();
        PrintSuspensions(statistics.Suspensions);
    }

    public void PrintSuspensions(IReadOnlyList<AdminSuspension> suspensions)
    {
        Table table = TerminalWriting.Table("suspended", "since", "until", "why");
        foreach (AdminSuspension suspension in suspensions)
        {
            table.AddRow(
                TerminalWriting.Cell(suspension.Domain, Styles.Name),
                TerminalWriting.Cell(Moment.Of(suspension.Since, now), Styles.Quiet),
                TerminalWriting.Cell(suspension.Until is { } until ? Moment.Of(until, now) : "it is resumed", Styles.Warning),
                TerminalWriting.Cell(suspension.Reason));
        }

        console.Write(table);
    }

    private void PrintDestinations(AdminQueueStatistics statistics)
    {
        HashSet<string> suspended = [.. statistics.Suspensions.Select(static suspension => suspension.Domain)];
        Table table = TerminalWriting.Table("to", "deliveries", "oldest", "next try");
        foreach (AdminQueueDestination destination in statistics.Destinations)
        {
            table.AddRow(
                TerminalWriting.Cell(destination.Domain, Styles.Name),
                TerminalWriting.Cell(destination.Deliveries.ToString(CultureInfo.InvariantCulture)),
                TerminalWriting.Cell(Moment.LengthOf(TimeSpan.FromSeconds(destination.OldestAgeSeconds)), Styles.Quiet),
                suspended.Contains(destination.Domain)
                    ? TerminalWriting.Cell("suspended", Styles.Bad)
                    : TerminalWriting.Cell(destination.NextInSeconds is { } next ? Moment.DueIn(TimeSpan.FromSeconds(next)) : ""));
        }

        console.Write(table);
    }
}
