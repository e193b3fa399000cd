namespace Submission.Hosting.Configuration;

/// <summary>The gRPC service.</summary>
public sealed class GrpcOptions
{
    /// <summary>Where it listens.</summary>
    /// <value>A list of addresses with ports and of unix sockets (<c>unix:/path</c>). Default: <c>127.0.0.1:5050</c>.</value>
    public IList<ListenEndpoint> Endpoints { get; } = [];

    /// <summary>Who may use its unix sockets: the permissions of the files. The group is that of the user that the host runs as, unless the folder's set-group-id bit says otherwise.</summary>
    public UnixFileMode SocketMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
}
