using System.CommandLine;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;

namespace Submission.Cli.Tls;

/// <summary><c>tls</c>: how a running gateway would protect mail for a domain.</summary>
internal static class TlsCommand
{
    private const string NoGateway = "This host delivers nothing itself: it is no gateway.";

    // The record is looked up, the policy may be fetched, and each server has half a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Command Create(AdminConnection connection)
    {
        var command = new Command("tls", "Shows how a running gateway protects mail on its way by TLS.");
        command.Subcommands.Add(CreateCheck(connection));
        return command;
    }

    private static string TargetOf(string domain, bool connects) => $"tls/{Uri.EscapeDataString(domain)}{(connects ? "?connect=true" : "")}";

    private static DocumentedCommand CreateCheck(AdminConnection connection)
    {
        Argument<string> domain = new Argument<string>("domain") { Description = "The domain of the recipients." }.RejectingOptions();
        Option<string?> socket = AdminConnection.CreateOption();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var connect = new Option<bool>("--connect") { Description = "Lets the gateway connect to each server, begin TLS and judge the certificate that is really shown; no mail is sent." };
        var command = new DocumentedCommand("check", "Tells what would be required of each server of a domain and why: by DANE, by MTA-STS, or by the delivery policy.")
        {
            Notes = AdminConnection.Notes,
            Examples = ["submission-policy tls check example.org", "submission-policy tls check example.org --connect", "submission-policy tls check example.org --json"],
            ExitCodes = AdminConnection.ExitCodes,
        };
        command.Arguments.Add(domain);
        command.Options.Add(connect);
        command.Options.Add(socket);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => connection.AskAsync(
            parsed.GetValue(socket),
            client => client.SendAsync(HttpMethod.Get, TargetOf(parsed.GetRequiredValue(domain), parsed.GetValue(connect)), AdminDocuments.Tls, cancellationToken, Patience, NoGateway),
            answer =>
            {
                if (parsed.GetValue(json)) JsonOutput.Write(connection.Terminal, answer);
                else TlsPrinter.Print(answer, connection.Terminal.Out, connection.Time.GetUtcNow());
            }));
        return command;
    }
}
