using System.CommandLine;
using Submission.Cli.CommandLine;

namespace Submission.Cli.Policies;

/// <summary>The argument that names a policy, the same for every command.</summary>
internal static class PolicyArgument
{
    public static Argument<string?> Create(bool takesEmbedded = true) => new Argument<string?>("path")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The policy: its folder, or a single file with all of it"
            + (takesEmbedded ? $"; {PolicyLocation.EmbeddedName} is the Forpsi policy within this tool" : "")
            + ". Without it: the current folder where it holds policy.yaml, else specs/forpsi.",
    }.RejectingOptions();

    public static Option<bool> CreateJsonOption(string what = "Writes the result as one JSON document.") => new("--json") { Description = what };
}
