using System.CommandLine;
using Submission.Cli.CommandLine;
using Submission.Policy;

namespace Submission.Cli.Admin;

/// <summary>The argument that names whose counters or blocks are meant, the same for every command, and the rule that may narrow it.</summary>
internal static class SubjectArgument
{
    private const string Whose = "Whose: a login, an address, an IP address or a network, as the counters name it.";

    public static Argument<string> Create() => new Argument<string>("subject") { Description = Whose }.RejectingOptions();

    public static Argument<string[]> CreateSeveral() => new Argument<string[]>("subject")
    {
        Description = Whose,
        Arity = ArgumentArity.OneOrMore,
    }.RejectingOptions();

    public static Option<string?> CreateRuleOption()
    {
        var option = new Option<string?>("--rule") { Description = "Only what this rule has counted.", HelpName = "id" };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [var token, ..] && !RuleId.IsValid(token.Value)) result.AddError($"'{Output.Printable.Of(token.Value)}' is not the id of a rule.");
        });
        return option;
    }
}
