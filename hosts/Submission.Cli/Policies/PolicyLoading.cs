using System.Diagnostics.CodeAnalysis;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Validate;

namespace Submission.Cli.Policies;

/// <summary>Loads the policy for a command that can do nothing with a wrong one.</summary>
internal static class PolicyLoading
{
    /// <summary>Loads a policy that is right.</summary>
    /// <returns>Whether there is one; otherwise the reason has been told and <paramref name="exitCode"/> is what to return.</returns>
    public static bool TryLoad(string? path, Terminal terminal, [NotNullWhen(true)] out LoadedPolicy? policy, out int exitCode)
    {
        policy = null;
        exitCode = ExitCode.Unreadable;
        if (!PolicyLocation.TryFind(path, out PolicyLocation? location, out string? problem))
        {
            terminal.Fail(problem);
            return false;
        }

        LoadedPolicy loaded = LoadedPolicy.Load(location);
        if (loaded.Spec is null || !loaded.Errors.IsEmpty)
        {
            new ErrorPrinter(terminal.Error).Print(loaded.Errors);
            terminal.Fail("The policy is wrong; mend it first.");
            exitCode = ExitCode.Errors;
            return false;
        }

        policy = loaded;
        exitCode = ExitCode.Ok;
        return true;
    }
}
