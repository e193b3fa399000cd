using System.Net.Sockets;
using Submission.Admin;

namespace Submission.Cli.Admin;

/// <summary>Says why a host cannot be reached, and what to do.</summary>
internal static class AdminSocketFailure
{
    private const string Mend = "Start the host, or say where its socket is with --socket PATH or " + AdminConnection.Variable + "; the host's log says it at the start.";

    public static string Describe(string path, SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.AccessDenied => $"The admin socket {path} may not be used by {Environment.UserName}. Run this tool as the user that the host runs as, for example with sudo -u.",
        SocketError.ConnectionRefused => $"No host answers on {path}: a host was there and has ended, or the file is no socket. {Mend}",
        _ => $"No host answers on {path}: {(File.Exists(path) ? failure.Message : "there is no such socket")}{OthersThan(path)}. {Mend}",
    };

    // Where the path is one of the default ones, all of them were looked at.
    private static string OthersThan(string path)
    {
        string[] candidates = [.. AdminSocketPath.Candidates()];
        if (!candidates.Contains(path, StringComparer.Ordinal)) return "";
        string others = string.Join(", ", candidates.Where(candidate => candidate != path));
        return others.Length == 0 ? "" : $", nor at {others}";
    }
}
