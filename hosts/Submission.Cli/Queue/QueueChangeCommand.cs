using System.CommandLine;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Queue;

/// <summary><c>queue retry</c>, <c>hold</c>, <c>release</c> and <c>bounce</c>: what an operator does with mail that waits.</summary>
internal static class QueueChangeCommand
{
    public static Command CreateRetry(AdminConnection connection) => Create(
        connection,
        AdminQueueWords.Retry,
        "Lets mail that waits be tried at once, whatever its next attempt was. What is held stays held.",
        ["submission-policy queue retry --domain example.org", "submission-policy queue retry --id 0322hKFMDXOwy7eYhzHuzX"],
        reason: null,
        time: null);

    public static Command CreateHold(AdminConnection connection) => Create(
        connection,
        AdminQueueWords.Hold,
        "Holds mail back until it is released; what is under way is held when its attempt ends without success.",
        [
            "submission-policy queue hold --account jan@domena.cz --reason 'sends spam, ticket 4711'",
            "submission-policy queue hold --domain example.org --reason 'their server loses mail' --for 2h",
        ],
        QueueOptionSet.CreateReason("it is shown with the mail", isRequired: true),
        QueueOptionSet.CreateFor("until it is released"));

    public static Command CreateRelease(AdminConnection connection) => Create(
        connection,
        AdminQueueWords.Release,
        "Lets mail that is held go on at once.",
        ["submission-policy queue release --account jan@domena.cz", "submission-policy queue release --state held"],
        reason: null,
        time: null);

    public static Command CreateBounce(AdminConnection connection) => Create(
        connection,
        AdminQueueWords.Bounce,
        "Gives up mail and returns it to its senders. What is under way is left alone.",
        ["submission-policy queue bounce --domain exampel.org --reason 'There is no such domain; did you mean example.org?'"],
        QueueOptionSet.CreateReason("the senders are told", isRequired: false),
        time: null);

    /// <summary>Asks the host for a change and prints what it has done.</summary>
    public static Task<int> RunAsync(AdminConnection connection, string? socket, string change, QueryText query, bool isJson, CancellationToken cancellationToken) =>
        connection.AskAsync(
            socket,
            client => client.ChangeAsync(change, query, cancellationToken),
            done =>
            {
                if (isJson) JsonOutput.Write(connection.Terminal, done);
                else connection.Terminal.Out.Line(QueueText.Of(done));
            });

    private static DocumentedCommand Create(AdminConnection connection, string change, string description, string[] examples, Option<string?>? reason, Option<string?>? time)
    {
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand(change, description)
        {
            Notes = [.. QueueText.Notes, .. AdminConnection.Notes],
            Examples = examples,
            ExitCodes = AdminConnection.ExitCodes,
        };
        var filter = new QueueFilterOptions(command, isForChange: true);
        foreach (Option? option in (Option?[])[reason, time, socket, json])
        {
            if (option is not null) command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            connection,
            parsed.GetValue(socket),
            change,
            filter.AddTo(new QueryText(), parsed).Add("reason", ValueOf(parsed, reason)).Add("for", ValueOf(parsed, time)),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static string? ValueOf(ParseResult parsed, Option<string?>? option) => option is null ? null : parsed.GetValue(option);
}
