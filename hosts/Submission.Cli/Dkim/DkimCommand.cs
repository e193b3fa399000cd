using System.CommandLine;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Dkim;

/// <summary><c>dkim</c>: for which domains a running gateway signs, and with which keys.</summary>
internal static class DkimCommand
{
    public static Command Create(AdminConnection connection)
    {
        var command = new Command("dkim", "Shows for which domains a running gateway signs with DKIM, and which records they need; makes, replaces and retires keys.");
        command.Subcommands.Add(CreateList(connection));
        command.Subcommands.Add(CreateOne(
            connection, "show", "Shows the keys of a domain, where they stand, and the records to publish.", ["submission-policy dkim show example.org", "submission-policy dkim show example.org --json"],
            static (client, domain, cancellationToken) => client.DkimDomainAsync(domain, cancellationToken)));
        command.Subcommands.Add(CreateChange(connection, AdminDkimWords.Activate, "Makes keys for a domain that has none, and publishes their records where the domain uses our DNS; again: publishes what has vanished."));
        command.Subcommands.Add(CreateChange(connection, AdminDkimWords.Rotate, "Makes new keys for a domain. The old ones sign until the new are seen in DNS; their records stay for a while."));
        command.Subcommands.Add(CreateChange(connection, AdminDkimWords.Deactivate, "Stops signing for a domain at once. The records stay for a while, for mail that is on its way."));
        return command;
    }

    private static DocumentedCommand CreateList(AdminConnection connection)
    {
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("list", "Lists the domains that the gateway signs for, or is about to.")
        {
            Notes = AdminConnection.Notes,
            Examples = ["submission-policy dkim list", "submission-policy dkim list --json"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.DkimDomainsAsync(cancellationToken),
            domains =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, domains);
                else DkimPrinter.Print(domains, connection.Terminal.Out);
            }));
        return command;
    }

    private static DocumentedCommand CreateChange(AdminConnection connection, string change, string description) => CreateOne(
        connection, change, description, [$"submission-policy dkim {change} example.org"], (client, domain, cancellationToken) => client.ChangeDkimAsync(domain, change, cancellationToken));

    private static DocumentedCommand CreateOne(
        AdminConnection connection, string name, string description, string[] examples, Func<AdminClient, string, CancellationToken, Task<AdminResult<AdminDkimDomain>>> ask)
    {
        Argument<string> domain = new Argument<string>("domain") { Description = "The domain." }.RejectingOptions();
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand(name, description) { Notes = AdminConnection.Notes, Examples = examples, ExitCodes = AdminConnection.ExitCodes };
        command.Arguments.Add(domain);
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => ask(client, parsed.GetRequiredValue(domain), cancellationToken),
            answer =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, answer);
                else DkimPrinter.Print(answer, connection.Terminal.Out, connection.Time.GetUtcNow());
            }));
        return command;
    }
}
