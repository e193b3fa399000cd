using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Cli.Session;

namespace Submission.Cli.Queue;

/// <summary><c>queue drop</c>: removes mail without a word to anybody, which cannot be undone; so it asks before.</summary>
internal static class QueueDropCommand
{
    private const string Yes = "yes";

    public static Command Create(AdminConnection connection)
    {
        Option<string?> reason = QueueOptionSet.CreateReason("the host writes it into its log", isRequired: false);
        Option<bool> isConfirmed = new("--yes") { Description = "Does not ask." };
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand(AdminQueueWords.Drop, "Removes mail without a word to its senders, which cannot be undone. What is under way is left alone.")
        {
            Notes = ["It says what would be dropped and asks; where nobody can answer, --yes is needed.", .. QueueText.Notes, .. AdminConnection.Notes],
            Examples =
            [
                "submission-policy queue drop --id 0322hKFMDXOwy7eYhzHuzX",
                "submission-policy queue drop --account jan@domena.cz --state held --reason 'spam, ticket 4711' --yes",
            ],
            ExitCodes = "0 done, 1 not confirmed, or the host knows of no such thing, 2 wrong usage, 3 no host answers",
        };
        var filter = new QueueFilterOptions(command, isForChange: true);
        foreach (Option option in (Option[])[reason, isConfirmed, socket, json]) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(isConfirmed))
            {
                int exitCode = await ConfirmAsync(connection, parsed.GetValue(socket), filter.AddFiltersTo(new QueryText(), parsed), cancellationToken);
                if (exitCode != ExitCode.Ok) return exitCode;
            }

            QueryText query = filter.AddTo(new QueryText(), parsed).Add("reason", parsed.GetValue(reason));
            return await QueueChangeCommand.RunAsync(connection, parsed.GetValue(socket), AdminQueueWords.Drop, query, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ConfirmAsync(AdminConnection connection, string? socket, QueryText filter, CancellationToken cancellationToken)
    {
        Terminal terminal = connection.Terminal;
        if (terminal.IsInputRedirected)
        {
            terminal.Fail("Nobody can be asked here whether to drop mail: say --yes.");
            return ExitCode.Usage;
        }

        string? meant = null;
        int exitCode = await connection.AskAsync(
            socket,
            client => client.QueueAsync(filter.Add("limit", AdminQueueWords.MaximumLimit.ToString(CultureInfo.InvariantCulture)), cancellationToken),
            queue => meant = Describe(queue));
        if (exitCode != ExitCode.Ok) return exitCode;
        if (meant is null)
        {
            terminal.Fail("There is no such mail in the queue.");
            return ExitCode.Errors;
        }

        // On the standard error, so that a document alone can be redirected into a file.
        terminal.Error.Write(new Text($"Drops {meant}, and nobody is told. Type {Yes} to go on: ", Styles.Warning));
        string? answer = await new LineReader(terminal.In, isTerminal: true).ReadAsync(cancellationToken);
        if (string.Equals(answer?.Trim(), Yes, StringComparison.OrdinalIgnoreCase)) return ExitCode.Ok;
        terminal.Fail("Nothing was dropped.");
        return ExitCode.Errors;
    }

    private static string? Describe(AdminQueue queue) => queue switch
    {
        { Entries.Count: 0 } => null,
        { Next: null } => QueueText.Deliveries(queue.Entries.Count),
        _ => string.Create(CultureInfo.InvariantCulture, $"more than {queue.Entries.Count} deliveries"),
    };
}
