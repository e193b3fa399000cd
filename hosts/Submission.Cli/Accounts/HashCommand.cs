using System.CommandLine;
using System.Security.Cryptography;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Hosting.Accounts;

namespace Submission.Cli.Accounts;

/// <summary><c>accounts hash</c>: makes the hash of a password, which is never an argument: those are seen by everybody on the machine.</summary>
internal static class HashCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> scheme = new("--scheme")
        {
            Description = "How the password is hashed. bcrypt reads no more than 72 octets of it.",
            DefaultValueFactory = static _ => HashScheme.Default.Name,
        };
        scheme.AcceptOnlyFromAmong([.. HashScheme.All.Select(static known => known.Name)]);
        Option<int?> cost = new("--cost")
        {
            Description = "What a check costs: bcrypt 4 to 16, each step twice as much (12); sha512-crypt 1000 to 5000000 rounds (100000); argon2id 1 to 64 passes over 19 MiB (2).",
            HelpName = "n",
        };
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("hash", "Makes the hash of a password for accounts.yaml: asks for it without showing it, or reads one line.")
        {
            Examples =
            [
                "submission-policy accounts hash",
                "submission-policy accounts hash --scheme argon2id",
                "pass show mail/jan | submission-policy accounts hash --scheme bcrypt --cost 13",
            ],
            ExitCodes = "0 the hash is written, 1 the password cannot be used, 2 wrong usage, 130 interrupted",
        };
        foreach (Option option in (Option[])[scheme, cost, json]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(scheme), parsed.GetValue(cost), parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string name, int? cost, bool isJson, Terminal terminal, CancellationToken cancellationToken)
    {
        HashScheme scheme = HashScheme.All.First(known => known.Name == name);
        if (!PasswordHasher.IsCost(scheme.Scheme, cost))
        {
            terminal.Fail($"The cost is not one of {scheme.Name}; see submission-policy accounts hash --help.");
            return ExitCode.Usage;
        }

        (byte[]? password, string? problem) = await PasswordInput.ReadAsync(terminal, cancellationToken);
        if (password is null)
        {
            terminal.Fail(problem!);
            return ExitCode.Errors;
        }

        try
        {
            string hash = PasswordHasher.Hash(scheme.Scheme, password, cost);
            if (isJson) JsonOutput.Write(terminal, new HashDocument(scheme.Name, hash));
            else terminal.OutWriter.WriteLine(hash);
            return ExitCode.Ok;
        }
        catch (ArgumentException exception)
        {
            terminal.Fail(exception.Message.Split(" (Parameter", StringSplitOptions.None)[0]);
            return ExitCode.Errors;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
