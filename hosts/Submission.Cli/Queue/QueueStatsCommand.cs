using System.CommandLine;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Queue;

/// <summary><c>queue stats</c>: how much waits, and for whom.</summary>
internal static class QueueStatsCommand
{
    public static Command Create(AdminConnection connection)
    {
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("stats", "Shows how much is in the queue, the twenty domains with the most of it, and the domains that are suspended.")
        {
            Notes = [.. QueueText.Notes, .. AdminConnection.Notes],
            Examples = ["submission-policy queue stats", "watch submission-policy queue stats", "submission-policy queue stats --json"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.StatisticsAsync(new QueryText(), cancellationToken),
            statistics =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, statistics);
                else new QueueStatisticsPrinter(connection.Terminal.Out, connection.Time.GetUtcNow()).Print(statistics);
            }));
        return command;
    }
}
