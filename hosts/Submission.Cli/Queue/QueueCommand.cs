using System.CommandLine;
using Submission.Cli.Admin;

namespace Submission.Cli.Queue;

/// <summary><c>queue</c>: what waits in a running gateway.</summary>
internal static class QueueCommand
{
    public static Command Create(AdminConnection connection)
    {
        var command = new Command("queue", "Shows what waits in a running gateway, and retries, holds, releases, returns or drops it.");
        command.Subcommands.Add(QueueListCommand.Create(connection));
        command.Subcommands.Add(QueueShowCommand.Create(connection));
        command.Subcommands.Add(QueueStatsCommand.Create(connection));
        command.Subcommands.Add(QueueChangeCommand.CreateRetry(connection));
        command.Subcommands.Add(QueueChangeCommand.CreateHold(connection));
        command.Subcommands.Add(QueueChangeCommand.CreateRelease(connection));
        command.Subcommands.Add(QueueChangeCommand.CreateBounce(connection));
        command.Subcommands.Add(QueueDropCommand.Create(connection));
        return command;
    }
}
