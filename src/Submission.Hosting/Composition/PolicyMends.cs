using Submission.Hosting.Configuration;
using Submission.Policy.Specification;

namespace Submission.Hosting.Composition;

/// <summary>Says what mends a policy in the words of whoever runs a host: the engine speaks to developers, and names properties and methods.</summary>
internal static class PolicyMends
{
    private static readonly (string Port, string Keys)[] KeysOfPorts =
    [
        (nameof(PolicyPorts.VirusScanner), "Scanners:Clamd"),
        (nameof(PolicyPorts.SpamScanner), "Scanners:Rspamd or Scanners:Spamd"),
    ];

    // What the engine says of a rule that is to be left out and is not there.
    private const string LeftOut = " to leave out.";

    public static PolicyException InKeys(PolicyException exception) => new(exception.Errors.Select(InKeys));

    private static SpecError InKeys(SpecError error)
    {
        foreach ((string port, string keys) in KeysOfPorts)
        {
            if (error.Rule is { } rule && error.Mend?.StartsWith($"Set {port},", StringComparison.Ordinal) == true)
                return error with { Mend = $"Set {SubmissionOptions.Section}:{keys}, or leave the rule out: {SubmissionOptions.Section}:WithoutRules:0={rule}." };
        }

        if (error.Message.EndsWith(LeftOut, StringComparison.Ordinal)) return error with { Message = $"{SubmissionOptions.Section}:WithoutRules: {error.Message}" };
        return error;
    }
}
