using System.CommandLine;
using System.CommandLine.Help;
using Submission.Cli.Accounts;
using Submission.Cli.Admin;
using Submission.Cli.Advise;
using Submission.Cli.Dkim;
using Submission.Cli.Explain;
using Submission.Cli.Output;
using Submission.Cli.Queue;
using Submission.Cli.Schema;
using Submission.Cli.Session;
using Submission.Cli.Test;
using Submission.Cli.Tls;
using Submission.Cli.Validate;

namespace Submission.Cli.CommandLine;

/// <summary>The tool as a whole: its commands, and how a command line is run.</summary>
internal static class SubmissionPolicyTool
{
    public const string Name = "submission-policy";

    public const string ExitCodes = "0 fine, 1 errors found, 2 wrong usage, 3 cannot read a file or reach a host, 130 interrupted";

    public static readonly IReadOnlyList<string> FirstSteps =
    [
        "submission-policy validate specs/forpsi               is the policy right?",
        "submission-policy test specs/forpsi                   does it do what its golden cases say?",
        "submission-policy explain message-rate                what does a rule do, in words?",
        "submission-policy session                             try it: talk SMTP to it, without a server",
        "submission-policy limits show jan@domena.cz           what has a running host counted?",
        "submission-policy queue stats                         what waits in a running gateway, and for whom?",
        "submission-policy advise example.cz                   what should a domain publish for its mail?",
        "submission-policy <command> --help                    more, with examples",
    ];

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The words of the line.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="time">The clock by which moments are shown and hosts waited for; the system's where none is given.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken, TimeProvider? time = null)
    {
        // [directives] are a feature of the parser that nobody expects of this tool, and paths may begin with a bracket.
        RootCommand root = CreateRoot(terminal, time ?? TimeProvider.System);
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not (TeachingHelp or ToolVersion)) return UsageErrors.Tell(parsed, terminal);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.OutWriter,
            Error = terminal.ErrorWriter,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            terminal.Fail(exception.Message);
            return ExitCode.Unreadable;
        }
        finally
        {
            terminal.Flush();
        }
    }

    private static RootCommand CreateRoot(Terminal terminal, TimeProvider time)
    {
        var connection = new AdminConnection(terminal, time);
        var root = new RootCommand("Checks, tests, explains and tries policies for mail submission.")
        {
            HelpName = Name,
        };
        root.Directives.Clear();
        root.Subcommands.Add(ValidateCommand.Create(terminal));
        root.Subcommands.Add(TestCommand.Create(terminal));
        root.Subcommands.Add(ExplainCommand.Create(connection));
        root.Subcommands.Add(SessionCommand.Create(terminal));
        root.Subcommands.Add(SchemaCommand.Create(terminal));
        root.Subcommands.Add(AccountsCommand.Create(terminal));
        root.Subcommands.Add(LimitsCommand.Create(connection));
        root.Subcommands.Add(BlocksCommand.Create(connection));
        root.Subcommands.Add(QueueCommand.Create(connection));
        root.Subcommands.Add(DomainsCommand.Create(connection));
        root.Subcommands.Add(DkimCommand.Create(connection));
        root.Subcommands.Add(TlsCommand.Create(connection));
        root.Subcommands.Add(AdviseCommand.Create(connection));
        foreach (Option option in root.Options)
        {
            switch (option)
            {
                case HelpOption { Action: HelpAction usual } help:
                    usual.MaxWidth = terminal.Width;
                    help.Action = new TeachingHelp(usual);
                    root.SetAction(parsed => help.Action is TeachingHelp teaching ? teaching.Invoke(parsed) : ExitCode.Ok);
                    break;
                case VersionOption version:
                    version.Action = new ToolVersion();
                    break;
            }
        }

        return root;
    }
}
