using System.CommandLine;
using Submission.Cli.Output;

namespace Submission.Cli.Accounts;

/// <summary><c>accounts</c>: what has to do with the account file of the hosts.</summary>
internal static class AccountsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("accounts", "Makes password hashes and checks account files.");
        command.Subcommands.Add(HashCommand.Create(terminal));
        command.Subcommands.Add(CheckCommand.Create(terminal));
        return command;
    }
}
