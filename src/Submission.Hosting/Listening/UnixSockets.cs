using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Submission.Hosting.Listening;

/// <summary>
/// Makes the paths of unix sockets free, and gives the sockets their permissions: what a host has left behind that ended without a word is removed, what another one answers on is not.
/// Used while the host starts; not thread-safe.
/// </summary>
internal sealed class UnixSockets : IConfigureOptions<SocketTransportOptions>
{
    // What struct sockaddr_un holds is 108 octets on Linux and 104 elsewhere, with a final zero.
    private const int MaximumPathLength = 100;
    private readonly Dictionary<string, UnixFileMode> _modes = new(StringComparer.Ordinal);

    /// <summary>Makes a path free for a socket.</summary>
    /// <param name="path">The whole path.</param>
    /// <param name="mode">Who may use the socket.</param>
    /// <returns>What stands in the way; <see langword="null"/> where nothing does.</returns>
    public string? Claim(string path, UnixFileMode mode)
    {
        string? obstacle = Obstacle(path);
        if (obstacle is null) _modes[path] = mode;
        return obstacle;
    }

    public void Configure(SocketTransportOptions options) => options.CreateBoundListenSocket = endPoint =>
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        // Before it listens nobody can connect, so that there is no moment at which another user could.
        if (endPoint is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows() && _modes.TryGetValue(endPoint.ToString()!, out UnixFileMode mode))
            File.SetUnixFileMode(endPoint.ToString()!, mode);
        return socket;
    };

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
