using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Admin;

/// <summary>Finds the path of the admin socket and makes it free: what a host has left behind that ended without a word is removed, what another one answers on is not.</summary>
internal static class AdminSocket
{
    // What struct sockaddr_un holds is 108 octets on Linux and 104 elsewhere, with a final zero.
    private const int MaximumPathLength = 100;

    /// <summary>The path on which this host can listen.</summary>
    /// <returns>The path; <see langword="null"/> where there is to be no socket, or none at the default path.</returns>
    /// <exception cref="HostStartException">The path that was set cannot be used.</exception>
    public static string? Claim(AdminOptions options, ILogger logger)
    {
        if (options.Socket is AdminOptions.NoSocket || OperatingSystem.IsWindows()) return null;
        string? path = options.Socket is null ? AdminSocketPath.Prepare() : Path.GetFullPath(options.Socket);
        string? obstacle = path is null ? "no folder for it can be written to" : Obstacle(path);
        if (obstacle is null) return path;
        if (options.Socket is not null) throw new HostStartException([$"{SubmissionOptions.Section}:Admin:Socket: {path}: {obstacle}"]);
        AdminLog.NoSocket(logger, $"{path ?? "the default path"}: {obstacle}. Set {SubmissionOptions.Section}:Admin:Socket to a path of its own, or to '{AdminOptions.NoSocket}'.");
        return null;
    }

    private static string? Obstacle(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > MaximumPathLength) return $"the path is longer than {MaximumPathLength} octets";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (Directory.Exists(path)) return "it is a folder";
            var file = new FileInfo(path);
            if (!file.Exists) return null;
            // A socket has no length. A file with content is somebody's, and so stays.
            if (file.Length > 0) return "it is a file and no socket";
            if (IsAnswered(path)) return "another host answers there already";
            file.Delete();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private static bool IsAnswered(string path)
    {
        try
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException exception)
        {
            // Only a refusal says that nobody is there; whoever must not ask cannot know.
            return exception.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
