using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Policies;
using Submission.Cli.Validate;
using Submission.Hosting.Accounts;
using Submission.Policy.Specification;

namespace Submission.Cli.Accounts;

/// <summary><c>accounts check</c>: finds everything that is wrong with an account file.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new Argument<string>("file") { Description = "The account file." }.RejectingOptions();
        Option<bool> json = PolicyArgument.CreateJsonOption();
        var command = new DocumentedCommand("check", "Finds everything that is wrong with an account file, with the place and a mend.")
        {
            Examples = ["submission-policy accounts check accounts.yaml"],
            ExitCodes = "0 the file is right, 1 it has errors, 2 wrong usage, 3 it cannot be read",
        };
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(json), terminal));
        return command;
    }

    private static int Run(string file, bool isJson, Terminal terminal)
    {
        if (!File.Exists(file))
        {
            terminal.Fail($"There is no file '{file}'.");
            return ExitCode.Unreadable;
        }

        // The reader tells a file that may not be read as an error of the file; the exit code shall tell the two apart.
        using (File.OpenRead(file)) { }

        AccountDirectory? accounts = AccountFile.Read(file, out ImmutableArray<SpecError> errors);
        if (isJson) JsonOutput.Write(terminal, new AccountsDocument(file, errors.IsEmpty, accounts?.Count ?? 0, [.. errors.Select(ErrorDocument.Of)]));
        else Print(file, accounts, errors, terminal);
        return errors.IsEmpty ? ExitCode.Ok : ExitCode.Errors;
    }

    private static void Print(string file, AccountDirectory? accounts, ImmutableArray<SpecError> errors, Terminal terminal)
    {
        // Without the source lines: they hold the hashes of passwords.
        foreach (SpecError error in errors) terminal.Out.Line((error.ToString(), Styles.Bad));
        if (errors.IsEmpty) terminal.Out.Line((string.Create(CultureInfo.InvariantCulture, $"{file}: {accounts?.Count} accounts, no errors"), Styles.Good));
        else terminal.Out.Line((string.Create(CultureInfo.InvariantCulture, $"{file}: {errors.Length} {(errors.Length == 1 ? "error" : "errors")}"), Styles.Bad));
    }
}

/// <summary>The JSON of <c>accounts check</c>.</summary>
internal sealed record AccountsDocument(string File, bool Valid, int Accounts, ImmutableArray<ErrorDocument> Errors);
