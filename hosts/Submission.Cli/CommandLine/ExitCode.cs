namespace Submission.Cli.CommandLine;

/// <summary>What the tool tells the shell; documented in docs/cli.md, so that scripts may rely on it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The policy, a case, an account file or a line of a dialog is wrong; a host does not know what it is asked for.</summary>
    public const int Errors = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file cannot be found, read or written; no host answers.</summary>
    public const int Unreadable = 3;

    /// <summary>Ctrl+C: 128 and the number of SIGINT, as shells expect it.</summary>
    public const int Cancelled = 130;
}
