using System.CommandLine;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Queue;

/// <summary><c>queue show</c>: all that is known of a message.</summary>
internal static class QueueShowCommand
{
    public static Command Create(AdminConnection connection)
    {
        Argument<string> id = new Argument<string>("id") { Description = "The id of the message: 22 letters and digits, as in the reply, in the log and in Received." }.RejectingOptions();
        id.Validators.Add(static result =>
        {
            if (result.Tokens is [var token, ..] && !token.Value.StartsWith('-') && !QueueOptionSet.IsId(token.Value))
                result.AddError($"'{Printable.Of(token.Value)}' is no id. {QueueOptionSet.IdsAre}");
        });
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("show", "Shows all that is known of a message: where it came from, what was asked of its delivery, and how each recipient stands.")
        {
            Notes = AdminConnection.Notes,
            Examples = ["submission-policy queue show 0322hKFMDXOwy7eYhzHuzX", "submission-policy queue show 0322hKFMDXOwy7eYhzHuzX --json"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Arguments.Add(id);
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.MessageAsync(parsed.GetRequiredValue(id), cancellationToken),
            message =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, message);
                else new QueuedMessagePrinter(connection.Terminal.Out, connection.Time.GetUtcNow()).Print(message);
            }));
        return command;
    }
}
