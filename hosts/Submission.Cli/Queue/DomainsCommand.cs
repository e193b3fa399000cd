using System.CommandLine;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Queue;

/// <summary><c>domains</c>: at which destinations a running gateway tries nothing.</summary>
internal static class DomainsCommand
{
    public static Command Create(AdminConnection connection)
    {
        var command = new Command("domains", "Suspends domains, so that a running gateway tries nothing there, and resumes them.");
        command.Subcommands.Add(CreateList(connection));
        command.Subcommands.Add(CreateSuspend(connection));
        command.Subcommands.Add(CreateResume(connection));
        return command;
    }

    private static DocumentedCommand CreateList(AdminConnection connection)
    {
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("list", "Lists the domains that are suspended: since when, until when, and why.")
        {
            Notes = AdminConnection.Notes,
            Examples = ["submission-policy domains list", "submission-policy domains list --json"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.DomainsAsync(cancellationToken),
            domains =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, domains);
                else if (domains.Suspensions.Count == 0) connection.Terminal.Out.Line("No domain is suspended.");
                else new QueueStatisticsPrinter(connection.Terminal.Out, connection.Time.GetUtcNow()).PrintSuspensions(domains.Suspensions);
            }));
        return command;
    }

    private static DocumentedCommand CreateSuspend(AdminConnection connection)
    {
        Option<string?> reason = QueueOptionSet.CreateReason("it is shown with the domain, and senders read it when their mail is delayed or returned", isRequired: true);
        Option<string?> time = QueueOptionSet.CreateFor("until it is resumed");
        DocumentedCommand command = CreateChange(
            connection,
            AdminQueueWords.Suspend,
            "Tries nothing at a domain any more; mail to it waits, grows old and is returned when it is too old. Again: another reason or time.",
            [
                "submission-policy domains suspend example.org --reason 'their server is being moved' --for 4h",
                "submission-policy domains suspend [192.0.2.1] --reason 'nobody answers there'",
            ],
            [reason, time],
            (parsed, query) => query.Add("reason", parsed.GetValue(reason)).Add("for", parsed.GetValue(time)),
            (parsed, change) => $"suspended {change.Domain} {(parsed.GetValue(time) is { } length ? $"for {length}" : "until it is resumed")}");
        return command;
    }

    private static DocumentedCommand CreateResume(AdminConnection connection) => CreateChange(
        connection,
        AdminQueueWords.Resume,
        "Ends the suspension of a domain; what waits for it is due at once.",
        ["submission-policy domains resume example.org"],
        [],
        static (_, query) => query,
        static (_, change) => change.IsChanged ? $"resumed {change.Domain}" : $"{change.Domain} was not suspended.");

    private static DocumentedCommand CreateChange(
        AdminConnection connection,
        string change,
        string description,
        string[] examples,
        Option[] options,
        Func<ParseResult, QueryText, QueryText> write,
        Func<ParseResult, AdminDomainChange, string> say)
    {
        Argument<string> domain = new Argument<string>("domain") { Description = "The domain of the recipients, or an address literal such as [192.0.2.1]." }.RejectingOptions();
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand(change, description) { Notes = AdminConnection.Notes, Examples = examples, ExitCodes = AdminConnection.ExitCodes };
        command.Arguments.Add(domain);
        foreach (Option option in options.Append(socket).Append(json)) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.ChangeDomainAsync(parsed.GetRequiredValue(domain), change, write(parsed, new QueryText()), cancellationToken),
            done =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, done);
                else connection.Terminal.Out.Line(say(parsed, done));
            }));
        return command;
    }
}
