using System.CommandLine;
using System.CommandLine.Parsing;
using Submission.Cli.Output;
using Submission.Policy.Specification;

namespace Submission.Cli.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    public static int Tell(ParseResult parsed, Terminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        foreach (string problem in Describe(parsed, command)) terminal.Fail(problem);
        terminal.ErrorWriter.WriteLine($"See: {PathOf(parsed.CommandResult)} --help");
        terminal.Flush();
        return ExitCode.Usage;
    }

    /// <summary>Lets an argument refuse what looks like an option; the parser would take a mistyped one for a path.</summary>
    public static Argument<T> RejectingOptions<T>(this Argument<T> argument)
    {
        argument.Validators.Add(static result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (token.Value.StartsWith('-') && result.Parent is CommandResult command) result.AddError(DescribeOption(Printable.Of(token.Value), command));
            }
        });
        return argument;
    }

    private static IEnumerable<string> Describe(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens.Count > 0) return parsed.UnmatchedTokens.Select(token => Describe(token, parsed.CommandResult));
        if (command.Subcommands.Count > 0) return [$"A command is missing behind '{command.Name}': {string.Join(", ", Words(command))}."];
        return parsed.Errors.Select(static error => error.Message).Distinct(StringComparer.Ordinal);
    }

    private static string Describe(string token, CommandResult result)
    {
        token = Printable.Of(token);
        if (token.StartsWith('-')) return DescribeOption(token, result);
        return result.Command.Subcommands.Count > 0
            ? $"'{token}' is not a command.{Suggest(token, Words(result.Command))}"
            : $"'{token}' is one argument too many.";
    }

    private static string DescribeOption(string token, CommandResult result) => $"'{token}' is not an option here.{Suggest(token, OptionsOf(result))}";

    private static string Suggest(string word, IEnumerable<string> known) =>
        Spelling.Nearest(word, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    private static IEnumerable<string> Words(Command command) => command.Subcommands.Where(static sub => !sub.Hidden).Select(static sub => sub.Name);

    private static IEnumerable<string> OptionsOf(CommandResult result) =>
        result.Command.Options.SelectMany(static option => option.Aliases.Prepend(option.Name)).Append("--help");

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : SubmissionPolicyTool.Name;
}
