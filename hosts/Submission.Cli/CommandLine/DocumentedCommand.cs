using System.CommandLine;

namespace Submission.Cli.CommandLine;

/// <summary>A command whose help shows how it is used.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="description">What it does, in one sentence.</param>
internal class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>What the help says below the options: lines, as they are.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Command lines that somebody could type.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>What the exit codes mean here.</summary>
    public required string ExitCodes { get; init; }
}
